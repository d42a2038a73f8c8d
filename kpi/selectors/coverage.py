"""The matrix process × dimension: measured, exempt with a reason, or a gap (R54, G44)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from governance.models import Person
from kpi.models import Exemption, Indicator, IndicatorVersion
from kpi.states import Dimension, IndicatorState
from processes.models import Process


@dataclass(frozen=True)
class DimensionSpan:
    """From when to when a dimension of a process was measured, or exempt; an open end is still so."""

    process: int
    dimension: str
    first: date
    last: date | None
    is_exempt: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or self.last >= day)


@dataclass(frozen=True)
class MatrixCell:
    """One dimension of one process: what is adopted, why it does not apply, what could be adopted."""

    dimension: str
    label: str
    adopted: tuple[Indicator, ...]
    suggested: int
    exemption: Exemption | None

    @property
    def is_gap(self) -> bool:
        return not self.adopted and self.exemption is None


@dataclass(frozen=True)
class MatrixRow:
    """A process with its three cells."""

    process: Process
    cells: tuple[MatrixCell, ...]

    @property
    def is_covered(self) -> bool:
        return not any(cell.is_gap for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """All rows, and how far coverage has come."""

    rows: tuple[MatrixRow, ...]

    @property
    def covered(self) -> int:
        return sum(row.is_covered for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def gaps(self) -> int:
        return sum(cell.is_gap for row in self.rows for cell in row.cells)

    @property
    def exempt(self) -> int:
        return sum(cell.exemption is not None for row in self.rows for cell in row.cells)


def coverage_matrix(person: Person, processes: Iterable[Process], *, on: date) -> Matrix:
    """Every process in use against the three dimensions, as of a day; three statements."""
    indicators: dict[tuple[int, str, str], list[Indicator]] = defaultdict(list)
    for row in (
        Indicator.objects.visible_to(person)
        .exclude(state=IndicatorState.RETIRED)
        .order_by("position", "code")
    ):
        indicators[row.process_id, row.dimension, row.state].append(row)
    exemptions = {
        (row.process_id, row.dimension): row
        for row in Exemption.objects.visible_to(person).holding_on(on).select_related("declared_by")
    }
    return Matrix(
        tuple(
            MatrixRow(
                process,
                tuple(
                    MatrixCell(
                        dimension.value,
                        str(dimension.label),
                        tuple(indicators[process.pk, dimension.value, IndicatorState.ADOPTED]),
                        len(indicators[process.pk, dimension.value, IndicatorState.SUGGESTED]),
                        exemptions.get((process.pk, dimension.value)),
                    )
                    for dimension in Dimension
                ),
            )
            for process in processes
            if process.retired_on is None or process.retired_on > on
        )
    )


def dimension_spans() -> list[DimensionSpan]:
    """When each dimension of each process was measured or exempt: two statements, whatever the history."""
    rows = IndicatorVersion.objects.filter(
        valid_from__isnull=False, indicator__adopted_on__isnull=False
    ).exclude(indicator__dimension="")
    spans = [
        DimensionSpan(*row)
        for row in rows.values_list(
            "indicator__process_id", F("indicator__dimension"), "valid_from", "valid_to"
        )
    ]
    return spans + [
        DimensionSpan(*row, is_exempt=True)
        for row in Exemption.objects.values_list(
            "process_id", "dimension", "valid_from", "valid_to"
        )
    ]


def covered_on(day: date, spans: Sequence[DimensionSpan]) -> set[int]:
    """The processes of which every dimension is measured or exempt on a day."""
    held: dict[int, set[str]] = defaultdict(set)
    for span in spans:
        if span.holds(day):
            held[span.process].add(span.dimension)
    return {process for process, found in held.items() if found >= set(Dimension.values)}


def exemption_history(person: Person) -> list[Exemption]:
    """Exemptions that have ended, the latest first."""
    rows = Exemption.objects.visible_to(person).exclude(valid_to=None)
    return list(rows.select_related("process", "declared_by").order_by("-valid_to", "-pk")[:50])
