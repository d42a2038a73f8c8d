"""Approvals as lists: to decide, decided, started by me, told to me, and everything one may follow (domain §6.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from governance.lib.bilingual import said
from governance.models import (
    Approval,
    ApprovalCopy,
    ApprovalStep,
    ApprovalTask,
    Delegation,
    Person,
    Vote,
)
from governance.models.approval import WATCHERS
from governance.models.person import roles_held
from governance.selectors.calendar import local_day
from governance.states import ApprovalState, StepState, TaskState

TODO, DONE, MINE, COPIED, ALL = "todo", "done", "mine", "copied", "all"
TABS = (TODO, DONE, MINE, COPIED, ALL)
RUNNING = (ApprovalState.OPEN, ApprovalState.RETURNED)
SORTS = {
    "title": "title",
    "kind": "kind",
    "proposed": "proposed_at",
    "arrived": "arrived_at",
    "due": "due_at",
}


@dataclass(frozen=True)
class ApprovalFilter:
    """What is looked for in one of the lists; empty = everything."""

    tab: str = TODO
    kind: str = ""
    state: str = ""
    text: str = ""
    overdue: bool = False
    sort: str = ""


@dataclass(frozen=True)
class ApprovalLine:
    """One case in a list: where it stands now, since when, until when."""

    approval: Approval
    step: str
    arrived_at: datetime | None
    due_at: datetime | None
    is_overdue: bool
    is_unread: bool
    acting_for: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """Whoever looks, at which moment, and by which delegations they decide for others; asked once for a page."""

    person: Person
    at: datetime
    delegations: tuple[Delegation, ...]

    def answers(self, task: ApprovalTask, kind: str) -> bool:
        """Whether a task is theirs to answer: their own, or that of somebody they stand in for."""
        return task.person_id == self.person.pk or any(
            row.principal_id == task.person_id and (not row.kinds or kind in row.kinds)
            for row in self.delegations
        )


def desk_of(person: Person, at: datetime) -> Desk:
    """The desk of a person at a moment; the delegation that ends first comes first. One statement."""
    rows = Delegation.objects.in_force(local_day(at)).filter(deputy=person)
    held = rows.select_related("principal").order_by("valid_to", "pk")
    return Desk(person, at, tuple(held))


def tasks_asked_of(desk: Desk) -> QuerySet[ApprovalTask]:
    """The tasks a person is asked to answer now: their own, and those of whoever they stand in for today."""
    asked = Q(person=desk.person)
    for delegation in desk.delegations:
        theirs = Q(person=delegation.principal_id)
        if delegation.kinds:
            theirs &= Q(step__approval__kind__in=delegation.kinds)
        asked |= theirs
    waiting: QuerySet[ApprovalTask] = ApprovalTask.objects.filter(
        asked, state=TaskState.OPEN, step__approval__state=ApprovalState.OPEN
    )
    return waiting


def cases_open_to(desk: Desk) -> QuerySet[Approval]:
    """The cases a person may open: what they may follow, and what they decide or decided in somebody's stead."""
    person = desk.person
    asked = tasks_asked_of(desk).values("step__approval")
    answered = Vote.objects.filter(cast_by=person).values("task__step__approval")
    rows: QuerySet[Approval] = Approval.objects.visible_to(person) | Approval.objects.filter(
        Q(pk__in=asked) | Q(pk__in=answered)
    )
    return rows if person.is_active else rows.none()


def follows_all(person: Person) -> bool:
    """PMO, committee and auditor have a list of all cases."""
    return bool(roles_held(person) & WATCHERS)


def approvals_listed(desk: Desk, chosen: ApprovalFilter) -> QuerySet[Approval]:
    """The cases of one list after its filters; what is to be decided comes by its due time, the rest latest first."""
    current = ApprovalStep.objects.filter(
        approval=OuterRef("pk"), round=OuterRef("round"), state=StepState.OPEN
    ).order_by("position")
    rows: QuerySet[Any] = (
        _of_tab(desk, chosen.tab)
        .annotate(
            is_unread=Exists(_copies(desk.person).filter(read_at=None)),
            arrived_at=Subquery(current.values("began_at")[:1]),
            due_at=Subquery(current.values("due_at")[:1]),
        )
        .select_related("proposed_by")
        .prefetch_related(
            Prefetch(
                "steps",
                queryset=ApprovalStep.objects.filter(state=StepState.OPEN).order_by("position"),
                to_attr="open_steps",
            )
        )
    )
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.text:
        rows = rows.filter(
            Q(title__icontains=chosen.text)
            | Q(title_en__icontains=chosen.text)
            | Q(proposed_by__name__icontains=chosen.text)
        )
    if chosen.overdue:
        rows = rows.filter(state=ApprovalState.OPEN, due_at__lt=desk.at)
    return rows.order_by(*_order(chosen))


def approval_lines(rows: Iterable[Approval], desk: Desk, tab: str) -> list[ApprovalLine]:
    """The lines of some cases: one more statement for a deputy, however many cases."""
    found: list[Any] = list(rows)
    stood_in_for = _stood_in_for(found, desk) if tab == TODO and desk.delegations else {}
    return [
        ApprovalLine(
            approval=row,
            step=said(row.open_steps[0], "label") if row.open_steps else "",
            arrived_at=row.arrived_at,
            due_at=row.due_at,
            is_overdue=bool(
                row.due_at and row.due_at < desk.at and row.state == ApprovalState.OPEN
            ),
            is_unread=row.is_unread,
            acting_for=tuple(stood_in_for.get(row.pk, ())),
        )
        for row in found
    ]


def tab_counts(desk: Desk) -> dict[str, int]:
    """How many cases wait for a person's answer, and how many copies are unread."""
    waiting = tasks_asked_of(desk).values("step__approval").distinct().count()
    unread = ApprovalCopy.objects.filter(person=desk.person, read_at=None).count()
    return {TODO: waiting, COPIED: unread}


def _of_tab(desk: Desk, tab: str) -> QuerySet[Approval]:
    rows, person = cases_open_to(desk), desk.person
    if tab == TODO:
        return rows.filter(pk__in=tasks_asked_of(desk).values("step__approval"))
    if tab == DONE:
        answered = ApprovalTask.objects.filter(step__approval=OuterRef("pk")).filter(
            Q(person=person, state=TaskState.DONE)
            | Q(passed_on_by=person)
            | Q(votes__cast_by=person)
        )
        return rows.filter(Exists(answered))
    if tab == MINE:
        return rows.filter(proposed_by=person)
    if tab == COPIED:
        return rows.filter(Exists(_copies(person)))
    return rows


def _order(chosen: ApprovalFilter) -> tuple[str, ...]:
    key = SORTS.get(chosen.sort.removeprefix("-"))
    if key:
        return (f"-{key}" if chosen.sort.startswith("-") else key, "pk")
    return ("due_at", "pk") if chosen.tab == TODO else ("-proposed_at", "-pk")


def _copies(person: Person) -> QuerySet[ApprovalCopy]:
    rows: QuerySet[ApprovalCopy] = ApprovalCopy.objects.filter(
        approval=OuterRef("pk"), person=person
    )
    return rows


def _stood_in_for(rows: list[Any], desk: Desk) -> dict[int, list[str]]:
    asked = tasks_asked_of(desk).filter(step__approval__in=rows).exclude(person=desk.person)
    found: dict[int, list[str]] = {}
    for approval, name in asked.values_list("step__approval", "person__name").order_by("pk"):
        found.setdefault(approval, []).append(name)
    return found
