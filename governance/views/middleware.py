"""What a session still owes opens one page only; what was refused to it is in the trail."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.context import current_context
from governance.lib.workflow import NotAllowed, NoteMissing, Refused
from governance.models import Person
from governance.services.session import Attempt, note_refused_act, note_refused_call
from governance.views.entrance import OWED

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORBIDDEN = 403
API = "/api/v1/"
ALWAYS = frozenset({"governance:sign-out", "governance:language"})


class _DebtMiddleware:
    """Whoever owes something about their own sign-in is led to it, whatever they asked for."""

    target = code = ""
    open: frozenset[str] = ALWAYS

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self.is_owed(request) and not self.is_open(request):
            return self.lead(request)
        return self.get_response(request)

    def is_owed(self, request: HttpRequest) -> bool:
        raise NotImplementedError

    def sentence(self) -> str:
        raise NotImplementedError

    def is_open(self, request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            return False
        return name in self.open

    def lead(self, request: HttpRequest) -> HttpResponse:
        target = reverse(self.target)
        if request.path_info.startswith(API):
            body = {"code": self.code, "message": self.sentence(), "fields": {}}
            return JsonResponse({**body, "request_id": current_context().request_id}, status=403)
        if request.headers.get("HX-Request"):
            # A redirect would put the page into the fragment's place.
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)


class RefusalMiddleware:
    """An act that was refused to somebody who is signed in is in the trail, with the sentence they read.

    Reading what one may not read changes nothing and is not written down; a form that only lacks its
    reason is no refusal worth a line. The API is held to the same rule, by a token or a session, but
    a machine that asks again and again is written down once a minute; who is not known at all (401)
    is counted by the limiter. `config.api` says what it refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came = request.user
        response = self.get_response(request)
        refusal = getattr(request, "refusal", None)
        is_denied = response.status_code == FORBIDDEN
        if request.method in SAFE or getattr(request, "is_refusal_noted", False):
            return response
        if is_denied or (refusal is not None and not isinstance(refusal, NoteMissing)):
            # The API forgets a session whose request lacked its protection; the trail does not.
            person = request.user if request.user.is_authenticated else came
            if person.is_authenticated:
                self.note(request, person, refusal)
        return response

    def note(self, request: HttpRequest, person: Person, refusal: Refused | None) -> None:
        attempt = Attempt(
            view=getattr(request.resolver_match, "view_name", "") or "",
            address=request.path,
            code=getattr(refusal, "code", "not_allowed"),
            sentence=str(refusal or ""),
        )
        note = note_refused_call if request.path_info.startswith(API) else note_refused_act
        note(attempt, by=person, at=timezone.now())

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied) and not hasattr(request, "refusal"):
            request.refusal = NotAllowed(str(exception))  # type: ignore[attr-defined]  # -- read above, when the answer is made


class InitialPasswordMiddleware(_DebtMiddleware):
    """A person with an initial password is led to the change of it."""

    target, code = "governance:password-change", "initial_password"
    open = ALWAYS | {"governance:password-change"}

    def is_owed(self, request: HttpRequest) -> bool:
        return bool(request.user.must_change_password)

    def sentence(self) -> str:
        return _("Please change your initial password first.")


class SecondFactorMiddleware(_DebtMiddleware):
    """A person whose role demands a second factor is led to setting one up (domain §3.7)."""

    target, code = "mfa_index", "second_factor"
    open = ALWAYS | {
        "governance:password-change",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
    }

    def is_owed(self, request: HttpRequest) -> bool:
        return bool(request.session.get(OWED))

    def sentence(self) -> str:
        return _("Please set up your second factor first.")
