"""The one limiter of every credential door: five wrong tries of a name from an address, then 15 minutes (A1).

An address is an IPv4 number or the /64 of an IPv6 number: whoever has one of those has all of them.
"""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest


def is_locked(name: str, *, ip: str) -> bool:
    """A name is locked at an address after five wrong tries in 15 minutes, whichever door they were made at."""
    return bool(AxesProxyHandler.is_locked(_bearer_of(ip), {"username": name}))


def note_wrong_try(name: str, *, ip: str) -> bool:
    """A wrong try at one door counts at all of them; returns whether the name is locked there from now on."""
    return is_last(wrong_tries(name, ip=ip))


def wrong_tries(name: str, *, ip: str) -> int:
    """A wrong try is counted, and which it is is told; of many at once each hears a number of its own or a later one.

    So at most as many are answered as ordinary wrong tries as the limit allows, however many came
    through the door together (C17).
    """
    request, credentials = _bearer_of(ip), {"username": name}
    AxesProxyHandler.user_login_failed(__name__, credentials, request)
    return int(request.axes_failures_since_start or 0)  # type: ignore[attr-defined]  # -- set by the limiter's library


def is_last(tries: int) -> bool:
    """The try that locks, or one after it."""
    return tries >= int(settings.AXES_FAILURE_LIMIT)


def is_beyond(tries: int) -> bool:
    """A try after the last one that was allowed."""
    return tries > int(settings.AXES_FAILURE_LIMIT)


def locked_for() -> timedelta:
    """How long a lock lasts at most."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return cool_off


def _bearer_of(ip: str) -> HttpRequest:
    # The limiter counts by name and address only; no header or body of the real request, where a
    # secret may stand by mistake, gets into its table.
    request = HttpRequest()
    # Known already: behind proxies of ours it cannot be read from the request a second time.
    request.counted_ip = ip  # type: ignore[attr-defined]  # -- read by the middleware that counts
    request.META = {"REMOTE_ADDR": ip, "HTTP_USER_AGENT": "", "HTTP_ACCEPT": ""}
    request.path = request.path_info = "/api/"
    return request
