"""From counted cells to figures per scope and period (domain §4.1, §4.3 a–e): on paper, no database.

What comes in is a `World`: facts (cells), definitions, who was expected to report, targets and
rules. What comes out is one `Row` per indicator × scope × dimension × period that holds a cell.
The same facts give the same rows in whatever order they arrive.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from governance.lib.periods import Period
from kpi.formulas.aggregation import Aggregate, Cell, aggregate
from kpi.formulas.cadence import is_finer, periods_holding
from kpi.formulas.expected import Coverage, Scope
from kpi.formulas.figure import Figure, Verdict, indicator_value, verdict
from kpi.formulas.world import Definition, Fact, Goal, World


@dataclass(frozen=True)
class Row:
    """A figure with everything that is stored beside it (domain §4.1 no. 3)."""

    indicator: int
    definition: int
    department: int | None
    dimension: str
    dimension_value: str
    period: Period
    figure: Figure
    as_of: date | None
    covered: int
    expected: int
    target: int | None
    verdict: Verdict


@dataclass(frozen=True)
class _Place:
    """Scope, dimension and period of a bundle of cells; department None is the company."""

    department: int | None
    dimension: str
    dimension_value: str
    period: Period


@dataclass
class _Bundle:
    """The cells of one place, per measure, apart by whether people entered them."""

    entered: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    computed: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))

    @property
    def codes(self) -> set[str]:
        return {*self.entered, *self.computed}

    def cells(self, code: str, *, without_entered: bool) -> list[Cell]:
        computed = self.computed.get(code, [])
        return computed if without_entered else [*computed, *self.entered.get(code, [])]


def version_on(versions: Sequence[Definition], day: date) -> Definition | None:
    """The version in force on a day; before the first one came into force that one, so that history counts.

    `versions` come newest first. A definition adopted in 2026 also reads the tickets of 2016, whose
    figures were there before anybody adopted it; where a version has ended without a successor
    nothing is computed.
    """
    for version in versions:
        if version.is_in_force(day):
            return version
    eldest = versions[-1] if versions else None
    return eldest if eldest is not None and day < (eldest.valid_from or date.min) else None


def standing_facts(world: World) -> list[Fact]:
    """Nothing counts twice: tickets take the place of typed numbers, the last revision that of earlier ones.

    Of several cells of one stream, measure and week those of the highest (revision, assignment) stand.
    """
    best: dict[Hashable, tuple[int, int]] = {}
    for fact in world.facts:
        key = _week_key(fact)
        best[key] = max(best.get(key, fact.rank), fact.rank)
    return [
        fact
        for fact in world.facts
        if fact.rank == best[_week_key(fact)] and not (fact.is_entry and _is_fed(world, fact))
    ]


def _week_key(fact: Fact) -> Hashable:
    return fact.stream, fact.measure, fact.dimension, fact.dimension_value, fact.slice.week


def _is_fed(world: World, fact: Fact) -> bool:
    return any(
        feed.feeds(fact.department, fact.slice) for feed in world.feeds_of.get(fact.measure, ())
    )


def figures(world: World, wanted: Iterable[Period] | None = None) -> Iterator[Row]:
    """Every figure of the wanted periods (all of them, if none are named) that at least one cell speaks to."""
    facts = standing_facts(world)
    only = None if wanted is None else frozenset(wanted)
    coverage = Coverage(world, facts)
    bundles = _bundles(world, facts, only)
    divided = {
        (code, place.dimension, place.period)
        for place, bundle in bundles.items()
        for code in bundle.codes
    }
    for place, bundle in bundles.items():
        puzzle = _Puzzle(world, place, bundle, coverage, divided)
        for indicator in _spoken_to(world, bundle):
            row = puzzle.row(world.versions[indicator])
            if row is not None:
                yield row


def _spoken_to(world: World, bundle: _Bundle) -> list[int]:
    """The indicators of which some version uses a measure of the bundle, in a steady order."""
    return sorted(
        {indicator for code in bundle.codes for indicator in world.users_of.get(code, ())}
    )


def _bundles(
    world: World, facts: Iterable[Fact], only: frozenset[Period] | None
) -> dict[_Place, _Bundle]:
    bundles: dict[_Place, _Bundle] = defaultdict(_Bundle)
    for fact in facts:
        cell = Cell(fact.slice, fact.value, fact.stream)
        scopes = {None, fact.department}
        for period in periods_holding(fact.slice, split=world.split):
            if only is not None and period not in only:
                continue
            for scope in scopes:
                bundle = bundles[_Place(scope, fact.dimension, fact.dimension_value, period)]
                side = bundle.entered if fact.is_entry else bundle.computed
                side[fact.measure].append(cell)
    return bundles


@dataclass
class _Puzzle:
    """All indicators of one place, worked out over one bundle of cells."""

    world: World
    place: _Place
    bundle: _Bundle
    coverage: Coverage
    divided: Collection[tuple[str, str, Period]]
    kept: dict[tuple[str, bool], Aggregate | None] = field(default_factory=dict)

    def row(self, versions: Sequence[Definition]) -> Row | None:
        """The figure by the version in force on the period's last day; None where no cell speaks to it."""
        period = self.place.period
        definition = version_on(versions, period.end)
        if definition is None:
            return None
        names = definition.formula.names
        without_entered = is_finer(period.grain, definition.cadence)
        if not any(self.bundle.cells(name, without_entered=without_entered) for name in names):
            return None
        if not self._is_divided(names):
            return None
        parts = {name: self._aggregate(name, without_entered=without_entered) for name in names}
        figure = indicator_value(
            definition.formula,
            definition.unit,
            {name: None if part is None else part.value for name, part in parts.items()},
        )
        scope = Scope(self.place.department, bool(self.place.dimension))
        covered, expected = self.coverage.of(definition, scope, period)
        goal = self._goal(definition.indicator)
        judged = verdict(
            figure,
            None if goal is None else goal.line,
            covered=covered,
            expected=expected,
            threshold=self.world.threshold,
        )
        return Row(
            indicator=definition.indicator,
            definition=definition.pk,
            department=self.place.department,
            dimension=self.place.dimension,
            dimension_value=self.place.dimension_value,
            period=period,
            figure=figure,
            as_of=self._as_of(parts),
            covered=covered,
            expected=expected,
            target=None if goal is None else goal.pk,
            verdict=judged,
        )

    def _is_divided(self, names: Iterable[str]) -> bool:
        """By a dimension only what is counted by it throughout: half a quotient says nothing.

        Asked of the period, whose cells are always all at hand, so that a figure does not depend
        on how much of the history is read.
        """
        dimension, period = self.place.dimension, self.place.period
        return not dimension or all((name, dimension, period) in self.divided for name in names)

    def _aggregate(self, name: str, *, without_entered: bool) -> Aggregate | None:
        key = (name, without_entered)
        if key not in self.kept:
            cells = self.bundle.cells(name, without_entered=without_entered)
            self.kept[key] = aggregate(self.world.measures[name].aggregation, cells)
        return self.kept[key]

    def _as_of(self, parts: Mapping[str, Aggregate | None]) -> date | None:
        """A snapshot prints its date; of several the oldest, so that nothing looks fresher than it is."""
        snapshots = [
            part.oldest
            for name, part in parts.items()
            if part is not None and self.world.measures[name].aggregation == "LAST"
        ]
        return min(snapshots, default=None)

    def _goal(self, indicator: int) -> Goal | None:
        """The target in force on the last day; a department's own goes before the company's."""
        last = self.place.period.end
        goals = [
            goal
            for goal in self.world.goals_of.get(indicator, ())
            if goal.valid_from <= last <= (goal.valid_to or date.max)
            and goal.department in {None, self.place.department}
        ]
        own = [goal for goal in goals if goal.department is not None]
        return next(iter(own or goals), None)
