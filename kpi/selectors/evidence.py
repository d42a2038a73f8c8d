"""Evidence 佐证材料: the files that stand behind a week's numbers (6.4.2②)."""

from dataclasses import dataclass

from governance.models import StoredFile
from kpi.models import Measure, Submission
from kpi.models.submission import PAST


@dataclass(frozen=True)
class Evidence:
    """A file and the number it stands behind; without one it stands behind the whole week."""

    file: StoredFile
    measure: Measure | None


def evidence_of(submission: Submission, *, everywhere: bool = False) -> list[Evidence]:
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
    found = StoredFile.objects.on(*rows).select_related("uploaded_by")
    files = list(found.order_by("uploaded_at", "pk"))
    parts = {file.part for file in files if file.part}
    measures = {row.code: row for row in Measure.objects.filter(code__in=parts)} if parts else {}
    return [Evidence(file, measures.get(file.part)) for file in files]


def evidence_on(submission: Submission, pk: int) -> StoredFile | None:
    """One file of exactly this record, if it was not taken off."""
    found: StoredFile | None = StoredFile.objects.on(submission).filter(pk=pk).first()
    return found
