"""Who reports what, found by the codes a program sends instead of by what a page shows (6.4.2②)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.lib.periods import Slice, Week
from governance.models import Person
from kpi.models import MeasureValue, Submission
from kpi.selectors.rule import collection_rules
from processes.models import Assignment

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Place:
    """A process, a department and possibly a project, by their codes."""

    process: str
    department: str
    project: str = ""


def assignment_at(person: Person, place: Place, week: Week) -> Assignment | None:
    """The assignment that reports a place in a week; after a hand-over inside the week the later one."""
    known = Assignment.objects.visible_to(person)
    rows: QuerySet[Assignment] = known.valid_between(week.start, week.end)
    rows = rows.filter(process__code=place.process, department__code=place.department)
    rows = rows.filter(project__code=place.project) if place.project else rows.filter(project=None)
    rows = rows.select_related("person", "process", "department", "project")
    return rows.order_by("-valid_from", "-pk").first()


def parts_of(week: Week) -> dict[str, Slice]:
    """The slices a week is entered in, by their first day; two where a month ends inside the week."""
    return {part.start.isoformat(): part for part in week.slices(split=collection_rules().split)}


def submission_seen(person: Person, pk: int) -> Submission | None:
    """A record with what belongs to it, if the person may see it."""
    rows: QuerySet[Submission] = Submission.objects.visible_to(person)
    return (
        rows.select_related("assignment__process", "assignment__department", "assignment__project")
        .filter(pk=pk)
        .first()
    )


def cells_of(submission: Submission) -> list[MeasureValue]:
    """The cells of a record in the order of the form."""
    rows = MeasureValue.objects.filter(submission=submission).select_related("measure")
    return list(rows.order_by("measure__position", "measure__code", "start"))
