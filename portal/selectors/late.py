"""What is late, and who can move it: duties past their time by whoever owes them (6.4; R55, R63; peers §1.8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from governance.models import Department, Obligation, Person
from governance.models.person import roles_held
from governance.states import STILL_OWED, Role

WATCHERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
EVERYBODY, DEPARTMENT, OWN = "all", "department", "own"


@dataclass(frozen=True)
class LateChoice:
    """What the reader of the list has chosen; empty means all of it."""

    person: int | None = None
    role: str = ""
    department: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class Debtor:
    """Who can move something: one person, or the holders of one role; how much, and since when.

    `of_department` counts what belongs to one department; `reminded_at` is the last reminder.
    """

    person_id: int | None
    name: str
    role: str
    department: str
    department_en: str
    count: int
    oldest: datetime
    reminded_at: datetime | None
    is_gone: bool
    of_department: int = 0

    @property
    def called(self) -> str:
        """The person's name, else the role as readers know it."""
        return self.name or str(Role(self.role).label)

    @property
    def query(self) -> str:
        """The list narrowed to them, as its address says it."""
        return f"person={self.person_id}" if self.person_id else f"role={self.role}"


def scope_of(person: Person) -> str:
    """How far a person looks: PMO, committee and auditor over all, a head over the department, others over themselves."""
    roles = roles_held(person)
    if roles & WATCHERS:
        return EVERYBODY
    return DEPARTMENT if Role.DEPARTMENT_HEAD in roles and person.department_id else OWN


def late_duties(
    person: Person, at: datetime, chosen: LateChoice | None = None
) -> QuerySet[Obligation]:
    """Everything past its due time that nobody has done, as far as the person may follow it; the oldest first."""
    chosen = chosen or LateChoice()
    rows: QuerySet[Obligation] = Obligation.objects.visible_to(person).filter(
        state__in=STILL_OWED, due_at__lt=at
    )
    if chosen.person is not None:
        rows = rows.filter(responsible=chosen.person)
    if chosen.role:
        rows = rows.filter(responsible=None, responsible_role=chosen.role)
    if chosen.department:
        rows = rows.filter(_of_department(chosen.department))
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.text:
        rows = rows.filter(Q(title__icontains=chosen.text) | Q(title_en__icontains=chosen.text))
    return rows.select_related("responsible", "department").order_by("due_at", "pk")


def debtors_of(rows: QuerySet[Obligation], *, department: Department | None = None) -> list[Debtor]:
    """Duties by whoever owes them, the oldest due on top; one statement, however many there are."""
    mine = _of_department(department.code) if department else Q(pk=None)
    grouped: Any = (
        rows.order_by()
        .values(
            "responsible",
            "responsible__name",
            "responsible__is_active",
            "responsible__department__name",
            "responsible__department__name_en",
            "responsible_role",
        )
        .annotate(
            count=Count("pk"),
            oldest=Min("due_at"),
            reminded=Max("reminded_at"),
            mine=Count("pk", filter=mine),
        )
        .order_by("oldest", "responsible", "responsible_role")
    )
    return [
        Debtor(
            person_id=row["responsible"],
            name=row["responsible__name"] or "",
            role=row["responsible_role"],
            department=row["responsible__department__name"] or "",
            department_en=row["responsible__department__name_en"] or "",
            count=row["count"],
            oldest=row["oldest"],
            reminded_at=row["reminded"],
            is_gone=row["responsible__is_active"] is False,
            of_department=row["mine"],
        )
        for row in grouped
    ]


def kinds_late(person: Person, at: datetime) -> list[str]:
    """The kinds of duties of which something is late, for the filter of the list."""
    rows = late_duties(person, at).order_by("kind").values_list("kind", flat=True)
    return list(rows.distinct())


def _of_department(code: str) -> Q:
    """What a department owes, or one of its people."""
    return Q(department__code=code) | Q(responsible__department__code=code)
