"""Whether anything has happened since the clock last looked (quality P9: a tick with nothing due costs nothing)."""

from datetime import datetime, timedelta

from django.db.models import Max

from governance.models import AuditEntry, FileText, Obligation, Watermark
from governance.selectors.calendar import local_day

# A quiet hour is looked through all the same: nothing stays unseen for longer, whatever slipped by.
LONGEST = timedelta(hours=1)
# The name under which the clock remembers how far everything has been looked through.
SWEEP = "sweep"


def trail_head() -> int:
    """The number of the trail's last entry; every act that changes data writes one."""
    return AuditEntry.objects.aggregate(head=Max("sequence"))["head"] or 0


def is_quiet(name: str, *, head: int, at: datetime) -> bool:
    """Nothing can be due: no act since the last look, no duty whose time has come, no file read, the same day and hour.

    Whatever a sweep does follows from what people did (each act is in the trail), from a duty's due
    time, from what a worker has read out of a file, or from the date. A clock that was set back counts
    as unquiet.
    """
    mark = Watermark.objects.filter(name=name).first()
    if mark is None or mark.sequence != head or not timedelta(0) <= at - mark.at < LONGEST:
        return False
    if local_day(mark.at) != local_day(at):
        return False
    if FileText.objects.filter(read_at__gt=mark.at).exists():
        return False
    return not Obligation.objects.filter(due_at__gt=mark.at, due_at__lte=at).exists()
