"""What a session still owes opens one page only: the one where it is settled."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from governance.lib.context import current_context
from governance.views.entrance import OWED

GetResponse = Callable[[HttpRequest], HttpResponse]
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
        if request.path_info.startswith("/api/v1/"):
            body = {"code": self.code, "message": self.sentence(), "fields": {}}
            return JsonResponse({**body, "request_id": current_context().request_id}, status=403)
        if request.headers.get("HX-Request"):
            # A redirect would put the page into the fragment's place.
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)


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
