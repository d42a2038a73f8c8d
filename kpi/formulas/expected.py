"""Who owed a figure its numbers and whether they came (domain §4.1): worked out once per slice, not per figure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from governance.lib.periods import Period, Slice
from kpi.formulas.cadence import is_asked, periods_holding, slices_in
from kpi.formulas.world import Definition, Fact, Feed, Reporter, World


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


class _Reported:
    """Which days of which stream are covered by a number (an answered “no data” covers nothing)."""

    def __init__(self, facts: Iterable[Fact], *, split: bool) -> None:
        self.spans: dict[Hashable, list[Slice]] = defaultdict(list)
        # By measure, period, department and project.
        self.system: dict[
            tuple[str, Period, int | None, int | None], set[tuple[Hashable, Slice]]
        ] = defaultdict(set)
        for fact in facts:
            if not fact.is_answered or fact.dimension:
                continue
            self.spans[fact.stream, fact.measure, fact.slice.week].append(fact.slice)
            if not fact.is_entry and fact.source is None:
                point = fact.stream, fact.slice
                # Found by its place at once: with many departments nobody looks through all of them.
                places = {(None, None), (fact.department, None), (None, fact.project)}
                for period in periods_holding(fact.slice, split=split):
                    for department, project in places:
                        self.system[fact.measure, period, department, project].add(point)

    def covers(self, stream: Hashable, measure: str, part: Slice) -> bool:
        """All days of a slice are covered, also where the week was entered under the other month rule."""
        spans = self.spans.get((stream, measure, part.week), ())
        if part in spans:
            return True
        days = sum(
            max((min(span.end, part.end) - max(span.start, part.start)) // timedelta(days=1) + 1, 0)
            for span in spans
        )
        return days >= part.days


@dataclass
class Coverage:
    """Covered and expected points over one set of standing facts; the facts must not change under it.

    A slice counts into a week, a month, a quarter and a year, and for every value of a dimension:
    what is known of it is kept.
    """

    world: World
    facts: Iterable[Fact]
    reported: _Reported = field(init=False)
    _periods: dict[tuple[int, Scope, Period], tuple[int, int]] = field(default_factory=dict)
    _parts: dict[tuple[int, Scope], dict[Slice, tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _asked: dict[tuple[int | str, Scope, bool, Slice], list[Reporter]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reported = _Reported(self.facts, split=self.world.split)

    def of(self, definition: Definition, scope: Scope, period: Period) -> tuple[int, int]:
        """Covered and expected points: a place that must report × a slice it must report for."""
        key = (definition.pk, scope, period)
        if key not in self._periods:
            self._periods[key] = self._over(definition, scope, period)
        return self._periods[key]

    def _over(self, definition: Definition, scope: Scope, period: Period) -> tuple[int, int]:
        covered = expected = self._by_system(definition, scope, period)
        if not self._is_owed(definition):
            return covered, expected
        known = self._parts[definition.pk, scope]
        for part in slices_in(period, split=self.world.split):
            if part not in known:
                known[part] = self._in_slice(definition, scope, part)
            came, due = known[part]
            covered, expected = covered + came, expected + due
        return covered, expected

    def _is_owed(self, definition: Definition) -> bool:
        """Somebody or some source owes one of its measures; what the system counts nobody owes in any slice."""
        return any(
            self.world.measures[name].by_people
            or any(feed.source is not None for feed in self.world.feeds_of.get(name, ()))
            for name in definition.formula.names
        )

    def _in_slice(self, definition: Definition, scope: Scope, part: Slice) -> tuple[int, int]:
        owing = self._owing(definition, scope, part)
        came = sum(
            all(self.reported.covers(stream, name, part) for name in names)
            for stream, names in owing.items()
        )
        return came, len(owing)

    def _owing(
        self, definition: Definition, scope: Scope, part: Slice
    ) -> dict[Hashable, list[str]]:
        owing: dict[Hashable, list[str]] = defaultdict(list)
        for name in definition.formula.names:
            for feed in self._sources(definition, name, scope, part):
                owing["source", feed.source].append(name)
            if not scope.by_dimension and self._asks_people(definition, name, part):
                people = self._people(name, scope, part, needs_project=definition.needs_project)
                for stream in {each.stream for each in people}:
                    owing[stream].append(name)
        return owing

    def _sources(
        self, definition: Definition, name: str, scope: Scope, part: Slice
    ) -> Iterable[Feed]:
        """Tickets know no project; for the company only those of the owner of the count are owed."""
        if definition.needs_project:
            return
        owner = self.world.owner_on(name, part) if scope.is_company else None
        for feed in self.world.feeds_of.get(name, ()):
            counts = owner is None or owner.counts(feed.department, None, is_entry=False)
            # What the system counts itself is expected where it is there (`_by_system`).
            if feed.source is None:
                continue
            if counts and feed.owes(part) and scope.includes(feed.department, None):
                yield feed

    def _asks_people(self, definition: Definition, name: str, part: Slice) -> bool:
        start = self.world.collect_from
        return (
            self.world.measures[name].by_people
            and definition.asks_people(part)
            and (start is None or part.week.start >= start)
            and is_asked(part, definition.cadence, split=self.world.split)
        )

    def _people(
        self, name: str, scope: Scope, part: Slice, *, needs_project: bool
    ) -> Sequence[Reporter]:
        """Those whom no source relieves; several indicators ask the same measure.

        The company's figure waits for the owner of the count alone, where there is one.
        """
        feeds: Sequence[Feed] = self.world.feeds_of.get(name, ())
        owner = self.world.owner_on(name, part) if scope.is_company else None
        process = self.world.measures[name].process
        # Without a source and an owner every measure of the process is asked of the same people.
        who = process if not feeds and owner is None else name
        key = (who, scope, needs_project, part)
        if key not in self._asked:
            self._asked[key] = [
                each
                for each in self.world.reporters_of.get(process, ())
                if scope.includes(each.department, each.project)
                and (each.project is not None or not needs_project)
                and (owner is None or owner.counts(each.department, each.project, is_entry=True))
                and each.covers(part)
                and not any(feed.feeds(each.department, part) for feed in feeds)
            ]
        return self._asked[key]

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
