"""Control limits and run rules of the XmR chart (design §5): every signal names the rule that gave it.

Limits follow Shewhart and Wheeler: centre ± 2.66 × mean moving range, ranges up to 3.267 × it. The
run rules are those of Western Electric and Nelson, a run on one side being 8 points long.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from governance.lib.numbers import Exact
from governance.states import RUN_RULES
from kpi.formulas.statistic import mean

LIMIT_FACTOR = Fraction("2.66")
RANGE_FACTOR = Fraction("3.267")
LEAST_POINTS = 2

RULE_NAMES = dict(RUN_RULES)


@dataclass(frozen=True)
class Limits:
    """The centre, both limits and the largest ordinary moving range of a stretch of a series."""

    centre: Fraction
    lower: Fraction
    upper: Fraction
    range_mean: Fraction
    range_upper: Fraction

    @property
    def third(self) -> Fraction:
        """A third of the way from the centre to a limit: one sigma as the moving range estimates it."""
        return (self.upper - self.centre) / 3


@dataclass(frozen=True)
class Signal:
    """A rule that fired at a point (`index` of its last point), from `start` on, towards `side` (+1, -1 or 0)."""

    rule: str
    start: int
    index: int
    side: int


@dataclass(frozen=True)
class _Point:
    index: int
    value: Fraction
    zone: Fraction


def xmr_limits(series: Sequence[Exact | None]) -> Limits | None:
    """Natural limits are the mean ± 2.66 × the mean moving range; fewer than 2 points, or none adjacent, have none.

    A missing period (None) is left out, and no moving range is taken across it. Limits may lie below
    0 or above 100 %: what cannot occur is cut by whoever draws, not here.

    10, 12, 11, 13: mean 11.5, ranges 2 1 2, so 11.5 ± 2.66 × 5/3.
    """
    values = [Fraction(value) for value in series if value is not None]
    ranges = [step for _index, step in _ranges(series)]
    centre, range_mean = mean(values), mean(ranges)
    if centre is None or range_mean is None:
        return None
    reach = LIMIT_FACTOR * range_mean
    return Limits(centre, centre - reach, centre + reach, range_mean, RANGE_FACTOR * range_mean)


def signals(series: Sequence[Exact | None], limits: Limits) -> list[Signal]:
    """Every run rule that a series breaks against given limits, in order of time; limits may come from a baseline.

    Runs are counted over the points that are there; a point exactly on the centre breaks a run on one
    side. A rule is reported once per stretch, where it is first complete; single points each.
    """
    found = [*_range_signals(series, limits)]
    points = [
        _Point(index, Fraction(value), _zone(Fraction(value), limits))
        for index, value in enumerate(series)
        if value is not None
    ]
    for rule, length, fires in _RULES:
        found.extend(_stretches(rule, length, fires, points))
    return sorted(found, key=lambda signal: (signal.index, list(RULE_NAMES).index(signal.rule)))


def signals_at_end(series: Sequence[Exact | None], limits: Limits) -> list[Signal]:
    """The run rules that the last point breaks, whether its run began just now or long before.

    For a series watched point by point: what is asked is never "has something happened" but "does
    the newest point say something". The last point must be there.
    """
    last = len(series) - 1
    points = [
        _Point(index, Fraction(value), _zone(Fraction(value), limits))
        for index, value in enumerate(series)
        if value is not None
    ]
    if not points or points[-1].index != last:
        return []
    found = [signal for signal in _range_signals(series, limits) if signal.index == last]
    for rule, length, fires in _RULES:
        window = points[-length:]
        side = fires(window) if len(window) == length else None
        if side is not None:
            found.append(Signal(rule, window[0].index, last, side))
    return sorted(found, key=lambda signal: list(RULE_NAMES).index(signal.rule))


def _ranges(series: Sequence[Exact | None]) -> Iterator[tuple[int, Fraction]]:
    for index, (earlier, later) in enumerate(pairwise(series), start=1):
        if earlier is not None and later is not None:
            yield index, abs(Fraction(later) - Fraction(earlier))


def _range_signals(series: Sequence[Exact | None], limits: Limits) -> Iterator[Signal]:
    for index, step in _ranges(series):
        if step > limits.range_upper:
            yield Signal("range_beyond_limit", index - 1, index, 0)


def _zone(value: Fraction, limits: Limits) -> Fraction:
    # Distance from the centre in sigma; a series without any variation has none, so that whatever
    # leaves it lies outside at once.
    distance = value - limits.centre
    if limits.third:
        return distance / limits.third
    return Fraction(4 * ((distance > 0) - (distance < 0)))


def _stretches(
    rule: str,
    length: int,
    fires: Callable[[Sequence[_Point]], int | None],
    points: Sequence[_Point],
) -> Iterator[Signal]:
    before: int | None = None
    for last in range(length - 1, len(points)):
        window = points[last - length + 1 : last + 1]
        side = fires(window)
        if side is not None and (length == 1 or side != before):
            yield Signal(rule, window[0].index, window[-1].index, side)
        before = side


def _side_of(window: Sequence[_Point], needed: int, beyond: int) -> int | None:
    # The last point must itself lie out there, else a stretch would be reported after it has ended.
    for side in (1, -1):
        out = [side * point.zone > beyond for point in window]
        if out[-1] and sum(out) >= needed:
            return side
    return None


def _trend(window: Sequence[_Point]) -> int | None:
    steps = {_sign(later.value - earlier.value) for earlier, later in pairwise(window)}
    return steps.pop() if len(steps) == 1 and 0 not in steps else None


def _alternates(window: Sequence[_Point]) -> int | None:
    steps = [_sign(later.value - earlier.value) for earlier, later in pairwise(window)]
    return 0 if all(one * other == -1 for one, other in pairwise(steps)) else None


def _hugs(window: Sequence[_Point]) -> int | None:
    return 0 if all(abs(point.zone) < 1 for point in window) else None


def _avoids(window: Sequence[_Point]) -> int | None:
    both = {_sign(point.zone) for point in window} == {1, -1}
    return 0 if both and all(abs(point.zone) > 1 for point in window) else None


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


_RULES: tuple[tuple[str, int, Callable[[Sequence[_Point]], int | None]], ...] = (
    ("beyond_limit", 1, lambda window: _side_of(window, 1, 3)),
    ("two_of_three", 3, lambda window: _side_of(window, 2, 2)),
    ("four_of_five", 5, lambda window: _side_of(window, 4, 1)),
    ("eight_on_one_side", 8, lambda window: _side_of(window, 8, 0)),
    ("six_trending", 6, _trend),
    ("fourteen_alternating", 14, _alternates),
    ("fifteen_hugging", 15, _hugs),
    ("eight_avoiding", 8, _avoids),
)
