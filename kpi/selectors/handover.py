"""What a hand-over meets: records handed in, drafts left behind, work that will move (R55, G18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from governance.models import Obligation
from governance.states import STILL_OWED, ObligationKind
from kpi.models import Submission
from kpi.models.submission import UNDECIDED
from kpi.states import SubmissionState
from processes.models import Assignment


@dataclass(frozen=True)
class OpenWork:
    """What moves with a hand-over: what is owed, and records nobody has decided on."""

    duties: Sequence[Obligation]
    records: Sequence[Submission]


def received_after(row: Assignment, last_day: date) -> Submission | None:
    """The latest week of an assignment that was handed in and reaches beyond a day."""
    rows = Submission.objects.filter(
        assignment=row, end__gt=last_day, received_at__isnull=False
    ).exclude(state=SubmissionState.DISCARDED)
    found: Submission | None = rows.order_by("-start", "-revision").first()
    return found


def leftover_drafts(leavers: Iterable[Assignment]) -> list[Submission]:
    """Drafts of weeks that go beyond the end of their assignment: a successor reports such a week."""
    return list(
        Submission.objects.filter(
            state=SubmissionState.DRAFT,
            corrects=None,
            received_at=None,
            assignment__in=list(leavers),
            end__gt=F("assignment__valid_to"),
        ).select_related("assignment")
    )


def open_work_of(row: Assignment) -> OpenWork:
    """What an assignment still owes, and its drafts, returned records and corrections."""
    owed = Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        subject=row.subject,
        state__in=STILL_OWED,
    )
    records = Submission.objects.filter(assignment=row, state__in=UNDECIDED)
    return OpenWork(list(owed.order_by("due_at")), list(records.order_by("start", "revision")))
