"""An initial password opens one page only: the one where it is changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from governance.lib.context import current_context

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN = frozenset({"governance:password-change", "governance:sign-out", "governance:language"})


class InitialPasswordMiddleware:
    """A person with an initial password is led to the change of it, whatever they asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if person.is_authenticated and person.must_change_password and not self.is_open(request):
            return self.lead(request)
        return self.get_response(request)

    @staticmethod
    def is_open(request: HttpRequest) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Resolver404:
            return False
        return name in OPEN

    @staticmethod
    def lead(request: HttpRequest) -> HttpResponse:
        target = reverse("governance:password-change")
        if request.path_info.startswith("/api/v1/"):
            sentence = _("Please change your initial password first.")
            body = {"code": "initial_password", "message": sentence, "fields": {}}
            return JsonResponse({**body, "request_id": current_context().request_id}, status=403)
        if request.headers.get("HX-Request"):
            # A redirect would put the page into the fragment's place.
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)
