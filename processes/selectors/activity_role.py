"""The RACI table of one process: what the policy prints of it, and what the PMO has set (5.3, G19)."""

from dataclasses import dataclass

from governance.models import Department, Person
from processes.models import ActivityRole, KeyActivity, Process, Responsibility


@dataclass(frozen=True)
class RaciCell:
    """The letters of one department for one activity."""

    key: str
    letters: str


@dataclass(frozen=True)
class RaciRow:
    """One key activity with a cell per department."""

    activity: KeyActivity
    cells: tuple[RaciCell, ...]
    has_accountable: bool


@dataclass(frozen=True)
class RaciTable:
    """Departments and bodies as columns, each with what the policy prints for the process as a whole."""

    departments: tuple[Department, ...]
    printed: tuple[Responsibility | None, ...]
    rows: tuple[RaciRow, ...]


def raci_table(process: Process, person: Person) -> RaciTable:
    """The letters set by the PMO beside what clause 5.3 prints; four questions whatever the size."""
    departments = tuple(Department.objects.visible_to(person).order_by("rank", "pk"))
    printed = {row.department_id: row for row in Responsibility.objects.filter(process=process)}
    letters: dict[tuple[int, int], str] = {}
    for row in ActivityRole.objects.filter(activity__process=process).order_by("-letter"):
        place = row.activity_id, row.department_id
        letters[place] = letters.get(place, "") + row.letter
    activities = KeyActivity.objects.filter(process=process).order_by("position", "pk")
    return RaciTable(
        departments,
        tuple(printed.get(row.pk) for row in departments),
        tuple(_row(activity, departments, letters) for activity in activities),
    )


def key_of(activity: int, department: int) -> str:
    """The name of a cell's field."""
    return f"cell-{activity}-{department}"


def _row(
    activity: KeyActivity,
    departments: tuple[Department, ...],
    letters: dict[tuple[int, int], str],
) -> RaciRow:
    cells = tuple(
        RaciCell(key_of(activity.pk, each.pk), letters.get((activity.pk, each.pk), ""))
        for each in departments
    )
    return RaciRow(activity, cells, any("A" in cell.letters for cell in cells))
