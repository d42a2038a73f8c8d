"""What happens around every request: its context, the life of its session, its language."""

import ipaddress
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from governance.lib.addresses import counted_address
from governance.lib.context import RequestContext, current_context, set_context
from governance.lib.plain_form import make_plain

GetResponse = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z", re.ASCII)
STARTED, SEEN = "session_started_at", "session_seen_at"
# Writing the time of every click would be a database write per page.
SEEN_EVERY = 60
# What a column for the number of a record holds.
LARGEST = 2**63 - 1


def client_ip(request: HttpRequest) -> str:
    """The address is the right-most one that no proxy of ours has added; the rest can be forged."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-settings.TRUSTED_PROXIES :]
        if len(hops) == settings.TRUSTED_PROXIES:
            address = hops[0].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 -- an unreadable address, not one we bind to


def counted_ip(request: HttpRequest) -> str:
    """What the limiter counts by: the address, of IPv6 the /64 that it belongs to."""
    return counted_address(getattr(request, "counted_ip", "") or client_ip(request))


class RequestContextMiddleware:
    """Gives each request an id that its log lines, its trail and its answer carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex
        before = current_context()
        set_context(RequestContext(request_id=request_id, ip=client_ip(request), via="web"))
        try:
            response = self.get_response(request)
        finally:
            set_context(before)
        response.headers["X-Request-ID"] = request_id
        return response


class PrivatePageMiddleware:
    """What somebody who is signed in was shown is kept by no browser and no proxy; after signing out, Back shows nothing (Q12)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked before the view: whoever signs out in it leaves a page of theirs all the same.
        is_known = request.user.is_authenticated
        response = self.get_response(request)
        if is_known or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class PlainTextMiddleware:
    """No address and no form holds a NUL: PostgreSQL cannot store one, and both databases should answer alike."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Replaced, not refused, so that page and REST each say 'not found' in their own way.
        request.path_info = request.path_info.replace("\0", "\ufffd")
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query and not request.path_info.startswith("/api/"):
            raise BadRequest("The address holds a NUL character.")
        return self.get_response(request)

    @staticmethod
    def process_view(
        request: HttpRequest, view: Callable[..., Any], _parts: Any, given: dict[str, Any]
    ) -> None:
        """Here the check of the form's token has read the form; where a view reads it first, its own door looks."""
        # SQLite breaks on a number that no column holds; nobody has the largest, so it is not found (Q1).
        too_large = [
            name for name, part in given.items() if isinstance(part, int) and part > LARGEST
        ]
        given.update(dict.fromkeys(too_large, LARGEST))
        is_form = request.method == "POST" and not request.path_info.startswith("/api/")
        if is_form and not getattr(view, "csrf_exempt", False):
            make_plain(request)


class SessionLifetimeMiddleware:
    """Ends a session after 30 idle minutes or 12 hours, whichever comes first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("_auth_user_id"):
            self.check(request)
        return self.get_response(request)

    @staticmethod
    def check(request: HttpRequest) -> None:
        now, session = int(time.time()), request.session
        started, seen = session.get(STARTED), session.get(SEEN)
        if started is None or seen is None:
            session[STARTED] = session[SEEN] = now
            return
        idle = now - seen > settings.SESSION_IDLE_SECONDS
        if idle or now - started > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
        elif now - seen >= SEEN_EVERY:
            session[SEEN] = now


class LanguageMiddleware:
    """The switch decides, then the person's own setting, then Chinese; a browser's wish is not asked.

    A company's pages should not change language with the browser they are opened in; a REST
    client, which has no switch, is answered in the language it asks for.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            # A lazy page must be written while the language is still set.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        if request.path_info.startswith("/api/v1/"):
            return translation.get_language_from_request(request)
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        own = getattr(request.user, "language", "") if request.user.is_authenticated else ""
        return own if own in known else settings.LANGUAGE_CODE
