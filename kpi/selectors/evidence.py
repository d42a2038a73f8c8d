"""Evidence 佐证材料: the files that stand behind a week's numbers (6.4.2②)."""

from governance.models import StoredFile
from kpi.models import Submission
from kpi.models.submission import PAST


def evidence_of(submission: Submission, *, everywhere: bool = False) -> list[StoredFile]:
    """The files of a record and of the revisions it stands on, the earliest first.

    What was given up with a discarded correction shows only where all revisions are shown.
    """
    week = Submission.objects.filter(
        assignment=submission.assignment_id,
        iso_year=submission.iso_year,
        iso_week=submission.iso_week,
        revision__lte=submission.revision,
    )
    rows = [
        row
        for row in week
        if everywhere
        or row.pk == submission.pk
        or row.accepted_at is not None
        or row.state not in PAST
    ]
    files = StoredFile.objects.on(*rows).select_related("uploaded_by")
    return list(files.order_by("uploaded_at", "pk"))


def evidence_on(submission: Submission, pk: int) -> StoredFile | None:
    """One file of exactly this record, if it was not taken off."""
    found: StoredFile | None = StoredFile.objects.on(submission).filter(pk=pk).first()
    return found
