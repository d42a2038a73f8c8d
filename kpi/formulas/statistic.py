"""Percentiles, means and the question whether a value is plausible (domain §4.3f; F12): exact on integers and decimals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from governance.lib.numbers import Exact
from governance.lib.periods import Slice, Week

HUNDRED = 100
HISTORY = 8
LEAST_HISTORY = 3
UNUSUAL = 10


def mean(values: Sequence[Exact]) -> Fraction | None:
    """The mean is the sum over the count; of nothing it is None."""
    if not values:
        return None
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def median(values: Sequence[Exact]) -> Fraction | None:
    """The median is the middle value, or the mean of the two middle ones; it is the linear 50th percentile."""
    return percentile_linear(values, 50)


def percentile_linear(values: Sequence[Exact], share: Decimal | int) -> Fraction | None:
    """A percentile between two ranks is interpolated (type 7, as in Excel's PERCENTILE.INC); of nothing it is None.

    The 90th of 1, 2, 3, 4 lies 2.7 steps above the first: 3.7. Always from single values, never from
    percentiles (domain §4.3f).
    """
    _check_share(share)
    if not values:
        return None
    ranked = sorted(Fraction(value) for value in values)
    place = (len(ranked) - 1) * Fraction(share) / HUNDRED
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def percentile_nearest(values: Sequence[Exact], share: Decimal | int) -> Fraction | None:
    """The nearest-rank percentile is the smallest value that at least that share of all does not exceed.

    The 90th of 1, 2, 3, 4 is 4.
    """
    _check_share(share)
    if not values:
        return None
    rank = max(ceil(len(values) * Fraction(share) / HUNDRED), 1)
    return sorted(Fraction(value) for value in values)[rank - 1]


def _check_share(share: Decimal | int) -> None:
    if not 0 <= share <= HUNDRED:
        raise ValueError(f"a percentile lies between 0 and 100, not at {share}")


def usual_value(history: Sequence[Exact]) -> Fraction | None:
    """What is usual is the median of the last 8 accepted values (oldest first); fewer than 3 say nothing."""
    recent = history[-HISTORY:]
    return median(recent) if len(recent) >= LEAST_HISTORY else None


def history_for(part: Slice, past: Iterable[tuple[Slice, Exact]]) -> tuple[Fraction, ...]:
    """What earlier weeks would have given in as many days: a count of 70 a week is one of 10 a day.

    One number per week, oldest first; the two slices of a week across a month's end are one again.
    """
    weeks: dict[Week, list[tuple[Slice, Exact]]] = defaultdict(list)
    for known, value in past:
        weeks[known.week].append((known, value))
    return tuple(
        sum((Fraction(value) for _part, value in weeks[week]), Fraction(0))
        * Fraction(part.days, sum(known.days for known, _value in weeks[week]))
        for week in sorted(weeks)
    )


def is_implausible(value: Exact, history: Sequence[Exact]) -> bool:
    """A value far from the usual is accepted only with a reason: ten times the usual median, or a tenth of it.

    A fall is asked about only from a usual value of 10 on, because a count of 3 falls to 0 in many
    an ordinary week. Where the usual value is 0, ten times the highest recent value (at least 10) is
    unusual: eight weeks of 0, then 10. With fewer than 3 accepted values nothing is known to be
    unusual. Where values may be negative their sizes are compared.
    """
    sizes = [abs(Fraction(known)) for known in history]
    usual, size = usual_value(sizes), abs(Fraction(value))
    if usual is None:
        return False
    if not usual:
        return size >= UNUSUAL * max(*sizes[-HISTORY:], Fraction(1))
    return size >= UNUSUAL * usual or (usual >= UNUSUAL and size * UNUSUAL <= usual)
