"""From counted cells to figures per scope and period (domain §4.1, §4.3 a–e): on paper, no database.

What comes in is a `World`: facts (cells), definitions, who was expected to report, targets and
rules. What comes out is one `Row` per indicator × scope × dimension × period that holds a cell.
The same facts give the same rows in whatever order they arrive.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from governance.lib.periods import Period
from kpi.formulas.aggregation import Aggregate, Cell, aggregate, same_instant, whole_points
from kpi.formulas.cadence import is_finer, periods_holding
from kpi.formulas.expected import Coverage, Scope
from kpi.formulas.figure import Figure, Verdict, indicator_value, verdict
from kpi.formulas.grade import Given, Grades, grade_verdict, grades_over
from kpi.formulas.standing import standing_facts
from kpi.formulas.world import Definition, Fact, Goal, World


@dataclass(frozen=True)
class Row:
    """A figure with everything that is stored beside it (domain §4.1 no. 3); of a grade `figure` is empty."""

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
    project: int | None = None
    population: Decimal | None = None
    grades: Grades | None = None
    remark: str = ""


@dataclass(frozen=True)
class _Place:
    """Scope, dimension and period of a bundle of cells."""

    scope: Scope
    dimension: str
    dimension_value: str
    period: Period


@dataclass(frozen=True)
class _Choice:
    """Which cells of a place count for a definition."""

    without_entered: bool
    needs_project: bool


@dataclass
class _Bundle:
    """The cells and grades of one place, per measure; cells apart by whether people entered them."""

    entered: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    computed: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    graded: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))

    @property
    def codes(self) -> set[str]:
        return {*self.entered, *self.computed, *self.graded}

    def cells(self, code: str, choice: _Choice) -> list[Cell]:
        """The cells of a measure that a definition takes; of a project only those that have one."""
        found = list(self.computed.get(code, []))
        if not choice.without_entered:
            found += self.entered.get(code, [])
        if choice.needs_project:
            return [cell for cell in found if cell.in_project]
        return found

    def facts(self, code: str, choice: _Choice) -> list[Fact]:
        """The grades of a measure, by the same rule; people alone give grades."""
        if choice.without_entered:
            return []
        return [
            fact
            for fact in self.graded.get(code, [])
            if fact.project is not None or not choice.needs_project
        ]


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
    # Plain tuples while cells are put in: a place is made once per bundle, not once per cell.
    bundles: dict[tuple[int | None, int | None, str, str, Period], _Bundle] = defaultdict(_Bundle)
    for fact in facts:
        periods = [
            period
            for period in periods_holding(fact.slice, split=world.split)
            if only is None or period in only
        ]
        if not periods:
            continue
        scopes, cell = _scopes(world, fact), cell_of(fact)
        for period in periods:
            for department, project in scopes:
                key = (department, project, fact.dimension, fact.dimension_value, period)
                _put(world, fact, cell, bundles[key])
    return {
        _Place(Scope(department, project, bool(dimension)), dimension, value, period): bundle
        for (department, project, dimension, value, period), bundle in bundles.items()
    }


def _scopes(world: World, fact: Fact) -> list[tuple[int | None, int | None]]:
    """A cell speaks for its department, its project, and the company unless another place owns the count."""
    scopes: list[tuple[int | None, int | None]] = []
    if world.counts_for_company(fact):
        scopes.append((None, None))
    if fact.department is not None:
        scopes.append((fact.department, None))
    if fact.project is not None:
        scopes.append((None, fact.project))
    return scopes


def _put(world: World, fact: Fact, cell: Cell, bundle: _Bundle) -> None:
    if world.measures[fact.measure].scale:
        bundle.graded[fact.measure].append(fact)
        return
    side = bundle.entered if fact.is_entry else bundle.computed
    side[fact.measure].append(cell)


def cell_of(fact: Fact) -> Cell:
    """A counted cell as aggregation reads it."""
    return Cell(fact.slice, fact.value, fact.stream, in_project=fact.project is not None)


def _of_one_cohort(
    world: World, definition: Definition, cells: Mapping[str, Sequence[Cell]]
) -> dict[str, list[Cell]]:
    """Both sides of a quotient speak of the same days, and snapshots of the same instant (domain §4.3 e, g)."""
    chosen = {name: list(found) for name, found in cells.items()}
    if definition.formula.denominator is not None:
        chosen = whole_points(chosen)
    snapshots = [name for name in cells if world.measures[name].aggregation == "LAST"]
    if len(snapshots) > 1:
        chosen |= same_instant({name: chosen[name] for name in snapshots})
    return chosen


def _known_points(cells: Iterable[Cell]) -> set[Hashable]:
    return {(cell.stream, cell.slice) for cell in cells if cell.value is not None}


@dataclass
class _Puzzle:
    """All indicators of one place, worked out over one bundle of cells."""

    world: World
    place: _Place
    bundle: _Bundle
    coverage: Coverage
    divided: Collection[tuple[str, str, Period]]
    kept: dict[tuple[str, _Choice], Aggregate | None] = field(default_factory=dict)

    def row(self, versions: Sequence[Definition]) -> Row | None:
        """The figure by the version in force on the period's last day; None where no cell speaks to it."""
        period = self.place.period
        definition = version_on(versions, period.end)
        if definition is None:
            return None
        names = definition.formula.names
        choice = _Choice(is_finer(period.grain, definition.cadence), definition.needs_project)
        if any(self.world.measures[name].scale for name in names):
            return self._graded_row(definition, choice)
        if not any(self.bundle.cells(name, choice) for name in names):
            return None
        if not self._is_divided(names):
            return None
        return self._counted_row(definition, choice)

    def _counted_row(self, definition: Definition, choice: _Choice) -> Row:
        parts, is_joined = self._parts(definition, choice)
        figure = indicator_value(
            definition.formula,
            definition.unit,
            {name: None if part is None else part.value for name, part in parts.items()},
        )
        if figure.value is None and not figure.no_sample:
            figure = replace(figure, is_joined=is_joined)
        covered, expected = self.coverage.of(definition, self.place.scope, self.place.period)
        goal = self._goal(definition.indicator)
        judged = verdict(
            figure,
            None if goal is None else goal.line,
            covered=covered,
            expected=expected,
            threshold=self.world.threshold,
        )
        return self._row(
            definition,
            figure=figure,
            as_of=self._as_of(parts),
            covered=covered,
            expected=expected,
            target=None if goal is None else goal.pk,
            verdict=judged,
            population=self._population(definition, choice),
            remark=self._remark(definition, figure),
        )

    def _graded_row(self, definition: Definition, choice: _Choice) -> Row | None:
        """Grades are listed and never put together; judged at the period of assessment alone (G43)."""
        name = definition.formula.names[0]
        facts = self.bundle.facts(name, choice)
        if not facts:
            return None
        scale = self.world.measures[name].scale
        grades = grades_over(
            scale,
            [
                Given(
                    first=fact.slice.start,
                    on=fact.slice.end,
                    grade=fact.grade,
                    department=fact.department,
                    project=fact.project,
                    narrative=fact.narrative,
                )
                for fact in facts
                if fact.grade
            ],
        )
        covered, expected = self.coverage.of(definition, self.place.scope, self.place.period)
        judged = grade_verdict(
            scale,
            grades,
            is_assessed=self.place.period.grain == definition.assessment_grain,
            covered=covered,
            expected=expected,
            threshold=self.world.threshold,
        )
        return self._row(
            definition,
            figure=Figure(None, None, None),
            as_of=None if grades is None else grades.judged.on,
            covered=covered,
            expected=expected,
            target=None,
            verdict=judged,
            grades=grades,
        )

    def _row(self, definition: Definition, **said: Any) -> Row:
        return Row(
            indicator=definition.indicator,
            definition=definition.pk,
            department=self.place.scope.department,
            project=self.place.scope.project,
            dimension=self.place.dimension,
            dimension_value=self.place.dimension_value,
            period=self.place.period,
            **said,
        )

    def _is_divided(self, names: Iterable[str]) -> bool:
        """By a dimension only what is counted by it throughout: half a quotient says nothing.

        Asked of the period, whose cells are always all at hand, so that a figure does not depend
        on how much of the history is read.
        """
        dimension, period = self.place.dimension, self.place.period
        return not dimension or all((name, dimension, period) in self.divided for name in names)

    def _parts(
        self, definition: Definition, choice: _Choice
    ) -> tuple[dict[str, Aggregate | None], bool]:
        """The measures put together, and whether those that came could be."""
        names = definition.formula.names
        cells = {name: self.bundle.cells(name, choice) for name in names}
        chosen = _of_one_cohort(self.world, definition, cells)
        parts = {
            name: self._aggregate(name, choice)
            if len(chosen[name]) == len(cells[name])
            else aggregate(self.world.measures[name].aggregation, chosen[name])
            for name in names
        }
        is_joined = not any(
            parts[name] is None and any(cell.value is not None for cell in chosen[name])
            for name in names
        )
        return parts, is_joined

    def _aggregate(self, name: str, choice: _Choice) -> Aggregate | None:
        key = (name, choice)
        if key not in self.kept:
            cells = self.bundle.cells(name, choice)
            self.kept[key] = aggregate(self.world.measures[name].aggregation, cells)
        return self.kept[key]

    def _population(self, definition: Definition, choice: _Choice) -> Decimal | None:
        """Out of how many the denominator came back; only where that is known for all of its days (domain §4.3m)."""
        below = definition.formula.denominator
        if not definition.population or below is None:
            return None
        known = _known_points(self.bundle.cells(definition.population, choice))
        for name in below.names:
            if not _known_points(self.bundle.cells(name, choice)) <= known:
                return None
        found = self._aggregate(definition.population, choice)
        return None if found is None else found.value

    def _remark(self, definition: Definition, figure: Figure) -> str:
        """Why a figure is empty though its data came: said beside it, never a 0."""
        if not figure.is_joined:
            return "not_joined"
        ways = {self.world.measures[name].aggregation for name in definition.formula.names}
        return "base_zero" if figure.no_sample and ways == {"NONE"} else ""

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
            and goal.department in {None, self.place.scope.department}
        ]
        own = [goal for goal in goals if goal.department is not None]
        return next(iter(own or goals), None)
