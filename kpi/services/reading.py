"""A reading is noted once per person, issue and door; opening an issue also clears its announcement (6.4.2③)."""

from datetime import datetime

from django.db.models import F

from governance.models import Message, Person
from governance.services.message import mark_read
from kpi.models import ReportIssue, ReportReading


def note_reading(issue: ReportIssue, *, by: Person, door: str, at: datetime) -> None:
    """Who opens an issue has read it: the first time and the last time are kept, and how often.

    The announcement of the issue leaves the reader's list of what is to be read.
    """
    again = ReportReading.objects.filter(issue=issue, person=by, door=door).update(
        times=F("times") + 1, last_at=at
    )
    if again:
        return
    # Two at once make one row: the unique constraint decides, and the loser's look is the same look.
    ReportReading.objects.bulk_create(
        [ReportReading(issue=issue, person=by, door=door, first_at=at, last_at=at)],
        ignore_conflicts=True,
    )
    told = Message.objects.filter(
        recipient=by, event_key__startswith=f"report-issued:{issue.report_id}:", read_at=None
    )
    for message in told:
        mark_read(message, at=at)
