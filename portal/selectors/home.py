"""The first page: am I in control, what do I owe, how do the processes stand (design §3, §4)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from governance.lib.periods import Month, Week
from governance.models import Obligation, Person
from governance.permissions import Permission, has_permission
from governance.states import ObligationKind, ObligationState
from kpi.selectors.light import ProcessLight, month_with_figures, process_lights
from portal.selectors.inbox import OWED
from portal.selectors.wheel import Wheel, year_wheel
from processes.models import Process
from processes.states import Category, ProcessState

FIRST = 6


@dataclass(frozen=True)
class Tile:
    """A process on the home page with its light."""

    process: Process
    light: ProcessLight | None


@dataclass(frozen=True)
class Collection:
    """How a week's collection stands: what was expected and what became of it."""

    week: Week
    expected: int
    on_time: int
    late: int
    missing: int
    waiting: int


@dataclass(frozen=True)
class Home:
    """Everything the first page shows to one person."""

    owed: tuple[Obligation, ...]
    owed_total: int
    collection: Collection | None
    month: Month
    storeys: tuple[tuple[str, tuple[Tile, ...]], ...]
    wheel: Wheel


def home_of(person: Person, now: datetime) -> Home:
    """The page differs by what a person may see, never by how much data there is."""
    today = timezone.localtime(now).date()
    owed = Obligation.objects.owed_by(person).filter(state__in=OWED).order_by("due_at", "pk")
    month = month_with_figures(person, Month.of(today).previous())
    return Home(
        owed=tuple(owed[:FIRST]),
        owed_total=owed.count(),
        collection=_collection(now) if has_permission(person, Permission.BOARD_VIEW) else None,
        month=month,
        storeys=_storeys(process_lights(person, month))
        if has_permission(person, Permission.PROCESS_VIEW)
        else (),
        wheel=year_wheel(today.year, today),
    )


def _collection(now: datetime) -> Collection | None:
    """The latest week whose data is owed: the one before this week, as soon as its duties exist."""
    week = Week.at(now, timezone.get_default_timezone()).previous()
    rows = Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA, period=week.label)
    count: Counter[str] = Counter()
    for row in rows.values("state").annotate(count=Count("pk")).order_by():
        count[row["state"]] = row["count"]
    if not count:
        return None
    return Collection(
        week=week,
        expected=count.total() - count[ObligationState.WAIVED],
        on_time=count[ObligationState.DONE],
        late=count[ObligationState.LATE_DONE],
        missing=count[ObligationState.MISSING],
        waiting=count[ObligationState.OPEN],
    )


def _storeys(lights: dict[int, ProcessLight]) -> tuple[tuple[str, tuple[Tile, ...]], ...]:
    processes = list(Process.objects.filter(state=ProcessState.ACTIVE).order_by("position", "pk"))
    return tuple(
        (
            str(category.label),
            tuple(Tile(row, lights.get(row.pk)) for row in processes if row.category == category),
        )
        for category in Category
    )
