"""The board as one screen: a page of assignments × weeks, its counts, and what waits for a decision (6.4.2②)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from governance.lib.bilingual import said
from governance.lib.periods import Week
from governance.models import Department, Obligation, Person, Project
from governance.permissions import Permission, has_permission
from governance.states import ObligationKind
from kpi.models import Submission
from kpi.permissions import has_a_hand_in
from kpi.selectors.board import (
    BoardCell,
    BoardFilter,
    BoardRow,
    cell_of,
    of_weeks,
    plain_ones,
    seen_of_board,
    waiting_for_decision,
)
from kpi.selectors.duty import ASSIGNMENT, assignment_of
from kpi.states import SubmissionState
from processes.models import Assignment, Process

ROWS, MOST_AT_ONCE = 25, 100
_NAMES = ("process", "department", "person", "project")
_RELATED = {"process": Process, "department": Department, "person": Person, "project": Project}


@dataclass(frozen=True)
class Place:
    """An assignment as far as filtering, counting and sorting need it."""

    pk: int
    process: int
    department: int
    person: int
    project: int | None

    def is_in(self, wanted: BoardFilter) -> bool:
        """Whether the filter leaves the assignment on the board; its weeks aside."""
        return all(
            getattr(wanted, name) in (None, getattr(self, name)) for name in _NAMES
        )


@dataclass(frozen=True)
class Ledger:
    """What is owed and what has come in, by assignment and week label."""

    obligations: Mapping[tuple[int, str], Obligation]
    records: Mapping[tuple[int, str], Submission]

    def cell(self, place: int, week: Week, at: datetime) -> BoardCell | None:
        key = (place, week.label)
        return cell_of(week, self.obligations.get(key), self.records.get(key), at)


@dataclass(frozen=True)
class Waiting:
    """A record that waits for a decision, and what speaks against deciding on it unseen."""

    row: Any
    is_plain: bool
    is_own: bool


@dataclass(frozen=True)
class BoardPage:
    """One page of the board, the counts of its last week over all pages, and the queue beside it."""

    page: Page[Any]
    rows: Sequence[BoardRow]
    tally: Mapping[str, int]
    waiting: Sequence[Waiting]

    @property
    def plain(self) -> list[Any]:
        return [each.row for each in self.waiting if each.is_plain]


def places_of_board(person: Person, weeks: Sequence[Week]) -> list[Place]:
    """Every assignment of some weeks whose data a person may see, in the board's order; one statement."""
    rows = Assignment.objects.valid_between(weeks[0].start, weeks[-1].end).filter(
        seen_of_board(person)
    )
    ordered = rows.order_by(
        "process__position", "department__code", "project__name", "valid_from", "pk"
    )
    return [
        Place(*values)
        for values in ordered.values_list(
            "pk", "process_id", "department_id", "person_id", "project_id"
        )
    ]


def choices_of_board(places: Iterable[Place]) -> dict[str, list[tuple[int, str]]]:
    """What the board can be filtered by: only what stands on it."""
    rows = list(places)
    choices = {}
    for name, model in _RELATED.items():
        keys = {getattr(row, name) for row in rows} - {None}
        found = model._default_manager.in_bulk(keys) if keys else {}
        order = [getattr(row, name) for row in rows if getattr(row, name) in found]
        choices[name] = [(key, said_name(found[key])) for key in dict.fromkeys(order)]
    return choices


def said_name(row: Any) -> str:
    """A person and a project have one name, a process and a department two."""
    return said(row) if hasattr(row, "name_en") else str(row.name)


def board_page(
    person: Person, places: Sequence[Place], wanted: BoardFilter, *, number: object, at: datetime
) -> BoardPage:
    """A page costs the same few statements whatever the number of assignments.

    Without a choice of state only the page's weeks and the last week's column are read; with one,
    the weeks of all, since only their words tell which assignments stay.
    """
    weeks = wanted.columns()
    chosen = [place for place in places if place.is_in(wanted)]
    if wanted.state or wanted.is_mine:
        ledger = ledger_of(weeks)
        chosen_now = _fitting(chosen, ledger, wanted, person, at)
        page = Paginator(chosen_now, ROWS).get_page(number)
    else:
        page = Paginator(chosen, ROWS).get_page(number)
        ledger = ledger_of(weeks, [place.pk for place in page.object_list], whole=wanted.last)
    last = (ledger.cell(place.pk, wanted.last, at) for place in chosen)
    return BoardPage(
        page=page,
        rows=rows_of_places(page.object_list, weeks, ledger, at),
        tally=Counter(cell.state for cell in last if cell is not None),
        waiting=_queue(person, wanted),
    )


def rows_of_places(
    places: Iterable[Place], weeks: Sequence[Week], ledger: Ledger, at: datetime
) -> list[BoardRow]:
    """Rows in the order of the places; one statement for what is printed of them."""
    keys = [place.pk for place in places]
    known = Assignment.objects.select_related(*_NAMES).in_bulk(keys)
    return [
        BoardRow(known[key], [ledger.cell(key, week, at) for week in weeks])
        for key in keys
        if key in known
    ]


def whole_board(
    person: Person, places: Iterable[Place], wanted: BoardFilter, at: datetime
) -> tuple[list[Place], Ledger]:
    """All rows the filter leaves, for a file."""
    ledger = ledger_of(wanted.columns())
    chosen = [place for place in places if place.is_in(wanted)]
    return _fitting(chosen, ledger, wanted, person, at), ledger


def ledger_of(
    weeks: Sequence[Week], places: Collection[int] | None = None, *, whole: Week | None = None
) -> Ledger:
    """What some weeks hold, of some assignments or of all, and one week of all besides; two statements."""
    owed, handed_in = Q(period__in=[week.label for week in weeks]), of_weeks(weeks)
    if places is not None:
        owed &= Q(subject__in=[f"{ASSIGNMENT}{pk}" for pk in places])
        handed_in &= Q(assignment__in=list(places))
    if whole is not None:
        owed |= Q(period=whole.label)
        handed_in |= of_weeks([whole])
    obligations = Obligation.objects.filter(owed, kind=ObligationKind.WEEKLY_DATA)
    records = Submission.objects.filter(handed_in).order_by("revision")
    return Ledger(
        {(assignment_of(row.subject), row.period): row for row in obligations},
        {(row.assignment_id, row.label): row for row in records},
    )


def _fitting(
    places: Sequence[Place], ledger: Ledger, wanted: BoardFilter, person: Person, at: datetime
) -> list[Place]:
    """The assignments with at least one week in the state asked for, or for this person to decide on."""
    if not wanted.state and not wanted.is_mine:
        return list(places)
    may = has_permission(person, Permission.SUBMISSION_ACCEPT)

    def fits(cell: BoardCell | None) -> bool:
        if cell is None or (wanted.state and not cell.is_called(wanted.state)):
            return False
        return not wanted.is_mine or (may and _waits_for(person, cell.submission))

    weeks = wanted.columns()
    return [
        place for place in places if any(fits(ledger.cell(place.pk, week, at)) for week in weeks)
    ]


def _waits_for(person: Person, row: Submission | None) -> bool:
    return (
        row is not None
        and row.state == SubmissionState.SUBMITTED
        and not has_a_hand_in(person, row)
    )


def _queue(person: Person, wanted: BoardFilter) -> list[Waiting]:
    rows = list(waiting_for_decision(person, wanted)[:MOST_AT_ONCE])
    plain = {row.pk for row in plain_ones(rows, person)}
    queue = [Waiting(row, row.pk in plain, has_a_hand_in(person, row)) for row in rows]
    return [each for each in queue if not (wanted.is_mine and each.is_own)]
