"""The arithmetic of relative goals, of a plan's progress and of training (6.4.1, R50, R52; G38, G42): exact until it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from governance.lib.numbers import Exact, round_half_up

TARGET_DECIMALS = 6
SHOWN_DECIMALS = 2
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


@dataclass(frozen=True)
class Share:
    """A part of a whole, exactly; nothing is said of a whole that is empty.

    >>> Share(2, 3).exact
    Fraction(2, 3)
    >>> Share(0, 0).exact is None
    True
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is no share")

    @property
    def exact(self) -> Fraction | None:
        """The share as a fraction; None where there is nothing to share."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def percent(self) -> Fraction | None:
        """The same in per cent, unrounded."""
        return None if self.exact is None else self.exact * HUNDRED

    @property
    def shown(self) -> Decimal | None:
        """The same for the eye, to two decimals, rounded half up once: 2 of 3 is 66.67."""
        return None if self.percent is None else round_half_up(self.percent, SHOWN_DECIMALS)


@dataclass(frozen=True)
class TrainingRates:
    """目标实现率, 覆盖率 and 有效率 of a year's training.

    `realised` is trainings held of those due; `covered` people trained of those who should be;
    `effective` results passed of results tested. The policy defines none of them (G38).
    """

    realised: Share
    covered: Share
    effective: Share


def realised_share(held: int, due: int) -> Share:
    """Of the trainings whose planned day has come, those that were held: 3 held of 4 due is 75 %."""
    return Share(held, due)


def covered_share(should: frozenset[int] | set[int], trained: frozenset[int] | set[int]) -> Share:
    """Of the people who should know it, those who attended: people trained beyond them count for nothing.

    >>> covered_share({1, 2, 3, 4}, {2, 9})
    Share(part=1, whole=4)
    """
    return Share(len(should & trained), len(should))


def effective_share(results: list[bool]) -> Share:
    """Of the results of tests, those that were passed; who was not tested is in neither number."""
    return Share(sum(results), len(results))
