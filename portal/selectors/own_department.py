"""What the head of a department sees first: its lights, its people's late duties, items, improvements, gaps (design §3)."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from governance.models import Department, Person
from governance.models.person import roles_held
from governance.states import Role
from improvements.models import Improvement
from improvements.selectors.improvement import RegisterChoice, improvements_in_register
from portal.selectors.light_trend import Tile
from processes.models import Assignment
from reviews.models import ReviewItem
from reviews.selectors.item import ItemChoice, items_in_register


@dataclass(frozen=True)
class OwnDepartment:
    """Everything the section shows; `uncovered` report alone, for `unreported` nobody reports."""

    department: Department
    tiles: tuple[Tile, ...]
    late: int
    items: int
    improvements: int
    uncovered: tuple[Assignment, ...]
    unreported: tuple[Tile, ...]

    @property
    def query(self) -> str:
        """The department, as the lists behind the numbers take it."""
        return urlencode({"department": self.department.code})

    @property
    def late_url(self) -> str:
        """Where its late duties are listed."""
        return f"{reverse('portal:late')}?{self.query}"


def is_head(person: Person) -> bool:
    """Whether a person answers for a department."""
    return Role.DEPARTMENT_HEAD in roles_held(person) and person.department_id is not None


def open_work_of(
    person: Person, at: datetime
) -> tuple[QuerySet[ReviewItem], QuerySet[Improvement]]:
    """The items and improvements of the person's department that are not finished, to be counted."""
    code = person.department.code if person.department else ""
    return (
        items_in_register(person, ItemChoice(department=code), at=at),
        improvements_in_register(person, RegisterChoice(department=code)),
    )


def own_department(
    person: Person, tiles: list[Tile], *, late: int, counts: dict[str, int], on: date
) -> OwnDepartment | None:
    """The department a person heads; None for everybody else. One statement, for who reports what.

    Nobody stands in for an assignment without a deputy; a process that collects data and that the
    department answers for without anybody reporting it has no specialist.
    """
    if not is_head(person) or person.department is None:
        return None
    reported = list(
        Assignment.objects.valid_between(on, on)
        .filter(department=person.department)
        .select_related("process", "person")
        .order_by("process__position", "pk")
    )
    known = {row.process_id for row in reported}
    return OwnDepartment(
        department=person.department,
        tiles=tuple(tiles),
        late=late,
        items=counts.get("items", 0),
        improvements=counts.get("improvements", 0),
        uncovered=tuple(row for row in reported if row.deputy_id is None),
        unreported=tuple(t for t in tiles if t.is_measured and t.process.pk not in known),
    )
