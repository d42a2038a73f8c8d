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


def look_again_on(improvement: Improvement) -> date | None:
    """The 90th day after it was closed; None as long as it is not."""
    if improvement.state != Stage.CLOSED or improvement.closed_at is None:
        return None
    return local_day(improvement.closed_at) + timedelta(days=WATCH_DAYS)


def is_time_to_look_again(
    improvement: Improvement, verifications: Iterable[Verification], *, at: datetime
) -> bool:
    """A closed improvement is looked at again once, from the 90th day on."""
    day = look_again_on(improvement)
    return (
        day is not None
        and local_day(at) >= day
        and not any(each.is_watch for each in verifications)
    )
