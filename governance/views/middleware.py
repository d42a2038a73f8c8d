"""What a session still owes opens one page only; what was refused to it is in the trail; an end has a way on."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
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
from governance.views.errors import wrong_method

GetResponse = Callable[[HttpRequest], HttpResponse]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORBIDDEN, WRONG_METHOD = 403, 405
API = "/api/v1/"
ALWAYS = frozenset({"governance:sign-out", "governance:language"})


class SignInMiddleware(LoginRequiredMiddleware):
    """Who is not signed in is led to the door and from there to what they asked for.

    A form that came after the session had ended is not sent again by itself: its sender is told that
    nothing was stored, and after signing in stands on the page where the form was.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        if request.method in SAFE or request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        messages.warning(
            request,
            _("You had been signed out before this was sent: nothing of it was stored."),
        )
        return redirect_to_login(_page_of_form(request), self.get_login_url(view_func))


def _page_of_form(request: HttpRequest) -> str:
    # Another site's page is nowhere to lead to; the front page is what is left.
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host():
        return "/"
    return came.path + (f"?{came.query}" if came.query else "")


class WrongMethodMiddleware:
    """An address that only takes a form says so as a page, where a browser would show its own fault for an empty answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != WRONG_METHOD or request.path_info.startswith(API):
            return response
        page = wrong_method(request)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


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
