"""Who may come in at an address of the API, and how often (reliability §3.2, R22, R23)."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.throttling import BaseThrottle

from governance.models import ApiToken
from governance.permissions import has_permission, roles_held
from governance.services.quota import seconds_to_next_minute, spend_request
from governance.services.token import note_token_refusal

# Whoever is signed in; what they see is decided by the rows they may see.
ANYBODY = ""


class MayComeIn(BasePermission):
    """The person has the permission the address names, and a token the scope of the method too."""

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        method = "GET" if request.method == "HEAD" else request.method
        if not hasattr(view, method.lower()):
            # Nobody's right is in question: the answer is 405.
            return True
        # Asked once a request; every later question finds the answer on the person.
        request.user.roles_of_request = roles_held(request.user)
        if isinstance(request.auth, ApiToken):
            self.check_scope(request, view.scopes.get(method, ""), method)
        if view.permission is None:
            return False
        if view.permission == ANYBODY:
            return True
        one_of = view.permission if isinstance(view.permission, tuple) else (view.permission,)
        return any(has_permission(request.user, permission) for permission in one_of)

    @staticmethod
    def check_scope(request, scope, method):
        if method == "OPTIONS" or scope in request.auth.scopes:
            return
        note_token_refusal(request.auth, "foreign_scope", at=timezone.now())
        # It stands in the trail now, as the token's; it is not written down once more as an act.
        request._request.is_refusal_noted = True  # noqa: SLF001 -- read by the middleware, which knows Django's request
        raise PermissionDenied(_("This token may not do this."))


class TokenQuota(BaseThrottle):
    """A token's requests of a minute are counted; people at their screens are not."""

    def allow_request(self, request, view):
        token = request.auth
        return not isinstance(token, ApiToken) or spend_request(token, at=timezone.now())

    def wait(self):
        return seconds_to_next_minute(timezone.now())
