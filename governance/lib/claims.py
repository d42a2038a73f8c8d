"""Leases: a row claimed by one worker until a moment, fenced against the one that wakes too late."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet


def claim_row(
    rows: QuerySet[Any], pk: int, *, due: str, running: str, now: datetime, until: datetime
) -> bool:
    """One worker wins a due row, or a running row whose lease has run out.

    Returns whether this caller won; the row's `fence` grows by one, so that a loser who
    wakes later cannot finish it.
    """
    free = Q(state=due) | Q(state=running, lease_until__lt=now)
    return (
        rows.filter(free, pk=pk).update(
            state=running, lease_until=until, fence=F("fence") + 1, attempts=F("attempts") + 1
        )
        == 1
    )
