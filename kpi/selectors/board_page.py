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
from governance.models import Obligation, Person
from governance.permissions import Permission, has_permission
from governance.states import ObligationKind
from kpi.models import Submission
from kpi.permissions import has_a_hand_in
from kpi.selectors.board import (
    BoardFilter,
    Records,
    board_rows,
    of_weeks,
    plain_ones,
    seen_of_board,
    sorted_records,
    waiting_for_decision,
)
from kpi.selectors.board_cell import BoardCell, cell_of
from kpi.selectors.duty import assignment_of
from kpi.states import SubmissionState
from processes.models import Assignment
from processes.models.assignment import ASSIGNMENT

ROWS, MOST_AT_ONCE = 25, 100
PARTS = ("process", "department", "person", "project")
WIDE = len(PARTS)
_KEYS = tuple(f"{part}_id" for part in PARTS)
_NAMES = tuple(f"{part}__name" for part in PARTS)
# A person has one name only.
_NAMES_EN = ("process__name_en", "department__name_en", "person__name", "project__name_en")


@dataclass(frozen=True)
class Named:
    """What a key stands for, in both languages."""

    pk: int
    name: str
    name_en: str


@dataclass(frozen=True)
class Place:
    """An assignment as far as the board needs it."""

    pk: int
    process: Named
    department: Named
    person: Named
    project: Named | None

    def is_in(self, wanted: BoardFilter) -> bool:
        """Whether the filter leaves the assignment on the board; its weeks aside."""
        keys = {part: getattr(self, part) for part in PARTS}
        return all(
            getattr(wanted, part) in (None, named.pk if named else None)
            for part, named in keys.items()
        )


@dataclass(frozen=True)
class PlaceRow:
    """An assignment with its weeks, in the order of the columns; None where nothing is owed."""

    assignment: Place
    cells: Sequence[BoardCell | None]


@dataclass(frozen=True)
class Ledger:
    """What is owed, what stands, and what corrects it, by assignment and week label."""

    obligations: Mapping[tuple[int, str], Obligation]
    standing: Records
    corrections: Records

    def cell(self, place: int, week: Week, at: datetime) -> BoardCell | None:
        """One week of one assignment; None where nothing is owed and nothing came."""
        key = (place, week.label)
        return cell_of(
            week,
            self.obligations.get(key),
            self.standing.get(key),
            at,
            self.corrections.get(key),
        )


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
    rows: Sequence[PlaceRow]
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
        Place(pk, *(_named(values[place::WIDE]) for place in range(WIDE)))
        for pk, *values in ordered.values_list("pk", *_KEYS, *_NAMES, *_NAMES_EN)
    ]


def _named(values: Sequence[Any]) -> Any:
    key, name, name_en = values
    return None if key is None else Named(key, name, name_en)


def choices_of_board(places: Iterable[Place]) -> dict[str, list[tuple[int, str]]]:
    """What the board can be filtered by: only what stands on it, in its order."""
    choices: dict[str, dict[int, str]] = {part: {} for part in PARTS}
    for place in places:
        for part, found in choices.items():
            named = getattr(place, part)
            if named is not None:
                found[named.pk] = said(named)
    return {part: list(found.items()) for part, found in choices.items()}


def board_page(
    person: Person,
    places: Sequence[Place],
    wanted: BoardFilter,
    *,
    number: str | None,
    at: datetime,
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
) -> list[PlaceRow]:
    """Rows in the order of the places; nothing more is asked."""
    return [
        PlaceRow(place, [ledger.cell(place.pk, week, at) for week in weeks]) for place in places
    ]


def whole_board(
    person: Person, places: Iterable[Place], wanted: BoardFilter, at: datetime
) -> list[PlaceRow]:
    """All rows the filter leaves, for a file."""
    weeks = wanted.columns()
    ledger = ledger_of(weeks)
    chosen = [place for place in places if place.is_in(wanted)]
    return rows_of_places(_fitting(chosen, ledger, wanted, person, at), weeks, ledger, at)


def ledger_of(
    weeks: Sequence[Week], places: Collection[int] | None = None, *, whole: Week | None = None
) -> Ledger:
    """What some weeks hold, of some assignments or of all, and one week of all besides; two statements.

    Its rows carry what the words of their cells are made of, nothing else.
    """
    owed, handed_in = Q(period__in=[week.label for week in weeks]), of_weeks(weeks)
    if places is not None:
        owed &= Q(subject__in=[f"{ASSIGNMENT}{pk}" for pk in places])
        handed_in &= Q(assignment__in=list(places))
    if whole is not None:
        owed |= Q(period=whole.label)
        handed_in |= of_weeks([whole])
    obligations = Obligation.objects.filter(owed, kind=ObligationKind.WEEKLY_DATA)
    return Ledger(
        {
            (assignment_of(row.subject), row.period): row
            for row in obligations.only("subject", "period", "state", "due_at")
        },
        *sorted_records(handed_in, for_words=True),
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
        return not wanted.is_mine or (
            may and any(_waits_for(person, row) for row in (cell.submission, cell.correction))
        )

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


# What a line of the queue says, and what speaks against deciding on it unseen.
_QUEUED = (
    *("version", "iso_year", "iso_week", "start", "end", "is_late", "corrects", "note"),
    *("entered_by", "submitted_at", "submitted_by__name"),
    *("assignment__process__name", "assignment__process__name_en"),
    *("assignment__department__name", "assignment__department__name_en"),
)


def _queue(person: Person, wanted: BoardFilter) -> list[Waiting]:
    waiting = waiting_for_decision(person, wanted).select_related(None)
    named = waiting.select_related("assignment__process", "assignment__department", "submitted_by")
    rows = list(named.only(*_QUEUED)[:MOST_AT_ONCE])
    plain = {row.pk for row in plain_ones(rows, person)}
    queue = [Waiting(row, row.pk in plain, has_a_hand_in(person, row)) for row in rows]
    return [each for each in queue if not (wanted.is_mine and each.is_own)]


def cell_of_board(assignment: Assignment, week: Week, at: datetime) -> BoardCell | None:
    """One cell as the board shows it, with the whole of its record."""
    return board_rows([assignment], [week], at)[0].cells[0]
