"""Who is asking: a machine by its token in the Authorization header, or a person by their session."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied

from governance.lib.context import current_context, set_context
from governance.services.limiter import locked_for
from governance.services.token import (
    TokenLocked,
    TokenOutOfPlace,
    TokenRefused,
    authenticate_token,
)

LONGEST_VIA = 80


class CredentialsLocked(APIException):
    """Too many wrong tries from this address."""

    status_code = 429
    default_detail = gettext_lazy("Too many wrong tries. Please wait and try again.")
    default_code = "locked"

    def __init__(self):
        super().__init__()
        self.wait = int(locked_for().total_seconds())


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer …` and nothing else: an address or a body gets into logs.

    Why a token was refused stands in the trail; the answer is the same for every reason.
    """

    def authenticate(self, request):
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        kind, _space, text = header.partition(" ")
        ip = current_context().ip
        try:
            token = authenticate_token(
                text.strip() if kind.lower() == "bearer" else "", ip=ip, at=timezone.now()
            )
        except TokenLocked as refusal:
            raise CredentialsLocked from refusal
        except TokenOutOfPlace as refusal:
            raise PermissionDenied(_("This token may not do this.")) from refusal
        except TokenRefused as refusal:
            raise AuthenticationFailed(
                _("Send a valid token: Authorization: Bearer ….")
            ) from refusal
        set_context(replace(current_context(), via=f"token:{token.name}"[:LONGEST_VIA]))
        return token.owner, token

    def authenticate_header(self, request):
        return "Bearer"


class PersonAuthentication(SessionAuthentication):
    """A person's session counts as on the pages, with the same protection against forged requests."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refusal:
            raise PermissionDenied(_("The CSRF token is missing or wrong.")) from refusal
