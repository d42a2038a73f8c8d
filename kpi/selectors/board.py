"""The board of the week: assignments × weeks, and what each still lacks (6.4.2②; design §4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.lib.periods import Week
from governance.models import Department, Obligation, Person
from governance.models.person import roles_held
from governance.selectors.calendar import local_day, work_calendar
from governance.states import STILL_OWED, ObligationKind, Role
from kpi.models import MeasureValue, Submission
from kpi.models.submission import PAST
from kpi.selectors.asked import Wishes, wishes
from kpi.selectors.board_cell import BoardCell, cell_of
from kpi.selectors.duty import assignment_of, weekly_obligations, weekly_owed
from kpi.selectors.rule import collection_rules
from kpi.states import SubmissionState
from processes.models import Assignment
from processes.models.assignment import ASSIGNMENT
from processes.selectors.assignment import handed_over

DEFAULT_WEEKS, MOST_WEEKS = 8, 26
EVERYTHING = {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}
# The words of a cell, in the order in which the PMO wants to see them.
CELL_STATES = ("missing", "returned", "late", "on_time", "accepted", "draft", "expected", "waived")


@dataclass(frozen=True)
class BoardFilter:
    """What the address of the board says."""

    last: Week
    weeks: int = DEFAULT_WEEKS
    department: int | None = None
    process: int | None = None
    state: str = ""
    person: int | None = None
    project: int | None = None
    is_mine: bool = False

    def columns(self) -> list[Week]:
        """The weeks shown, earliest first."""
        weeks = [self.last]
        while len(weeks) < self.weeks:
            weeks.append(weeks[-1].previous())
        return weeks[::-1]


@dataclass(frozen=True)
class BoardRow:
    """An assignment with its weeks, in the order of the columns; None where nothing is owed."""

    assignment: Assignment
    cells: Sequence[BoardCell | None]


def assignments_of_board(person: Person, wanted: BoardFilter, at: datetime) -> QuerySet[Assignment]:
    """PMO, committee and auditor see all assignments, a head the department's, a specialist the own ones."""
    weeks = wanted.columns()
    rows = Assignment.objects.valid_between(weeks[0].start, weeks[-1].end)
    rows = rows.filter(seen_of_board(person))
    if wanted.department is not None:
        rows = rows.filter(department=wanted.department)
    if wanted.process is not None:
        rows = rows.filter(process=wanted.process)
    if wanted.state:
        rows = rows.filter(pk__in=_in_state(rows, wanted, at))
    found: QuerySet[Assignment] = rows.select_related(
        "process", "department", "project", "person"
    ).order_by("process__position", "department__code", "project__name", "valid_from", "pk")
    return found


def seen_of_board(person: Person) -> Q:
    """Whose weeks a person may see."""
    roles = roles_held(person)
    if roles & EVERYTHING:
        return Q()
    mine = Q(person=person) | Q(deputy=person)
    if Role.DEPARTMENT_HEAD in roles and person.department_id:
        mine |= Q(department=person.department_id)
    return mine


def seen_by(person: Person, rows: Iterable[Assignment]) -> list[Assignment]:
    """Those among assignments at hand whose weeks a person may see: the board's rule, nothing asked."""
    roles = roles_held(person)
    if roles & EVERYTHING:
        return list(rows)
    own = person.department_id if Role.DEPARTMENT_HEAD in roles else None
    return [
        row
        for row in rows
        if person.pk in {row.person_id, row.deputy_id}
        or (own is not None and row.department_id == own)
    ]


def _in_state(rows: QuerySet[Assignment], wanted: BoardFilter, at: datetime) -> list[int]:
    """The assignments with at least one week in a state: by the very words of the board, so that both agree."""
    return [
        row.assignment.pk
        for row in board_rows(list(rows), wanted.columns(), at, for_words=True)
        if any(cell is not None and cell.is_called(wanted.state) for cell in row.cells)
    ]


def of_weeks(weeks: Iterable[Week]) -> Q:
    """The records of some weeks."""
    numbers: dict[int, set[int]] = {}
    for week in weeks:
        numbers.setdefault(week.year, set()).add(week.week)
    records = Q(pk__in=[])
    for year, found in numbers.items():
        records |= Q(iso_year=year, iso_week__in=sorted(found))
    return records


def board_rows(
    assignments: Sequence[Assignment],
    weeks: Sequence[Week],
    at: datetime,
    *,
    for_words: bool = False,
) -> list[BoardRow]:
    """A page of the board costs two questions, whatever its size; `for_words` as in `sorted_records`."""
    obligations = weekly_obligations(assignments, weeks)
    mine = Q(assignment__in=[each.pk for each in assignments])
    records, corrections = sorted_records(of_weeks(weeks) & mine, for_words=for_words)
    return [
        BoardRow(
            row,
            [
                cell_of(
                    week,
                    obligations.get((row.pk, week.label)),
                    records.get((row.pk, week.label)),
                    at,
                    corrections.get((row.pk, week.label)),
                )
                for week in weeks
            ],
        )
        for row in assignments
    ]


Records = dict[tuple[int, str], Submission]
# What the word of a cell is made of, and whether somebody had a hand in it.
_WORDS_OF = (
    *("assignment", "iso_year", "iso_week", "state", "is_late", "corrects"),
    *("entered_by", "submitted_by"),
)


def sorted_records(wanted: Q, *, for_words: bool = False) -> tuple[Records, Records]:
    """Records that stand, and apart from them the corrections nobody has decided on, by assignment and week label.

    One statement. `for_words` reads only what the words of their cells are made of: a board has
    hundreds of them.
    """
    rows = Submission.objects.exclude(state__in=PAST).filter(wanted)
    if for_words:
        rows = rows.only(*_WORDS_OF)
    else:
        rows = rows.select_related("submitted_by", "accepted_by")
    standing: Records = {}
    corrections: Records = {}
    for row in rows:
        is_open = row.is_correction and row.state != SubmissionState.ACCEPTED
        (corrections if is_open else standing)[row.assignment_id, row.label] = row
    return standing, corrections


def cells_of_week(person: Person, wanted: BoardFilter, at: datetime) -> list[BoardCell]:
    """Every cell of the last week shown, over all pages of the board, three questions."""
    week = wanted.last
    places = assignments_of_board(
        person, BoardFilter(week, 1, wanted.department, wanted.process), at
    )
    keys = list(places.values_list("pk", flat=True))
    obligations = {
        assignment_of(row.subject): row
        for row in Obligation.objects.filter(
            kind=ObligationKind.WEEKLY_DATA,
            period=week.label,
            subject__in=[f"{ASSIGNMENT}{pk}" for pk in keys],
        )
    }
    records = {
        row.assignment_id: row
        for row in Submission.objects.filter(
            iso_year=week.year, iso_week=week.week, assignment__in=keys
        ).standing()
    }
    cells = [cell_of(week, obligations.get(pk), records.get(pk), at) for pk in keys]
    return [cell for cell in cells if cell is not None]


def waiting_for_decision(person: Person, wanted: BoardFilter) -> QuerySet[Submission]:
    """Everything submitted and not yet decided on that a person may see, oldest receipt first.

    `is_odd` of a row: a value came with a reason, or there is none and a reason why.
    """
    rows = Submission.objects.visible_to(person).filter(state=SubmissionState.SUBMITTED)
    for column, value in (
        ("assignment__department", wanted.department),
        ("assignment__process", wanted.process),
        ("assignment__person", wanted.person),
        ("assignment__project", wanted.project),
    ):
        if value is not None:
            rows = rows.filter(**{column: value})
    odd = MeasureValue.objects.filter(submission=OuterRef("pk")).exclude(
        reason="", no_data_reason=""
    )
    found: QuerySet[Submission] = (
        rows.annotate(is_odd=Exists(odd))
        .select_related(
            "assignment__process", "assignment__department", "assignment__person", "submitted_by"
        )
        .order_by("submitted_at", "pk")
    )
    return found


def plain_ones(rows: Iterable[Any], person: Person) -> list[Submission]:
    """On time, nothing unusual, no correction, nothing without data, not entered by the person: fit for one click."""
    return [
        row
        for row in rows
        if not row.is_late
        and not row.is_correction
        and not row.note
        and not row.is_odd
        and person.pk not in row.entered_by
        and row.submitted_by_id != person.pk
    ]


@dataclass(frozen=True)
class OwnWeek:
    """A week of one of a person's assignments, in the list of what they owe."""

    assignment: Assignment
    cell: BoardCell
    due_at: datetime

    @property
    def week(self) -> Week:
        return self.cell.week


def own_weeks(person: Person, at: datetime) -> Mapping[str, list[OwnWeek]]:
    """What a person must do, what is coming this week, what waits for the PMO, and what is done.

    Everything still owed is shown however old; of the rest the last eight weeks. After a hand-over
    the leaver's weeks are in the successor's list and in nobody else's.
    """
    rows, leavers = _answered_by(person, local_day(at))
    this_week = Week.of(local_day(at))
    weeks = _weeks_back(this_week, DEFAULT_WEEKS)
    owed = Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        subject__in=[f"{ASSIGNMENT}{row.pk}" for row in rows],
        state__in=STILL_OWED,
    )
    weeks |= {Week.parse(label) for label in owed.values_list("period", flat=True)}
    ordered = sorted(weeks)
    rules, calendar = collection_rules(), work_calendar()
    asked = wishes(split=rules.split, processes=[row.process_id for row in rows])
    due_this_week = weekly_owed(this_week, rules, calendar).due_at
    found: dict[str, list[OwnWeek]] = {"to_do": [], "coming": [], "waiting": [], "done": []}
    for board_row in board_rows(rows, ordered, at):
        for cell in board_row.cells:
            if cell is not None:
                due_at = cell.obligation.due_at if cell.obligation else due_this_week
                found[_pile(cell)].append(OwnWeek(board_row.assignment, cell, due_at))
        if (
            board_row.cells[ordered.index(this_week)] is None
            and board_row.assignment.pk not in leavers
            and _asks(board_row.assignment, this_week, asked)
        ):
            coming = BoardCell(
                this_week, "expected", is_late=False, submission=None, obligation=None
            )
            found["coming"].append(OwnWeek(board_row.assignment, coming, due_this_week))
    found["to_do"].sort(key=lambda each: (each.due_at, each.assignment.pk))
    for name in ("waiting", "done"):
        found[name].sort(key=lambda each: (each.week, each.assignment.pk), reverse=True)
    return found


def _answered_by(person: Person, today: date) -> tuple[list[Assignment], set[int]]:
    """The assignments whose weeks are a person's today, and which of all assignments were handed over."""
    leavers = {row.pk for row in handed_over(today)}
    either = Assignment.objects.of(person) | Assignment.objects.taken_over_by(person)
    rows = list(either.select_related("process", "department", "project", "person", "deputy"))
    mine = [
        row for row in rows if person.pk in {row.person_id, row.deputy_id} and row.pk not in leavers
    ]
    places = {row.place for row in mine if row.valid_from <= today}
    taken = [row for row in rows if row.pk in leavers and row.place in places]
    return [*mine, *taken], leavers


def _weeks_back(week: Week, count: int) -> set[Week]:
    weeks = {week}
    for _turn in range(count):
        week = week.previous()
        weeks.add(week)
    return weeks


def _asks(assignment: Assignment, week: Week, asked: Wishes) -> bool:
    in_project = assignment.project_id is not None
    return assignment.covers(week.start, week.end) and asked.asks(
        assignment.process_id, week, in_project=in_project
    )


def _pile(cell: BoardCell) -> str:
    if cell.state in {"on_time", "late"}:
        return "waiting"
    return "done" if cell.state in {"accepted", "waived"} else "to_do"


def departments_reporting() -> QuerySet[Department]:
    """The departments that report anything, for the filter."""
    found: QuerySet[Department] = (
        Department.objects.filter(assignments__isnull=False).distinct().order_by("code")
    )
    return found
