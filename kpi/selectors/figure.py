"""What stands behind one figure: its measures, their cells, and the submission or tickets of each (6.4.2②)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from governance.lib.bilingual import said
from governance.lib.periods import AnyPeriod, Slice, parse_period
from governance.models import Department, Person
from kpi.formulas import Cell, aggregate
from kpi.formulas.cadence import is_finer, periods_holding
from kpi.formulas.standing import standing_facts
from kpi.formulas.world import Fact
from kpi.models import DataSource, IndicatorValue, Measure, MeasureValue
from kpi.selectors.rule import collection_rules
from kpi.selectors.world import formula_of, whole_span, world_of
from processes.models import Assignment

MOST_CELLS = 400


@dataclass(frozen=True)
class CellLine:
    """One cell that was counted: when, where, how much, and where to look it up."""

    slice: Slice
    value: Decimal | None
    department: Department | None
    assignment: Assignment | None
    source: DataSource | None

    @property
    def week(self) -> str:
        return self.slice.week.label


@dataclass(frozen=True)
class MeasurePart:
    """One measure of the formula over the period: its total by its own rule, and the cells it comes from."""

    measure: Measure
    total: Decimal | None
    side: str
    cells: tuple[CellLine, ...]
    hidden: int
    more: int


@dataclass(frozen=True)
class FigureBehind:
    """A figure taken apart."""

    figure: IndicatorValue
    period: AnyPeriod
    parts: tuple[MeasurePart, ...]
    part: str


def figure_behind(figure: IndicatorValue, person: Person) -> FigureBehind:
    """A figure opens to exactly the cells it was computed from; cells of others are counted, not shown.

    The same rules as in the roll-up decide which cells stand. The number of statements is constant.
    """
    period = parse_period(figure.period)
    formula = formula_of(figure.definition.formula)
    measures = {row.code: row for row in Measure.objects.filter(code__in=formula.names)}
    facts = _facts_of(figure, list(measures.values()))
    visible = _visible(person, facts, measures)
    places = _Places(facts)
    above = set(formula.numerator.names)
    below = set(formula.denominator.names) if formula.denominator else set()
    parts = []
    for name in formula.names:
        mine = sorted(
            (fact for fact in facts if fact.measure == name),
            key=lambda fact: (fact.slice.start, str(fact.stream)),
        )
        cells = [Cell(fact.slice, fact.value, fact.stream) for fact in mine]
        total = aggregate(measures[name].aggregation, cells)
        shown = [places.line(fact) for fact in mine if _key(fact) in visible]
        side = ("above" if name in above else "") + ("below" if name in below else "")
        parts.append(
            MeasurePart(
                measures[name],
                None if total is None else total.value,
                side,
                tuple(shown[:MOST_CELLS]),
                len(mine) - len(shown),
                max(0, len(shown) - MOST_CELLS),
            )
        )
    part = f"{figure.dimension}:{figure.dimension_value}" if figure.dimension else ""
    return FigureBehind(figure, period, tuple(parts), part)


def _facts_of(figure: IndicatorValue, measures: Sequence[Measure]) -> list[Fact]:
    rules = collection_rules()
    period = parse_period(figure.period)
    world = world_of(measures, whole_span([period]), rules)
    without_entered = is_finer(period.grain, figure.indicator.cadence)
    names = {measure.code for measure in measures}
    return [
        fact
        for fact in standing_facts(world)
        if fact.measure in names
        and (figure.department_id is None or fact.department == figure.department_id)
        and (fact.dimension, fact.dimension_value) == (figure.dimension, figure.dimension_value)
        and period in periods_holding(fact.slice, split=rules.split)
        and not (without_entered and fact.is_entry)
    ]


def _key(fact: Fact) -> tuple[Any, ...]:
    place = fact.rank[1] or None
    return fact.measure, place, fact.source, fact.department, fact.slice.start


def _visible(
    person: Person, facts: Sequence[Fact], measures: dict[str, Measure]
) -> set[tuple[Any, ...]]:
    if not facts:
        return set()
    rows = MeasureValue.objects.visible_to(person).filter(
        measure__in=[row.pk for row in measures.values()],
        start__gte=min(fact.slice.start for fact in facts),
        end__lte=max(fact.slice.end for fact in facts),
    )
    return set(
        rows.values_list("measure__code", "assignment_id", "source_id", "department_id", "start")
    )


class _Places:
    """Departments, assignments and sources by key, each asked for once."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.departments = Department.objects.in_bulk(
            {fact.department for fact in facts if fact.department}
        )
        rows = Assignment.objects.select_related("person", "department", "project")
        self.assignments = rows.in_bulk({fact.rank[1] for fact in facts if fact.rank[1]})
        self.sources = DataSource.objects.in_bulk({fact.source for fact in facts if fact.source})

    def line(self, fact: Fact) -> CellLine:
        return CellLine(
            fact.slice,
            fact.value,
            self.departments.get(fact.department) if fact.department else None,
            self.assignments.get(fact.rank[1]),
            self.sources.get(fact.source) if fact.source else None,
        )


def scope_text(figure: IndicatorValue) -> str:
    """For whom a figure speaks, in the reader's words; empty for the whole company."""
    words = [said(place) for place in (figure.department, figure.project) if place]
    return " · ".join([*words, figure.dimension_value] if figure.dimension else words)
