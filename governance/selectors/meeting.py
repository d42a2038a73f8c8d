"""Meetings as their pages show them: agenda, attendance, votes that are still missing (5.1, G20)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from governance.models import (
    AgendaAction,
    AgendaItem,
    Approval,
    ApprovalStep,
    ApprovalTask,
    CommitteeMember,
    Delegation,
    Meeting,
    MeetingAttendance,
    Person,
    Resolution,
    ResolutionCondition,
)
from governance.selectors.calendar import local_moment
from governance.selectors.resolution import year_of_text
from governance.states import (
    ApprovalState,
    Attendance,
    MeetingState,
    Seat,
    StepState,
    TaskState,
    Voters,
)

SEATS = {seat: place for place, seat in enumerate((Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER))}


@dataclass(frozen=True)
class MeetingFilter:
    """What the reader of the list has chosen; empty means all."""

    state: str = ""
    year: str = ""
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the list of attendance: a member or a guest, and what is noted so far."""

    person: Person
    seat: str
    has_vote: bool
    row: MeetingAttendance | None

    @property
    def seat_name(self) -> str:
        return str(Seat(self.seat).label) if self.seat else ""


@dataclass(frozen=True)
class Standing:
    """One item as the session shows it: how its vote stands, and who has not answered yet."""

    item: AgendaItem
    resolution: Resolution | None
    conditions: list[ResolutionCondition]
    actions: list[AgendaAction]
    is_voting: bool
    answered: list[Person]
    missing: list[Person]


@dataclass(frozen=True)
class MeetingPage:
    """Everything the page of one meeting shows."""

    meeting: Meeting
    lines: list[Line]
    items: list[Standing]

    @property
    def present(self) -> int:
        """How many of those with a vote are there, in person or by a deputy."""
        there = [
            line
            for line in self.lines
            if line.row is not None and line.row.attendance == Attendance.PRESENT
        ]
        return sum(line.has_vote or line.row.acts_for_id is not None for line in there if line.row)

    @property
    def voters(self) -> int:
        return sum(line.has_vote for line in self.lines)


def sitting(on: date) -> list[CommitteeMember]:
    """Who sits on a day: the chair, the secretary, then the members by rank."""
    rows = CommitteeMember.objects.in_force(on).select_related("person__department")
    return sorted(rows, key=by_seat)


def by_seat(row: CommitteeMember) -> tuple[int, int, str]:
    """Names are in the order of rank, never of the alphabet (domain §6.3)."""
    return SEATS[Seat(row.seat)], row.person.rank, row.person.staff_no


def approvals_before_committee() -> QuerySet[Approval]:
    """The open cases that the committee is to decide, the earliest first."""
    steps = ApprovalStep.objects.filter(
        voters=Voters.COMMITTEE,
        state__in=(StepState.OPEN, StepState.WAITING),
        round=F("approval__round"),
    )
    rows: QuerySet[Approval] = Approval.objects.filter(
        state=ApprovalState.OPEN, pk__in=steps.values("approval")
    )
    return rows.order_by("proposed_at", "pk")


def meetings_listed(person: Person, chosen: MeetingFilter) -> QuerySet[Meeting]:
    """Meetings the latest first, narrowed by what was chosen."""
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(person).select_related(
        "chaired_by", "minuted_by"
    )
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.year:
        begin, end = year_of_text(chosen.year)
        rows = rows.filter(starts_at__gte=local_moment(begin), starts_at__lt=local_moment(end))
    if chosen.text:
        rows = rows.filter(
            Q(title__icontains=chosen.text)
            | Q(number__icontains=chosen.text)
            | Q(pk__in=AgendaItem.objects.filter(title__icontains=chosen.text).values("meeting"))
        )
    counted: QuerySet[Meeting] = rows.annotate(
        item_count=Count("items", distinct=True),
        resolution_count=Count("resolutions", distinct=True),
    )
    return counted.order_by("-starts_at", "-pk")


def meeting_page(meeting: Meeting, on: date) -> MeetingPage:
    """The page of a meeting; `on` is the day whose committee it is."""
    return MeetingPage(meeting, attendance_lines(meeting, on), agenda_of(meeting))


def attendance_lines(meeting: Meeting, on: date) -> list[Line]:
    """The members of the day in their order, then everybody else who is on the list."""
    rows = {
        row.person_id: row
        for row in MeetingAttendance.objects.filter(meeting=meeting).select_related(
            "person__department", "acts_for"
        )
    }
    members = sitting(on)
    lines = [
        Line(each.person, each.seat, each.has_vote, rows.pop(each.person_id, None))
        for each in members
    ]
    others = sorted(rows.values(), key=lambda row: (row.person.rank, row.person.staff_no))
    return [*lines, *(Line(row.person, "", False, row) for row in others)]


def agenda_of(meeting: Meeting) -> list[Standing]:
    """Every item with its resolution, its actions, and the members whose own vote is still missing."""
    actions = AgendaAction.objects.select_related("responsible").order_by("pk")
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("approval")
        .prefetch_related(Prefetch("actions", queryset=actions))
        .order_by("position")
    )
    keys = [item.approval_id for item in items if item.approval_id]
    resolutions = _resolutions(meeting)
    tasks = _tasks(keys)
    return [_standing(item, resolutions, tasks) for item in items]


def deputies_on(on: date) -> dict[int, set[int]]:
    """By member the people who may stand in on a day."""
    found: dict[int, set[int]] = {}
    for principal, deputy in Delegation.objects.in_force(on).values_list("principal", "deputy"):
        found.setdefault(principal, set()).add(deputy)
    return found


def meetings_ahead(person: Person) -> list[Meeting]:
    """What is called or in session, the next one first."""
    rows = Meeting.objects.visible_to(person).filter(
        state__in=(MeetingState.CALLED, MeetingState.OPEN)
    )
    return list(rows.order_by("starts_at", "pk"))


def _standing(
    item: AgendaItem, resolutions: dict[int, Resolution], tasks: dict[int, list[ApprovalTask]]
) -> Standing:
    key = item.approval_id or 0
    resolution, asked = resolutions.get(key), tasks.get(key, [])
    return Standing(
        item=item,
        resolution=resolution,
        conditions=list(resolution.conditions.all()) if resolution else [],
        actions=list(item.actions.all()),
        is_voting=resolution is None and bool(asked),
        answered=[task.person for task in asked if task.state == TaskState.DONE],
        missing=[task.person for task in asked if task.state == TaskState.OPEN],
    )


def _resolutions(meeting: Meeting) -> dict[int, Resolution]:
    """What was decided in this session, by case."""
    conditions = ResolutionCondition.objects.select_related("responsible").order_by("position")
    rows = Resolution.objects.filter(meeting=meeting).prefetch_related(
        Prefetch("conditions", queryset=conditions)
    )
    return {row.approval_id: row for row in rows.order_by("pk") if row.approval_id}


def _tasks(keys: list[int]) -> dict[int, list[ApprovalTask]]:
    """The tasks of the committee's step that is being decided, by case, in the order of rank."""
    found: dict[int, list[ApprovalTask]] = {}
    if not keys:
        return found
    rows = (
        ApprovalTask.objects.filter(
            step__approval__in=keys,
            step__voters=Voters.COMMITTEE,
            step__state=StepState.OPEN,
            step__round=F("step__approval__round"),
        )
        .select_related("step", "person")
        .order_by("person__rank", "person__staff_no")
    )
    for task in rows:
        found.setdefault(task.step.approval_id, []).append(task)
    return found
