"""The arithmetic of relative goals and of a plan's progress (6.4.1, R50; G42): exact until it is stored."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from governance.lib.numbers import Exact, round_half_up

TARGET_DECIMALS = 6
HUNDRED = 100
REDUCE, RAISE = "reduce", "raise"
PERCENT, POINTS = "percent", "points"


def goal_line(baseline: Exact, change: Exact, *, unit: str, direction: str) -> Fraction:
    """A relative goal is its baseline, less or plus a share of it, or less or plus percentage points.

    Reducing 4.2 hours by 10 % is 4.2 × (1 − 10/100) = 3.78 hours; raising 92 % by 1.5 points is 93.5 %.
    """
    sign = -1 if direction == REDUCE else 1
    step = Fraction(change) * (1 if unit == POINTS else Fraction(baseline) / HUNDRED)
    return Fraction(baseline) + sign * step


def stored_line(line: Fraction) -> Decimal:
    """A line is stored with 6 decimals, rounded half up once: 1000/3 less 10 % is 300, 100/3 less 10 % is 30."""
    return round_half_up(line, TARGET_DECIMALS)


def operator_of(direction: str) -> str:
    """What is to be reduced must stay at or under its line, what is to be raised reach it."""
    return "<=" if direction == REDUCE else ">="


def goal_light(verdicts: Sequence[str]) -> str:
    """Counts are judged period by period: met where every judged one was, watched where the latest was, else missed.

    (met, missed, met) is to be watched; nothing judged yet has no sample.
    """
    judged = [verdict for verdict in verdicts if verdict in {"met", "missed"}]
    if not judged:
        return "no_sample"
    if judged[-1] == "missed":
        return "missed"
    return "watch" if "missed" in judged else "met"


def share_of(done: int, total: int) -> Fraction | None:
    """Done over planned, in per cent: 3 of 8 are 37.5; None where nothing was planned."""
    return Fraction(HUNDRED * done, total) if total else None
