"""The first page: am I in control, what do I owe, how do the processes stand (design §3, §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.utils import timezone

from governance.lib.periods import Month, Week
from governance.models import Obligation, Person
from governance.permissions import Permission, has_permission
from governance.selectors.approval_list import (
    ApprovalFilter,
    ApprovalLine,
    approval_lines,
    approvals_listed,
    desk_of,
)
from governance.states import ObligationKind
from kpi.selectors.board import BoardCell, BoardFilter, cells_of_week
from kpi.selectors.deviation import deviations_undecided
from kpi.selectors.indicator import measured_processes
from kpi.selectors.light import ProcessLight, month_with_figures, process_lights
from portal.selectors.inbox import OWED
from portal.selectors.wheel import Wheel, year_wheel
from processes.models import Process
from processes.states import Category, ProcessState

FIRST = 6


@dataclass(frozen=True)
class Tile:
    """A process on the home page with its light, if it has figures, and whether it is measured at all."""

    process: Process
    light: ProcessLight | None
    is_measured: bool


@dataclass(frozen=True)
class Collection:
    """How a week's collection stands: what was expected and what became of it, by the board's words."""

    week: Week
    expected: int
    on_time: int
    late: int
    returned: int
    missing: int
    waiting: int


@dataclass(frozen=True)
class Home:
    """Everything the first page shows to one person."""

    to_decide: tuple[ApprovalLine, ...]
    owed: tuple[Obligation, ...]
    owed_total: int
    collection: Collection | None
    undecided: int
    month: Month
    storeys: tuple[tuple[str, tuple[Tile, ...]], ...]
    wheel: Wheel


def home_of(person: Person, now: datetime) -> Home:
    """The page differs by what a person may see, never by how much data there is."""
    today = timezone.localtime(now).date()
    to_decide = _to_decide(person, now)
    owed = Obligation.objects.owed_by(person).filter(state__in=OWED).order_by("due_at", "pk")
    if to_decide:
        # What stands above with its conclusion is not listed a second time.
        owed = owed.exclude(kind=ObligationKind.APPROVAL)
    # How many there are in all comes with the first of them.
    counted: QuerySet[Any] = owed.select_related("responsible").annotate(of=Window(Count("pk")))
    first = tuple(counted[:FIRST])
    month = month_with_figures(person, Month.of(today).previous())
    return Home(
        to_decide=to_decide,
        owed=first,
        owed_total=first[0].of if first else 0,
        collection=_collection(person, now)
        if has_permission(person, Permission.BOARD_VIEW)
        else None,
        undecided=deviations_undecided(person).count()
        if has_permission(person, Permission.REPORT_DRAFT)
        else 0,
        month=month,
        storeys=_storeys(process_lights(person, month), measured_processes(person))
        if has_permission(person, Permission.PROCESS_VIEW)
        else (),
        wheel=year_wheel(today.year, today),
    )


def _to_decide(person: Person, now: datetime) -> tuple[ApprovalLine, ...]:
    """What waits for a decision is the first thing whoever decides sees, a member of the committee above all."""
    if not has_permission(person, Permission.APPROVAL_DECIDE):
        return ()
    desk, chosen = desk_of(person, now), ApprovalFilter()
    return tuple(approval_lines(approvals_listed(desk, chosen)[:FIRST], desk, chosen.tab))


def _collection(person: Person, now: datetime) -> Collection | None:
    """The latest week whose data is owed: the one before this week, as soon as its duties exist.

    What the person sees on the board, by the same words: a returned record has come in and went
    back, it is not missing.
    """
    week = Week.at(now, timezone.get_default_timezone()).previous()
    cells = cells_of_week(person, BoardFilter(week, 1), now)
    if not cells:
        return None
    came = [cell for cell in cells if cell.state in {"accepted", "on_time", "late"}]
    late = sum(cell.is_late for cell in came)
    return Collection(
        week=week,
        expected=len(cells) - _count(cells, "waived"),
        on_time=len(came) - late,
        late=late,
        returned=_count(cells, "returned"),
        missing=_count(cells, "missing"),
        waiting=_count(cells, "expected", "draft"),
    )


def _count(cells: Sequence[BoardCell], *states: str) -> int:
    return sum(cell.state in states for cell in cells)


def _storeys(
    lights: dict[int, ProcessLight], measured: frozenset[int]
) -> tuple[tuple[str, tuple[Tile, ...]], ...]:
    processes = list(Process.objects.filter(state=ProcessState.ACTIVE).order_by("position", "pk"))
    return tuple(
        (
            str(category.label),
            tuple(
                Tile(row, lights.get(row.pk), row.pk in measured)
                for row in processes
                if row.category == category
            ),
        )
        for category in Category
    )
