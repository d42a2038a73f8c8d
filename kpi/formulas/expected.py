"""Who owed a figure its numbers and whether they came (domain §4.1): worked out once per slice, not per figure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from governance.lib.periods import Period, Slice, Week
from kpi.formulas.cadence import is_asked, periods_holding, slices_in
from kpi.formulas.world import Definition, Fact, Feed, World


@dataclass(frozen=True)
class Scope:
    """Whose figures: a department's, a project's or (both None) the company's, in total or by a dimension."""

    department: int | None = None
    project: int | None = None
    by_dimension: bool = False

    @property
    def is_company(self) -> bool:
        return self.department is None and self.project is None

    def includes(self, department: int | None, project: int | None) -> bool:
        if self.project is not None:
            return self.project == project
        return self.department is None or self.department == department


# Who must report, and a slice it must report for.
Point = tuple[Hashable, Slice]


class _Reported:
    """Which days of which stream are covered by a number (an answered “no data” covers nothing)."""

    def __init__(self, facts: Iterable[Fact], *, split: bool) -> None:
        spans: dict[tuple[Hashable, str, Week], list[Slice]] = defaultdict(list)
        # By measure, period, department and project.
        self.system: dict[tuple[str, Period, int | None, int | None], set[Point]] = defaultdict(set)
        for fact in facts:
            if not fact.is_answered or fact.dimension:
                continue
            spans[fact.stream, fact.measure, fact.slice.week].append(fact.slice)
            if not fact.is_entry and fact.source is None:
                point = fact.stream, fact.slice
                # Found by its place at once: with many departments nobody looks through all of them.
                places = {(None, None), (fact.department, None), (None, fact.project)}
                for period in periods_holding(fact.slice, split=split):
                    for department, project in places:
                        self.system[fact.measure, period, department, project].add(point)
        # By measure: the points for which its numbers came.
        self.points: dict[str, set[Point]] = defaultdict(set)
        for (stream, measure, week), found in spans.items():
            self.points[measure].update(
                (stream, part) for part in slices_in(week, split=split) if _covers(found, part)
            )


def _covers(spans: Sequence[Slice], part: Slice) -> bool:
    """All days of a slice are covered, also where the week was entered under the other month rule."""
    if part in spans:
        return True
    days = sum(
        max((min(span.end, part.end) - max(span.start, part.start)) // timedelta(days=1) + 1, 0)
        for span in spans
    )
    return days >= part.days


_NONE: frozenset[Point] = frozenset()


@dataclass
class Coverage:
    """Covered and expected points over one set of standing facts; the facts must not change under it.

    What is asked of the same people at the same times is worked out once, however many indicators
    ask it, and held against what came of each measure as two sets.
    """

    world: World
    facts: Iterable[Fact]
    reported: _Reported = field(init=False)
    _periods: dict[tuple[int, Scope, Period], tuple[int, int]] = field(default_factory=dict)
    _owed: dict[tuple[Hashable, ...], frozenset[Point]] = field(default_factory=dict)
    _fed: dict[tuple[str, Scope, Period], frozenset[Point]] = field(default_factory=dict)
    # A slice counts into a week, a month, a quarter and a year: who owes it is worked out once.
    _asked: dict[tuple[int | str, Scope, bool], dict[Slice, list[Point]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def __post_init__(self) -> None:
        self.reported = _Reported(self.facts, split=self.world.split)

    def of(self, definition: Definition, scope: Scope, period: Period) -> tuple[int, int]:
        """Covered and expected points: a place that must report × a slice it must report for.

        A point is covered where all that is asked of it came: of two measures one is not enough.
        """
        key = (definition.pk, scope, period)
        if key not in self._periods:
            self._periods[key] = self._over(definition, scope, period)
        return self._periods[key]

    def _over(self, definition: Definition, scope: Scope, period: Period) -> tuple[int, int]:
        by_system = self._by_system(definition, scope, period)
        owed, missing = set[Point](), set[Point]()
        for name in definition.formula.names:
            came = self.reported.points.get(name, _NONE)
            for points in (
                self._of_people(definition, name, scope, period),
                self._of_sources(definition, name, scope, period),
            ):
                owed |= points
                missing |= points - came
        return by_system + len(owed) - len(missing), by_system + len(owed)

    def _of_people(
        self, definition: Definition, name: str, scope: Scope, period: Period
    ) -> frozenset[Point]:
        """Whom a measure is asked of for a definition, and for which slices; tickets alone know dimensions."""
        if scope.by_dimension or not self.world.measures[name].by_people:
            return _NONE
        # Without a source and an owner every measure of the process is asked of the same people.
        is_alike = name not in self.world.feeds_of and name not in self.world.owners_of
        who = self.world.measures[name].process if is_alike else name
        asked = (definition.cadence, definition.adopted_on, definition.retired_on)
        key = (who, scope, definition.needs_project, *asked, period)
        if key not in self._owed:
            known = self._asked[who, scope, definition.needs_project]
            points: list[Point] = []
            for part in slices_in(period, split=self.world.split):
                if not self._asks_people(definition, part):
                    continue
                if part not in known:
                    known[part] = self._people(
                        name, scope, part, needs_project=definition.needs_project
                    )
                points += known[part]
            self._owed[key] = frozenset(points)
        return self._owed[key]

    def _of_sources(
        self, definition: Definition, name: str, scope: Scope, period: Period
    ) -> frozenset[Point]:
        """The sources that feed a measure, and for which slices; tickets know no project."""
        if definition.needs_project or name not in self.world.feeds_of:
            return _NONE
        key = (name, scope, period)
        if key not in self._fed:
            self._fed[key] = frozenset(
                (("source", feed.source), part)
                for part in slices_in(period, split=self.world.split)
                for feed in self._sources(name, scope, part)
            )
        return self._fed[key]

    def _sources(self, name: str, scope: Scope, part: Slice) -> Iterable[Feed]:
        """For the company only the tickets of the owner of the count are owed."""
        owner = self.world.owner_on(name, part) if scope.is_company else None
        for feed in self.world.feeds_of[name]:
            counts = owner is None or owner.counts(feed.department, None, is_entry=False)
            # What the system counts itself is expected where it is there (`_by_system`).
            if feed.source is None:
                continue
            if counts and feed.owes(part) and scope.includes(feed.department, None):
                yield feed

    def _asks_people(self, definition: Definition, part: Slice) -> bool:
        start = self.world.collect_from
        return (
            definition.asks_people(part)
            and (start is None or part.week.start >= start)
            and is_asked(part, definition.cadence, split=self.world.split)
        )

    def _people(self, name: str, scope: Scope, part: Slice, *, needs_project: bool) -> list[Point]:
        """Those whom no source relieves.

        The company's figure waits for the owner of the count alone, where there is one.
        """
        feeds: Sequence[Feed] = self.world.feeds_of.get(name, ())
        owner = self.world.owner_on(name, part) if scope.is_company else None
        return [
            (each.stream, part)
            for each in self.world.reporters_of.get(self.world.measures[name].process, ())
            if scope.includes(each.department, each.project)
            and (each.project is not None or not needs_project)
            and (owner is None or owner.counts(each.department, each.project, is_entry=True))
            and each.covers(part)
            and not any(feed.feeds(each.department, part) for feed in feeds)
        ]

    def _by_system(self, definition: Definition, scope: Scope, period: Period) -> int:
        """What the system counts itself is expected where it is there: nobody owes it."""
        if scope.by_dimension or definition.needs_project:
            return 0
        return len(
            {
                point
                for name in definition.formula.names
                for point in self.reported.system.get(
                    (name, period, scope.department, scope.project), ()
                )
            }
        )
