"""What a series of figures says, period by period (6.4.2③, R56): targets, changes and the run rules.

A point is judged by what came before it: its limits are those of the earlier points of the same
definition. So a month's judgement never changes because later months arrive, only because its own
figure, or one before it, is restated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from kpi.formulas.figure import SCALES, Verdict, change
from kpi.formulas.signal import RULE_NAMES, Limits, Signal, signals_at_end, xmr_limits

TARGET_MISSED, MISSED_IN_A_ROW = "target_missed", "missed_in_a_row"
PERIOD_CHANGE, YEAR_CHANGE = "period_change", "year_change"
# Every rule that can open a deviation, in the order in which people read them.
SERIES_RULES = {
    TARGET_MISSED: _("The target was missed"),
    MISSED_IN_A_ROW: _("The target was missed several times in a row"),
    PERIOD_CHANGE: _("Changed more than allowed against the period before"),
    YEAR_CHANGE: _("Changed more than allowed against the year before"),
    **RULE_NAMES,
}
# Each point speaks for itself; of every other rule a whole run is one finding.
_SINGLE = {TARGET_MISSED, PERIOD_CHANGE, YEAR_CHANGE, "beyond_limit", "range_beyond_limit"}
PERIODS_OF_YEAR = {"month": 12, "quarter": 4}


@dataclass(frozen=True)
class Point:
    """One period of a series; a period without a complete figure is there, with no value.

    `is_open` says whether the figure has not been issued yet, or was restated since.
    """

    period: str
    value: Decimal | None
    verdict: str
    definition: int
    is_open: bool = True


@dataclass(frozen=True)
class SignalRules:
    """What the PMO has decided: which rules speak and by which thresholds; None is off."""

    run_rules: frozenset[str] = frozenset({"beyond_limit"})
    least_points: int = 8
    missed_in_a_row: int | None = None
    period_change: Decimal | None = None
    year_change: Decimal | None = None

    def speaks(self, rule: str) -> bool:
        """Whether a rule opens deviations; a missed target always does (6.4.2③)."""
        return rule in self.run_rules or (rule not in RULE_NAMES and self.is_computable(rule))

    def is_computable(self, rule: str) -> bool:
        """Whether a rule can be worked out at all: without a threshold there is nothing to compare with."""
        if rule in RULE_NAMES or rule == TARGET_MISSED:
            return True
        return getattr(self, rule, None) is not None


@dataclass(frozen=True)
class Finding:
    """A rule that spoke: from the point `start` on, first complete at `index`, still so at `last`.

    `side` is +1 where the values lie high or rose, −1 where low or fell, 0 where neither. `base` is the
    point compared with, `amount` the change in points or per cent.
    """

    rule: str
    start: int
    index: int
    last: int
    side: int = 0
    limits: Limits | None = None
    baseline: int = 0
    base: int | None = None
    amount: Fraction | None = None
    points: tuple[Point, ...] = field(default=(), repr=False)

    @property
    def is_open(self) -> bool:
        """Whether any of its points has not been issued yet, or was restated since."""
        return any(point.is_open for point in self.points[self.start : self.last + 1])


def is_same_run(rule: str, first: tuple[str, str], other: tuple[str, str]) -> bool:
    """Two findings of a rule are one where their spans (start, end) overlap; of single points only the same.

    Labels of one grain sort by time, so they are compared as they are.
    """
    if rule in _SINGLE:
        return first[1] == other[1]
    return first[0] <= other[1] and other[0] <= first[1]


def findings_in(
    points: Sequence[Point], rules: SignalRules, *, unit: str, grain: str
) -> list[Finding]:
    """Everything the rules say about a series, whether they are on or off, in order of time.

    A new definition begins a new series: nothing is compared across it. Fewer earlier points than
    `least_points` give no limits and therefore no signal.
    """
    found: list[Finding] = []
    for first, segment in _segments(points):
        found += [_moved(each, first, points) for each in _missed(segment, rules)]
        found += [
            _moved(each, first, points) for each in _changes(segment, rules, unit=unit, grain=grain)
        ]
        found += [_moved(each, first, points) for each in _runs(segment, rules)]
    return sorted(found, key=lambda each: (each.index, list(SERIES_RULES).index(each.rule)))


def _segments(points: Sequence[Point]) -> Iterator[tuple[int, Sequence[Point]]]:
    first = 0
    for index in range(1, len(points) + 1):
        if index == len(points) or points[index].definition != points[first].definition:
            yield first, points[first:index]
            first = index


def _moved(finding: Finding, by: int, points: Sequence[Point]) -> Finding:
    base = None if finding.base is None else finding.base + by
    return Finding(
        finding.rule,
        finding.start + by,
        finding.index + by,
        finding.last + by,
        finding.side,
        finding.limits,
        finding.baseline,
        base,
        finding.amount,
        tuple(points),
    )


def _missed(points: Sequence[Point], rules: SignalRules) -> Iterator[Finding]:
    run = 0
    for index, point in enumerate(points):
        if point.verdict != Verdict.MISSED:
            run = 0
            continue
        run += 1
        yield Finding(TARGET_MISSED, index, index, index)
        needed = rules.missed_in_a_row
        is_last = index + 1 == len(points) or points[index + 1].verdict != Verdict.MISSED
        if needed is not None and run >= needed and is_last:
            start = index - run + 1
            yield Finding(MISSED_IN_A_ROW, start, start + needed - 1, index)


def _changes(
    points: Sequence[Point], rules: SignalRules, *, unit: str, grain: str
) -> Iterator[Finding]:
    wanted: list[tuple[str, int, Decimal | None]] = [(PERIOD_CHANGE, 1, rules.period_change)]
    if grain in PERIODS_OF_YEAR:
        wanted.append((YEAR_CHANGE, PERIODS_OF_YEAR[grain], rules.year_change))
    for rule, back, threshold in wanted:
        for index in range(back, len(points)):
            amount = _amount(points[index], points[index - back], unit)
            if threshold is not None and amount is not None and abs(amount) > threshold:
                side = 1 if amount > 0 else -1
                yield Finding(rule, index, index, index, side, base=index - back, amount=amount)


def _amount(point: Point, base: Point, unit: str) -> Fraction | None:
    """Shares change by points, everything else by per cent of what it was; of 0 no per cent can be taken."""
    found = change(point.value, base.value)
    if found is None:
        return None
    if unit in SCALES:
        return found.absolute
    return None if found.relative is None else found.relative * 100


def _runs(points: Sequence[Point], rules: SignalRules) -> Iterator[Finding]:
    """Each point by the limits of those before it; a run that goes on is the same finding."""
    values = [point.value for point in points]
    running: dict[tuple[str, int], Finding] = {}
    for index, value in enumerate(values):
        earlier = sum(each is not None for each in values[:index])
        if value is None or earlier < rules.least_points:
            continue
        limits = xmr_limits(values[:index])
        spoken = signals_at_end(values[: index + 1], limits) if limits else []
        still = {}
        for signal in spoken:
            key = (signal.rule, signal.side)
            still[key] = _joined(running.get(key), signal, limits, earlier)
        for key, finding in running.items():
            if key not in still or still[key].start != finding.start:
                yield finding
        running = still
    yield from running.values()


def _joined(before: Finding | None, signal: Signal, limits: Limits | None, earlier: int) -> Finding:
    if before is None or signal.rule in _SINGLE:
        return Finding(
            signal.rule,
            signal.start,
            signal.index,
            signal.index,
            signal.side,
            limits,
            earlier,
        )
    return Finding(
        before.rule,
        before.start,
        before.index,
        signal.index,
        before.side,
        before.limits,
        before.baseline,
    )
