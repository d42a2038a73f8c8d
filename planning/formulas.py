"""The arithmetic of training: three rates as assessors ask for them (domain §5.1, 6.4.1; G38)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from governance.lib.numbers import round_half_up

SHOWN_DECIMALS = 2


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
        return None if self.exact is None else self.exact * 100

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
