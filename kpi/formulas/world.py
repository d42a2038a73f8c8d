"""What figures follow from: cells, definitions, reporters, feeds, targets and rules (domain §4.1)."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from governance.lib.periods import Slice
from kpi.formulas.expression import Formula
from kpi.formulas.figure import TargetLine
from kpi.formulas.grade import Scale


@dataclass(frozen=True, slots=True)
class Fact:
    """One counted cell: a measure over a slice, from one place. `rank` decides between two of one place.

    A graded measure has a `grade` and its narrative in place of a value.
    """

    measure: str
    slice: Slice
    value: Decimal | None
    department: int | None
    project: int | None = None
    source: int | None = None
    is_entry: bool = True
    dimension: str = ""
    dimension_value: str = ""
    rank: tuple[int, int] = (1, 0)
    grade: str = ""
    narrative: str = ""

    @property
    def is_answered(self) -> bool:
        """A number or a grade is there; “no data, because …” is none."""
        return self.value is not None or bool(self.grade)

    @property
    def stream(self) -> Hashable:
        """Where is counted, not who counts: a successor goes on in the same stream."""
        if self.source is not None:
            return ("source", self.source)
        return ("entry" if self.is_entry else "system", self.department, self.project)


@dataclass(frozen=True)
class Definition:
    """One version of an indicator's formula, with what decides when people are asked for it.

    `population` names the measure that says out of how many the denominator came back. With
    `needs_project` only what is reported for a project counts (G56).
    """

    indicator: int
    pk: int
    number: int
    formula: Formula
    unit: str
    cadence: str
    valid_from: date | None = None
    valid_to: date | None = None
    adopted_on: date | None = None
    retired_on: date | None = None
    assessment_grain: str = "month"
    needs_project: bool = False
    population: str = ""

    def is_in_force(self, on: date) -> bool:
        """A definition holds from its first to its last day, both included; open ends hold for ever."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def asks_people(self, part: Slice) -> bool:
        """People are asked from the adoption of the indicator until its retirement."""
        if self.adopted_on is None or part.end < self.adopted_on:
            return False
        return self.retired_on is None or part.start <= self.retired_on


@dataclass(frozen=True)
class MeasureFacts:
    """What roll-up must know of a measure."""

    code: str
    process: int
    aggregation: str
    by_people: bool
    scale: Scale = Scale()  # noqa: RUF009 -- frozen and empty


@dataclass(frozen=True)
class CountOwner:
    """A place whose number of a measure is the company's, while it holds (domain §4.3i)."""

    measure: str
    department: int
    project: int | None
    valid_from: date
    valid_to: date | None = None

    def holds(self, part: Slice) -> bool:
        """A slice is owned by whom its last day is owned by."""
        return self.valid_from <= part.end <= (self.valid_to or date.max)

    def counts(self, department: int | None, project: int | None, *, is_entry: bool) -> bool:
        """The owner's own numbers, the tickets of its department, and tickets of the whole company."""
        if not is_entry and department is None:
            return True
        return department == self.department and (not is_entry or project == self.project)


@dataclass(frozen=True)
class Reporter:
    """An assignment, as far as roll-up is concerned: a place that reports a process for some time."""

    process: int
    department: int
    project: int | None
    valid_from: date
    valid_to: date | None

    @property
    def stream(self) -> Hashable:
        return ("entry", self.department, self.project)

    def covers(self, part: Slice) -> bool:
        return self.valid_from <= part.end and (
            self.valid_to is None or self.valid_to >= part.start
        )


@dataclass(frozen=True)
class Feed:
    """A ticket source feeds a measure from its first cell on; without a department for the whole company.

    Between its last cell and what people handed in for later days the numbers stay theirs: an export
    of long ago takes nothing away. `yielded` says from after which day, for which department, until
    which day. Without a source the system counts the measure, in the days from `since` to `until` alone.
    """

    source: int | None
    measure: str
    department: int | None
    since: date
    until: date | None = None
    yielded: frozenset[tuple[date, int | None, date]] = frozenset()

    def feeds(self, department: int | None, part: Slice) -> bool:
        is_within = self.since <= part.start and (self.until is None or part.end <= self.until)
        is_served = is_within and self.department in {None, department}
        return is_served and not any(
            desk == department and after < part.start <= last for after, desk, last in self.yielded
        )

    def owes(self, part: Slice) -> bool:
        """A source owes every slice from its first cell on, but none in which people answer in its place."""
        return self.since <= part.start and not any(
            after < part.start <= last for after, _desk, last in self.yielded
        )


@dataclass(frozen=True)
class Goal:
    """A target row: the line, for whom, and from when to when."""

    indicator: int
    pk: int
    line: TargetLine
    department: int | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class World:
    """Everything the figures follow from."""

    facts: Sequence[Fact]
    definitions: Sequence[Definition]
    measures: Mapping[str, MeasureFacts]
    reporters: Sequence[Reporter] = ()
    feeds: Sequence[Feed] = ()
    goals: Sequence[Goal] = ()
    owners: Sequence[CountOwner] = ()
    split: bool = True
    threshold: Decimal = Decimal(1)
    collect_from: date | None = None

    @cached_property
    def versions(self) -> dict[int, list[Definition]]:
        found: dict[int, list[Definition]] = defaultdict(list)
        for definition in sorted(self.definitions, key=lambda each: -each.number):
            found[definition.indicator].append(definition)
        return dict(found)

    @cached_property
    def users_of(self) -> dict[str, set[int]]:
        """The indicators that use a measure, in whichever version."""
        found: dict[str, set[int]] = defaultdict(set)
        for definition in self.definitions:
            for name in {*definition.formula.names, definition.population} - {""}:
                found[name].add(definition.indicator)
        return found

    @cached_property
    def owners_of(self) -> dict[str, list[CountOwner]]:
        found: dict[str, list[CountOwner]] = defaultdict(list)
        for owner in self.owners:
            found[owner.measure].append(owner)
        return found

    def owner_on(self, measure: str, part: Slice) -> CountOwner | None:
        """Who counts a measure for the company in a slice; None where all places are added."""
        return next((each for each in self.owners_of.get(measure, ()) if each.holds(part)), None)

    def counts_for_company(self, fact: Fact) -> bool:
        """Without an owner every place counts; with one only the owner's numbers do (domain §4.3i)."""
        owner = self.owner_on(fact.measure, fact.slice)
        return owner is None or owner.counts(fact.department, fact.project, is_entry=fact.is_entry)

    @cached_property
    def feeds_of(self) -> dict[str, list[Feed]]:
        found: dict[str, list[Feed]] = defaultdict(list)
        for feed in self.feeds:
            found[feed.measure].append(feed)
        return found

    @cached_property
    def reporters_of(self) -> dict[int, list[Reporter]]:
        found: dict[int, list[Reporter]] = defaultdict(list)
        for reporter in self.reporters:
            found[reporter.process].append(reporter)
        return found

    @cached_property
    def goals_of(self) -> dict[int, list[Goal]]:
        found: dict[int, list[Goal]] = defaultdict(list)
        for goal in sorted(self.goals, key=lambda each: each.valid_from, reverse=True):
            found[goal.indicator].append(goal)
        return found
