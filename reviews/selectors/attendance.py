"""Who is invited to a review, who came, and which departments were there (R57, G28)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.models import Department, Person, RoleGrant
from governance.states import Attendance, Role, Sphere
from processes.models import Assignment
from reviews.models import Review, ReviewAttendance


@dataclass(frozen=True)
class DepartmentPresence:
    """One department: how many were invited and how many were present."""

    department: Department | None
    invited: int
    present: int


@dataclass(frozen=True)
class Coverage:
    """The departments of a review; `present` counts those of which somebody was present (出席)."""

    lines: tuple[DepartmentPresence, ...]
    invited: int
    present: int
    present_people: int


def department_coverage(rows: Iterable[ReviewAttendance]) -> Coverage:
    """A department is represented when one of its people was present; sitting in (列席) represents nobody."""
    groups: dict[int | None, list[ReviewAttendance]] = {}
    for row in rows:
        groups.setdefault(row.department_id, []).append(row)
    lines = tuple(
        DepartmentPresence(
            group[0].department,
            len(group),
            sum(each.attendance == Attendance.PRESENT for each in group),
        )
        for group in groups.values()
    )
    named = [line for line in lines if line.department is not None]
    return Coverage(
        lines=tuple(
            sorted(lines, key=lambda each: each.department.rank if each.department else 10_000)
        ),
        invited=len(named),
        present=sum(line.present > 0 for line in named),
        present_people=sum(line.present for line in lines),
    )


def attendances_of(review: Review) -> list[ReviewAttendance]:
    """Everybody invited, department by department."""
    rows = ReviewAttendance.objects.filter(review=review).select_related("person", "department")
    return list(rows.order_by("department__rank", "person__rank", "person__name", "pk"))


def people_to_invite(on: date) -> list[Person]:
    """Heads of departments, specialists and the PMO: who reports processes and who answers for them (R57)."""
    roles = (Role.DEPARTMENT_HEAD, Role.PROCESS_SPECIALIST, Role.PMO, Role.PROCESS_MANAGER)
    holders = RoleGrant.objects.in_force(on).filter(role__in=roles).values("person")
    people = Person.objects.filter(is_active=True, sphere=Sphere.BUSINESS)
    return list(
        people.filter(pk__in=holders)
        .select_related("department")
        .order_by("department__rank", "rank", "name", "pk")
    )


def people_usually_invited(people: Sequence[Person], on: date) -> set[int]:
    """Every head, and every specialist who reports a process today."""
    heads = RoleGrant.objects.in_force(on).filter(role=Role.DEPARTMENT_HEAD)
    reporting = Assignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on
    )
    chosen = set(heads.values_list("person_id", flat=True))
    chosen |= set(reporting.values_list("person_id", flat=True))
    return chosen & {person.pk for person in people}
