"""How many requests a token may make in a minute, counted in the database without a write per request (R23)."""

import threading
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from governance.models import ApiToken, TokenUse

SECONDS_OF_MINUTE = 60


@dataclass
class _Purse:
    """What this process may still spend of a token's minute."""

    minute: datetime
    left: int


_purses: dict[str, _Purse] = {}
_lock = threading.Lock()


def spend_request(token: ApiToken, *, at: datetime) -> bool:
    """A token makes at most `API_REQUESTS_PER_MINUTE` requests in a minute, over all processes together.

    Each process takes a twentieth of the minute's quota at a time out of the token's row by
    compare-and-set, so the row is written a few times a minute and the bound is never passed;
    what a process took and did not use is lost until the next minute. Returns whether the
    request may go on.
    """
    minute = at.replace(second=0, microsecond=0)
    if _spend_purse(token, minute):
        return True
    handful = max(1, settings.API_REQUESTS_PER_MINUTE // 20)
    if not _take(token, minute, handful, at):
        return False
    with _lock:
        # Several requests may find the purse empty at once: what each of them took is kept for all.
        purse = _purses.get(token.prefix)
        left = purse.left if purse is not None and purse.minute == minute else 0
        _purses[token.prefix] = _Purse(minute, left + handful - 1)
    return True


def seconds_to_next_minute(at: datetime) -> int:
    """When the quota is full again."""
    return SECONDS_OF_MINUTE - at.second


def _spend_purse(token: ApiToken, minute: datetime) -> bool:
    with _lock:
        purse = _purses.get(token.prefix)
        if purse is None or purse.minute != minute or purse.left < 1:
            return False
        purse.left -= 1
        return True


def _take(token: ApiToken, minute: datetime, handful: int, at: datetime) -> bool:
    if _take_from_row(token, minute, handful, at):
        return True
    try:
        with transaction.atomic():
            TokenUse.objects.create(token=token, minute=minute, spent=handful, last_used_at=at)
    except IntegrityError:
        # The row was there, or another process has just made it: that one decides.
        return _take_from_row(token, minute, handful, at)
    return True


def _take_from_row(token: ApiToken, minute: datetime, handful: int, at: datetime) -> bool:
    row = TokenUse.objects.filter(token=token)
    room = settings.API_REQUESTS_PER_MINUTE - handful
    taken = row.filter(minute=minute, spent__lte=room).update(
        spent=F("spent") + handful, last_used_at=at
    )
    return bool(
        taken or row.filter(minute__lt=minute).update(minute=minute, spent=handful, last_used_at=at)
    )
