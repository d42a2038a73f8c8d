"""The look again, 90 days after an improvement was closed (6.4.4④; G34)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from governance.selectors.calendar import local_day
from improvements.models import Improvement, Verification
from improvements.states import Stage

WATCH_DAYS = 90


def watch_window(improvement: Improvement, at: datetime) -> tuple[date, date]:
    """From the Monday after it was closed to the Sunday before today."""
    closed = local_day(improvement.closed_at or at)
    today = local_day(at)
    start = closed + timedelta(days=7 - closed.weekday())
    return start, max(start, today - timedelta(days=today.weekday() + 1))


def is_time_to_look_again(
    improvement: Improvement, verifications: Iterable[Verification], *, at: datetime
) -> bool:
    """A closed improvement is looked at again once, from the 90th day on."""
    if improvement.state != Stage.CLOSED or improvement.closed_at is None:
        return False
    is_time = local_day(at) >= local_day(improvement.closed_at) + timedelta(days=WATCH_DAYS)
    return is_time and not any(each.is_watch for each in verifications)
