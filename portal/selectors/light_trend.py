"""The light of every process beside the one of the month before (design §4; R56)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.lib.periods import Month
from governance.models import Person
from kpi.models import Indicator
from kpi.selectors.light import (
    BETTER,
    WORSE,
    ProcessLight,
    lights_of_months,
    month_with_figures,
    turn_of,
)
from kpi.states import IndicatorState
from processes.models import Assignment, Process, Responsibility
from processes.states import Category, ProcessState


@dataclass(frozen=True)
class Tile:
    """A process with its light, if it has figures, the one of the month before, and which way it went.

    `turn` is better, same, worse, or nothing where one of the two months has no judged indicator.
    """

    process: Process
    light: ProcessLight | None
    before: ProcessLight | None
    turn: str
    is_measured: bool
    is_ours: bool = False


@dataclass(frozen=True)
class Lights:
    """All processes of a month by storey, and how many show which light."""

    month: Month
    earlier: Month
    storeys: tuple[tuple[str, tuple[Tile, ...]], ...]

    @property
    def tiles(self) -> list[Tile]:
        """Every process, in the order of the catalogue."""
        return [tile for _label, tiles in self.storeys for tile in tiles]

    @property
    def ours(self) -> list[Tile]:
        """The processes of the reader's own department."""
        return [tile for tile in self.tiles if tile.is_ours]

    @property
    def counts(self) -> dict[str, int]:
        """How many processes show each light; those without a figure show none."""
        return dict(Counter(tile.light.light for tile in self.tiles if tile.light))

    @property
    def unlit(self) -> int:
        """How many processes have no figure of the month."""
        return sum(tile.light is None for tile in self.tiles)

    @property
    def better(self) -> int:
        """How many meet more of their targets than the month before."""
        return sum(tile.turn == BETTER for tile in self.tiles)

    @property
    def worse(self) -> int:
        """How many meet fewer."""
        return sum(tile.turn == WORSE for tile in self.tiles)


def lights_of(person: Person, today: date) -> Lights:
    """The latest past month with figures and the one before it. Three statements, however long the history is."""
    month = month_with_figures(person, Month.of(today).previous())
    earlier = month.previous()
    found = lights_of_months(person, [month, earlier])
    tiles = [
        Tile(
            row,
            found[month.label].get(row.pk),
            found[earlier.label].get(row.pk),
            turn_of(found[month.label].get(row.pk), found[earlier.label].get(row.pk)),
            row.is_measured,
            row.is_ours,
        )
        for row in _processes(person, today)
    ]
    storeys = tuple(
        (str(category.label), tuple(tile for tile in tiles if tile.process.category == category))
        for category in Category
    )
    return Lights(month, earlier, storeys)


def _processes(person: Person, today: date) -> QuerySet[Any]:
    """The active processes, each with whether it is measured and whether the person's department has to do with it.

    A department answers for a process where the policy or the PMO says so (5.3, G19), or reports it.
    """
    measured = Indicator.objects.visible_to(person).filter(
        process=OuterRef("pk"), state=IndicatorState.ADOPTED
    )
    answers = Responsibility.objects.filter(
        process=OuterRef("pk"),
        department=person.department_id,
        kind=Responsibility.Kind.RESPONSIBLE,
    )
    reports = Assignment.objects.valid_between(today, today).filter(
        process=OuterRef("pk"), department=person.department_id
    )
    rows: QuerySet[Any] = (
        Process.objects.visible_to(person)
        .filter(state=ProcessState.ACTIVE)
        .annotate(is_measured=Exists(measured), is_ours=Q(Exists(answers)) | Q(Exists(reports)))
        .order_by("position", "pk")
    )
    return rows
