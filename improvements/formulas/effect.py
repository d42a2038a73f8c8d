"""Did it help? The comparison of two windows by the test suited to what is measured (6.4.4④, G34; design §5).

Three kinds of figure, three tests: shares by two proportions with Newcombe's interval (Statistics in
Medicine 17, 1998, method 10), times by Mann–Whitney with the Hodges–Lehmann shift, counts by the exact
Poisson rate ratio. Figures stay exact; only p-values and interval ends come out of scipy as floats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product
from math import comb, sqrt

from governance.lib.numbers import Exact

LEVEL = 0.95
ALPHA = 0.05


class EffectTest(StrEnum):
    """The stored codes of `improvements.states.EffectTest`, which formulas may not import."""

    TWO_PROPORTIONS = "two_proportions"
    MANN_WHITNEY = "mann_whitney"
    RATE_RATIO = "rate_ratio"


class Effect(StrEnum):
    """The stored codes of `improvements.states.Effect`."""

    EFFECTIVE = "effective"
    PARTLY = "partly"
    NOT_EFFECTIVE = "not_effective"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True)
class Sample:
    """One window: how many weeks were owed and are there, and what they hold.

    Shares: `hits` of `cases`. Counts: `hits` in `cases` units of exposure (weeks, or tickets). Times:
    `values`, one a week, with `cases` behind them.
    """

    owed_weeks: int
    weeks: int
    hits: Fraction = Fraction(0)
    cases: Fraction = Fraction(0)
    values: tuple[Fraction, ...] = ()

    @property
    def coverage(self) -> Fraction:
        """The share of the owed weeks that are there; of none owed it is 0."""
        return Fraction(self.weeks, self.owed_weeks) if self.owed_weeks else Fraction(0)

    @property
    def level(self) -> Fraction | None:
        """The figure of the whole window: the ratio of sums, or for times the mean of the weeks; None without data."""
        if self.values:
            return sum(self.values, Fraction(0)) / len(self.values)
        return self.hits / self.cases if self.cases else None


@dataclass(frozen=True)
class Comparison:
    """What the test found: the figure before and after, the change with its interval, and the p-value.

    `change` is after − before (for counts after ÷ before, `is_ratio`). `why_too_little` is a code where
    the data cannot tell: `no_data`, `incomplete`, or `too_few` (no outcome of this size could be told
    from chance).
    """

    test: str
    before: Fraction | None
    after: Fraction | None
    change: Fraction | None = None
    is_ratio: bool = False
    lower: float | None = None
    upper: float | None = None
    p_value: float | None = None
    why_too_little: str = ""

    @property
    def is_significant(self) -> bool:
        """A change counts as real when chance alone would bring one as large in less than 5 % of cases."""
        return self.p_value is not None and self.p_value < ALPHA


def compare_shares(before: Sample, after: Sample) -> Comparison:
    """Two shares are compared by Fisher's exact test; the interval of their difference is Newcombe's.

    Newcombe (1998): 56 of 70 against 48 of 80 differ by 0.2, from 0.0524 to 0.3339.
    """
    if not before.cases or not after.cases:
        return _nothing(EffectTest.TWO_PROPORTIONS, before, after, "no_data")
    first, second = (int(before.hits), int(before.cases)), (int(after.hits), int(after.cases))
    lower, upper = _newcombe(*second, *first)
    p_value = _fisher(first, second)
    too_few = "too_few" if _least_fisher(first[1], second[1]) >= ALPHA else ""
    return Comparison(
        EffectTest.TWO_PROPORTIONS,
        before.level,
        after.level,
        change=Fraction(*second) - Fraction(*first),
        lower=lower,
        upper=upper,
        p_value=p_value,
        why_too_little=too_few,
    )


def compare_times(before: Sample, after: Sample) -> Comparison:
    """Weekly values are compared by Mann–Whitney, exact where no two are equal; the change is the Hodges–Lehmann shift.

    The shift is the median of all differences after − before, its interval by the ranks of those
    differences. Hollander and Wolfe's permeability data (10 against 5 values): U = 35, p = 0.2544,
    shift 0.305.
    """
    first, second = before.values, after.values
    if not first or not second:
        return _nothing(EffectTest.MANN_WHITNEY, before, after, "no_data")
    differences = sorted(late - early for early, late in product(first, second))
    lower, upper = _shift_interval(differences, len(first), len(second))
    too_few = 2 / comb(len(first) + len(second), len(first)) >= ALPHA
    return Comparison(
        EffectTest.MANN_WHITNEY,
        before.level,
        after.level,
        change=_middle(differences),
        lower=lower,
        upper=upper,
        p_value=_mann_whitney(second, first),
        why_too_little="too_few" if too_few else "",
    )


def compare_counts(before: Sample, after: Sample) -> Comparison:
    """Two counts are compared as rates: given their sum, the later one is binomial; interval and p are exact.

    R's `poisson.test(c(11, 21), c(800, 3011))`: ratio 1.9715, from 0.8584 to 4.2773, p = 0.0797.
    """
    if not before.cases or not after.cases:
        return _nothing(EffectTest.RATE_RATIO, before, after, "no_data")
    from scipy.stats import binomtest

    late, early = int(after.hits), int(before.hits)
    total = late + early
    if not total:
        return _nothing(EffectTest.RATE_RATIO, before, after, "too_few")
    share = after.cases / (after.cases + before.cases)
    found = binomtest(late, total, float(share))
    low, high = found.proportion_ci(LEVEL, method="exact")
    exposure = float(before.cases / after.cases)
    best = min(
        binomtest(0, total, float(share)).pvalue, binomtest(total, total, float(share)).pvalue
    )
    return Comparison(
        EffectTest.RATE_RATIO,
        before.level,
        after.level,
        change=(after.hits / after.cases) / (before.hits / before.cases) if early else None,
        is_ratio=True,
        lower=low / (1 - low) * exposure if low < 1 else None,
        upper=high / (1 - high) * exposure if high < 1 else None,
        p_value=float(found.pvalue),
        why_too_little="too_few" if best >= ALPHA else "",
    )


COMPARE = {
    EffectTest.TWO_PROPORTIONS: compare_shares,
    EffectTest.MANN_WHITNEY: compare_times,
    EffectTest.RATE_RATIO: compare_counts,
}


def expected_level(before: Fraction, expected: Exact, *, is_relative: bool) -> Fraction:
    """What was hoped for, as a figure: 10 hours and −10 % are 9 hours, 90 % and +2 points are 92 %."""
    change = Fraction(expected)
    return before * (1 + change / 100) if is_relative else before + change


def proposed_effect(comparison: Comparison, target: Fraction, *, is_better_down: bool) -> str:
    """Effective = the change is real and reaches what was expected; partly = real and in that direction, but less.

    Anything else is not effective; and where the data cannot tell, nothing is guessed (G34).
    """
    if comparison.why_too_little or comparison.before is None or comparison.after is None:
        return Effect.TOO_LITTLE
    gain = comparison.before - comparison.after
    reached = comparison.after <= target
    if not is_better_down:
        gain, reached = -gain, comparison.after >= target
    if not comparison.is_significant or gain <= 0:
        return Effect.NOT_EFFECTIVE
    return Effect.EFFECTIVE if reached else Effect.PARTLY


def _nothing(test: str, before: Sample, after: Sample, why: str) -> Comparison:
    return Comparison(test, before.level, after.level, why_too_little=why)


def _wilson(hits: int, cases: int) -> tuple[float, float]:
    from scipy.stats import norm

    z = float(norm.ppf(1 - ALPHA / 2))
    share, spread = hits / cases, z * z / cases
    middle = share + spread / 2
    half = z * sqrt(share * (1 - share) / cases + spread / (4 * cases))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _newcombe(hits: int, cases: int, other_hits: int, other_cases: int) -> tuple[float, float]:
    share, other = hits / cases, other_hits / other_cases
    low, high = _wilson(hits, cases)
    other_low, other_high = _wilson(other_hits, other_cases)
    difference = share - other
    return (
        difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def _fisher(first: tuple[int, int], second: tuple[int, int]) -> float:
    from scipy.stats import fisher_exact

    table = [[hits, cases - hits] for hits, cases in (first, second)]
    return float(fisher_exact(table).pvalue)


def _least_fisher(cases: int, other_cases: int) -> float:
    """The smallest p two groups of these sizes can give: all of the one against none of the other."""
    return (
        2 / comb(cases + other_cases, cases)
        if cases == other_cases
        else 1 / comb(cases + other_cases, cases)
    )


def _mann_whitney(late: Sequence[Fraction], early: Sequence[Fraction]) -> float:
    from scipy.stats import mannwhitneyu

    every = [*late, *early]
    method = "exact" if len(set(every)) == len(every) else "asymptotic"
    numbers = [float(value) for value in late], [float(value) for value in early]
    return float(mannwhitneyu(*numbers, alternative="two-sided", method=method).pvalue)


def _shift_interval(
    differences: Sequence[Fraction], size: int, other_size: int
) -> tuple[float, float]:
    """The differences whose ranks leave 2.5 % of the null distribution of U on either side."""
    rank = _critical_rank(size, other_size)
    return float(differences[rank - 1]), float(differences[-rank])


def _critical_rank(size: int, other_size: int) -> int:
    """The largest rank k with P(U < k) ≤ 2.5 %, at least 1: the k-th difference from either end."""
    ways = _ways(size, other_size)
    total, below, rank = comb(size + other_size, size), 0, 0
    for count in ways:
        below += count
        if below > total * ALPHA / 2:
            break
        rank += 1
    return max(rank, 1)


def _ways(size: int, other_size: int) -> list[int]:
    """How many arrangements give U = 0, 1, 2, …: the coefficients of the Gaussian binomial."""
    most = size * other_size
    ways = [1] + [0] * most
    for step in range(1, size + 1):
        for place in range(most, other_size + step - 1, -1):
            ways[place] -= ways[place - other_size - step]
        for place in range(step, most + 1):
            ways[place] += ways[place - step]
    return ways


def _middle(ranked: Sequence[Fraction]) -> Fraction:
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2
