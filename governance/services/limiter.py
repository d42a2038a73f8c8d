"""The one limiter of every credential door: five wrong tries of a name from an address, then 15 minutes (A1)."""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest


def is_locked(name: str, *, ip: str) -> bool:
    """A name is locked at an address after five wrong tries in 15 minutes, whichever door they were made at."""
    return bool(AxesProxyHandler.is_locked(_bearer_of(ip), {"username": name}))


def note_wrong_try(name: str, *, ip: str) -> bool:
    """A wrong try at one door counts at all of them; returns whether the name is locked there from now on."""
    request, credentials = _bearer_of(ip), {"username": name}
    AxesProxyHandler.user_login_failed(__name__, credentials, request)
    return bool(AxesProxyHandler.is_locked(request, credentials))


def locked_for() -> timedelta:
    """How long a lock lasts at most."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return cool_off


def _bearer_of(ip: str) -> HttpRequest:
    # The limiter counts by name and address only; no header or body of the real request, where a
    # secret may stand by mistake, gets into its table.
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": ip, "HTTP_USER_AGENT": "", "HTTP_ACCEPT": ""}
    request.path = request.path_info = "/api/"
    return request
