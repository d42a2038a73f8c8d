"""The first page: am I in control, what do I owe, how do the processes stand, per role (design §3, §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When, Window
from django.utils import timezone

from governance.models import Obligation, Person
from governance.models.person import roles_held
from governance.permissions import Permission, has_permission
from governance.selectors.approval_list import (
    ApprovalFilter,
    ApprovalLine,
    approval_lines,
    approvals_listed,
    desk_of,
)
from governance.states import STILL_OWED, ObligationKind, Role
from kpi.selectors.board import BoardCell
from kpi.selectors.deviation import deviations_undecided
from kpi.selectors.duty import assignment_of
from kpi.selectors.week_values import WeekValue, values_of_week
from planning.models import Attendance
from planning.states import AttendanceState, SessionState
from portal.selectors.admin_desk import AdminDesk, machine_desk, rights_desk
from portal.selectors.audit_desk import AuditDesk, audit_desk
from portal.selectors.control import (
    DONE,
    Collection,
    Control,
    cells_collected,
    collection_of,
    control_of,
    week_collected,
)
from portal.selectors.counts import counted_together
from portal.selectors.first_steps import FirstSteps, first_steps_of
from portal.selectors.late import EVERYBODY, OWN, Debtor, debtors_of, late_duties, scope_of
from portal.selectors.latest import Issue, latest_issues_for
from portal.selectors.light_trend import Lights, lights_of
from portal.selectors.own_department import OwnDepartment, is_head, open_work_of, own_department
from portal.selectors.waiting import Waiting, waiting_for
from portal.selectors.wheel import Wheel, year_wheel

FIRST = 6
NOTHING_TO_DO = DONE | {"waived"}
# The sections in the order in which a role needs them (design §3): the first role that a person has decides.
STEPS, DECIDE, DUTIES, FILL = "steps", "decide", "owed", "fill"
CONTROL, DEPARTMENT = "control", "department"
COLLECTED, LATE, LIGHTS, TRAINING, AUDIT = "collection", "late", "lights", "training", "audit"
ADMIN = "admin"
ORDERS: tuple[tuple[frozenset[Role], tuple[str, ...]], ...] = (
    (
        frozenset({Role.PROCESS_MANAGER, Role.PMO}),
        (STEPS, CONTROL, DECIDE, DUTIES, COLLECTED, LATE, DEPARTMENT, FILL, LIGHTS),
    ),
    (
        frozenset({Role.COMMITTEE}),
        (DECIDE, CONTROL, DUTIES, DEPARTMENT, FILL, LATE, COLLECTED, LIGHTS),
    ),
    (
        frozenset({Role.DEPARTMENT_HEAD}),
        (DEPARTMENT, DECIDE, DUTIES, FILL, LATE, COLLECTED, LIGHTS),
    ),
    (frozenset({Role.PROCESS_SPECIALIST}), (FILL, DECIDE, DUTIES, LIGHTS)),
    (frozenset({Role.AUDITOR}), (AUDIT, CONTROL, DUTIES, LATE, COLLECTED, LIGHTS)),
    (frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN}), (STEPS, ADMIN, DUTIES)),
    (frozenset(Role), (DECIDE, DUTIES, TRAINING, LIGHTS)),
)


@dataclass(frozen=True)
class Filling:
    """One record of the week that is the person's own, and what was reported the week before while it is not handed in."""

    cell: BoardCell
    before: tuple[WeekValue, ...]


@dataclass(frozen=True)
class Owed:
    """The first of what a person owes, how much it is, and how much with what stands elsewhere on the page."""

    rows: tuple[Obligation, ...]
    total: int
    whole: int


@dataclass(frozen=True)
class LateNow:
    """What is late, by whoever can move it: the first few, and how many duties and people it is in all."""

    debtors: tuple[Debtor, ...]
    people: int
    duties: int


@dataclass(frozen=True)
class Home:
    """Everything the first page shows to one person; `parts` are its sections in their order."""

    parts: tuple[str, ...]
    steps: FirstSteps | None
    to_decide: tuple[ApprovalLine, ...]
    waiting: tuple[Waiting, ...]
    owed: Owed
    filling: tuple[Filling, ...]
    collection: Collection | None
    control: Control | None
    late: LateNow
    department: OwnDepartment | None
    lights: Lights | None
    trainings: tuple[Attendance, ...]
    audit: AuditDesk | None
    admin: AdminDesk | None
    latest: tuple[Issue, ...]
    wheel: Wheel


def home_of(person: Person, now: datetime) -> Home:
    """The page differs by what a person may see, never by how much data there is."""
    today = timezone.localtime(now).date()
    order = _order(person)
    to_decide = _to_decide(person, now)
    cells = cells_collected(person, now) if has_permission(person, Permission.BOARD_VIEW) else []
    filling = _filling(person, cells) if FILL in order else ()
    lights = lights_of(person, today) if has_permission(person, Permission.PROCESS_VIEW) else None
    debtors = _debtors(person, now) if LATE in order else []
    counts = _counts(person, now)
    collection = collection_of(week_collected(now), cells)
    late = LateNow(tuple(debtors[:FIRST]), len(debtors), sum(debtor.count for debtor in debtors))
    found: dict[str, Any] = {
        "steps": first_steps_of(person, today) if STEPS in order else None,
        "to_decide": to_decide,
        "waiting": tuple(waiting_for(person)),
        "owed": _owed(person, now, apart_decisions=bool(to_decide), apart_week=bool(filling)),
        "filling": filling,
        "collection": collection if COLLECTED in order else None,
        "control": _control(person, lights, late, counts, collection) if CONTROL in order else None,
        "late": late,
        "department": own_department(
            person,
            lights.ours if lights else [],
            late=sum(debtor.of_department for debtor in debtors),
            counts=counts,
            on=today,
        ),
        "lights": lights,
        "trainings": _trainings(person, now) if TRAINING in order else (),
        "audit": audit_desk(person, today, at=now) if AUDIT in order else None,
        "admin": _admin(person, now) if ADMIN in order else None,
        "latest": tuple(latest_issues_for(person, today)),
        "wheel": year_wheel(today.year, today),
    }
    return Home(parts=_shown(order, found), **found)


def _order(person: Person) -> tuple[str, ...]:
    roles = roles_held(person)
    return next(parts for held, parts in ORDERS if roles & held) if roles else ORDERS[-1][1]


def _shown(order: Sequence[str], found: dict[str, Any]) -> tuple[str, ...]:
    """A section without anything to say is left out, but for what I owe: that nothing is owed is said."""
    decides = bool(found["to_decide"] or found["waiting"])
    has = {
        STEPS: found["steps"] is not None,
        DECIDE: decides,
        DUTIES: bool(found["owed"].rows) or not (decides or found["filling"] or found["admin"]),
        FILL: bool(found["filling"]),
        CONTROL: found["control"] is not None,
        DEPARTMENT: found["department"] is not None,
        COLLECTED: found["collection"] is not None,
        LATE: bool(found["late"].debtors),
        LIGHTS: found["lights"] is not None,
        TRAINING: bool(found["trainings"]),
        AUDIT: found["audit"] is not None,
        ADMIN: found["admin"] is not None,
    }
    return tuple(part for part in order if has[part])


def _admin(person: Person, now: datetime) -> AdminDesk:
    """The machine for whoever keeps it, the rights for whoever grants them."""
    desk = rights_desk if has_permission(person, Permission.ROLE_GRANT) else machine_desk
    return desk(person, now)


def _to_decide(person: Person, now: datetime) -> tuple[ApprovalLine, ...]:
    """What waits for a decision is the first thing whoever decides sees, a member of the committee above all."""
    if not has_permission(person, Permission.APPROVAL_DECIDE):
        return ()
    desk, chosen = desk_of(person, now), ApprovalFilter()
    return tuple(approval_lines(approvals_listed(desk, chosen)[:FIRST], desk, chosen.tab))


def _owed(person: Person, now: datetime, *, apart_decisions: bool, apart_week: bool) -> Owed:
    """What a person owes, the earliest due first; what stands on the page already is counted, not listed again.

    How many there are in all comes with the first of them. One statement.
    """
    apart = Q(pk=None)
    if apart_decisions:
        apart |= Q(kind=ObligationKind.APPROVAL)
    if apart_week:
        apart |= Q(kind=ObligationKind.WEEKLY_DATA, period=week_collected(now).label)
    flag = Case(When(apart, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows: QuerySet[Any] = (
        Obligation.objects.owed_by(person)
        .filter(state__in=STILL_OWED)
        .select_related("responsible")
        .annotate(is_apart=flag, whole=Window(Count("pk")), apart=Window(Sum(flag)))
        .order_by("is_apart", "due_at", "pk")
    )
    first = list(rows[:FIRST])
    whole = first[0].whole if first else 0
    elsewhere = first[0].apart if first else 0
    return Owed(tuple(row for row in first if not row.is_apart), whole - elsewhere, whole)


def _filling(person: Person, cells: Sequence[BoardCell]) -> tuple[Filling, ...]:
    """The person's own records of the week, what is still to be done first. One statement, for the week before."""
    mine = [
        cell
        for cell in cells
        if cell.obligation is not None
        and person.pk in {cell.obligation.responsible_id, cell.obligation.deputy_id}
    ]
    waiting = [cell for cell in mine if cell.state not in NOTHING_TO_DO]
    before = (
        values_of_week([_place(cell) for cell in waiting], mine[0].week.previous())
        if waiting
        else {}
    )
    return tuple(
        Filling(cell, tuple(before.get(_place(cell), ())))
        for cell in [*waiting, *(cell for cell in mine if cell.state in NOTHING_TO_DO)]
    )


def _place(cell: BoardCell) -> int:
    return assignment_of(cell.obligation.subject) if cell.obligation else 0


def _debtors(person: Person, now: datetime) -> list[Debtor]:
    """Whoever looks over themselves alone has it all under what they owe."""
    if scope_of(person) == OWN:
        return []
    department = person.department if is_head(person) else None
    return debtors_of(late_duties(person, now), department=department)


def _counts(person: Person, now: datetime) -> dict[str, int]:
    """The numbers that need no rows, together."""
    asked: dict[str, QuerySet[Any]] = {}
    if scope_of(person) == EVERYBODY:
        asked["undecided"] = deviations_undecided(person)
    if is_head(person):
        asked["items"], asked["improvements"] = open_work_of(person, now)
    return counted_together(person, **asked)


def _control(
    person: Person,
    lights: Lights | None,
    late: LateNow,
    counts: dict[str, int],
    collection: Collection | None,
) -> Control | None:
    """Only whoever sees the whole company can be told whether it is in control."""
    if lights is None or scope_of(person) != EVERYBODY:
        return None
    return control_of(
        lights, late=late.duties, undecided=counts.get("undecided", 0), collection=collection
    )


def _trainings(person: Person, now: datetime) -> tuple[Attendance, ...]:
    """The trainings a person is invited to and that are still to come, the next one first. One statement."""
    rows = (
        Attendance.objects.visible_to(person)
        .filter(
            person=person,
            state=AttendanceState.INVITED,
            session__state__in=[SessionState.PLANNED, SessionState.ANNOUNCED],
        )
        .select_related("session")
        .order_by("session__starts_at", "pk")
    )
    return tuple(rows[:FIRST])
