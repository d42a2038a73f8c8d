"""From counted cells to figures per scope and period (domain §4.1, §4.3 a–e): on paper, no database.

What comes in is a `World`: facts (cells), definitions, who was expected to report, targets and
rules. What comes out is one `Row` per indicator × scope × dimension × period that holds a cell.
The same facts give the same rows in whatever order they arrive.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from governance.lib.periods import Period, Slice
from kpi.formulas.aggregation import Aggregate, Cell, aggregate
from kpi.formulas.cadence import is_asked, is_finer, periods_holding, slices_in
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
    reported = _Reported(facts)
    for place, bundle in _bundles(world, facts, only).items():
        puzzle = _Puzzle(world, place, bundle, reported)
        for versions in world.versions.values():
            row = puzzle.row(versions)
            if row is not None:
                yield row


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


class _Reported:
    """Which days of which stream are covered by a number (an answered “no data” covers nothing)."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.spans: dict[Hashable, list[Slice]] = defaultdict(list)
        self.system: dict[str, set[tuple[Hashable, Slice]]] = defaultdict(set)
        for fact in facts:
            if fact.value is None or fact.dimension:
                continue
            self.spans[fact.stream, fact.measure, fact.slice.week].append(fact.slice)
            if not fact.is_entry and fact.source is None:
                self.system[fact.measure].add((fact.stream, fact.slice))

    def covers(self, stream: Hashable, measure: str, part: Slice) -> bool:
        """All days of a slice are covered, also where the week was entered under the other month rule."""
        spans = self.spans.get((stream, measure, part.week), ())
        days = sum(
            max((min(span.end, part.end) - max(span.start, part.start)) // timedelta(days=1) + 1, 0)
            for span in spans
        )
        return days >= part.days


@dataclass
class _Puzzle:
    """All indicators of one place, worked out over one bundle of cells."""

    world: World
    place: _Place
    bundle: _Bundle
    reported: _Reported
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
        parts = {name: self._aggregate(name, without_entered=without_entered) for name in names}
        figure = indicator_value(
            definition.formula,
            definition.unit,
            {name: None if part is None else part.value for name, part in parts.items()},
        )
        covered, expected = self._coverage(definition)
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

    def _coverage(self, definition: Definition) -> tuple[int, int]:
        """Covered and expected points: a place that must report × a slice it must report for."""
        covered = expected = 0
        for part in slices_in(self.place.period, split=self.world.split):
            for stream, names in self._owing(definition, part).items():
                expected += 1
                covered += all(self.reported.covers(stream, name, part) for name in names)
        by_system = self._by_system(definition)
        return covered + by_system, expected + by_system

    def _owing(self, definition: Definition, part: Slice) -> dict[Hashable, list[str]]:
        owing: dict[Hashable, list[str]] = defaultdict(list)
        for name in definition.formula.names:
            for feed in self.world.feeds_of.get(name, ()):
                if feed.since <= part.start and self._in_scope(feed.department):
                    owing["source", feed.source].append(name)
            if not self.place.dimension and self._asks_people(definition, name, part):
                for stream in self._people(name, part):
                    owing[stream].append(name)
        return owing

    def _in_scope(self, department: int | None) -> bool:
        return self.place.department is None or self.place.department == department

    def _asks_people(self, definition: Definition, name: str, part: Slice) -> bool:
        start = self.world.collect_from
        return (
            self.world.measures[name].by_people
            and definition.asks_people(part)
            and (start is None or part.week.start >= start)
            and is_asked(part, definition.cadence, split=self.world.split)
        )

    def _people(self, name: str, part: Slice) -> set[Hashable]:
        feeds = self.world.feeds_of.get(name, ())
        return {
            reporter.stream
            for reporter in self.world.reporters_of.get(self.world.measures[name].process, ())
            if self._in_scope(reporter.department)
            and reporter.covers(part)
            and not any(feed.feeds(reporter.department, part) for feed in feeds)
        }

    def _by_system(self, definition: Definition) -> int:
        """What the system counts itself is expected where it is there: nobody owes it."""
        if self.place.dimension:
            return 0
        points = {
            point
            for name in definition.formula.names
            for point in self.reported.system.get(name, ())
            if self.place.period in periods_holding(point[1], split=self.world.split)
            and (self.place.department is None or point[0][1] == self.place.department)  # type: ignore[index]  # -- a system stream is (kind, department, project)
        }
        return len(points)
