"""An indicator's figure and what it says (domain §4.1 no. 3, §4.3 b c k n o): exact until it is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import eq, ge, gt, le, lt
from typing import Protocol

from governance.lib.numbers import Exact, plain, round_half_up
from kpi.formulas.expression import Formula, NoSample, Values

MEASURE_DECIMALS, VALUE_DECIMALS = 6, 10
SMALL_SAMPLE = 10
NEAR_SHARE = Fraction(1, 100)
SCALES = {"%": 100, "‰": 1000}


class Verdict(StrEnum):
    """The stored codes of `kpi.states.Verdict`, which formulas may not import."""

    MET = "met"
    MISSED = "missed"
    NO_SAMPLE = "no_sample"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


class Light(StrEnum):
    """The lights of design §4: ● met ▲ watch ■ missed ○ no sample ◌ missing; `none` shows no light."""

    MET = "met"
    WATCH = "watch"
    MISSED = "missed"
    NO_SAMPLE = "no_sample"
    MISSING = "missing"
    NONE = "none"


@dataclass(frozen=True)
class Figure:
    """Numerator, denominator and value of one indicator, unrounded; a count has no denominator.

    `value` is None because nothing was there to measure (`no_sample`), because several counts cannot
    be put together (`not is_joined`), or because a measure is not there.
    """

    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    no_sample: bool = False
    is_joined: bool = True


class TargetLine(Protocol):
    """What a target must tell: the row of `kpi.models.Target` does, and `Target` below."""

    @property
    def operator(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def upper(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Target:
    """A line to reach: `>=`, `<=`, `>`, `<`, `=` a value, or `between` it and an upper one, both included."""

    operator: str
    value: Decimal
    upper: Decimal | None = None

    def __post_init__(self) -> None:
        if self.operator not in {*_COMPARISONS, "between"}:
            raise ValueError(f"no such operator: {self.operator}")
        if self.operator == "between" and (self.upper is None or self.upper < self.value):
            raise ValueError("between needs an upper value that is not below the lower one")


_COMPARISONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
    "=": eq,
}
_SYMBOLS = {">=": "≥", "<=": "≤"}


def indicator_value(formula: Formula, unit: str, measures: Values) -> Figure:
    """An indicator is its formula over aggregated measures, so a ratio is a ratio of sums (domain §4.3a).

    Unit % multiplies by 100 (‰ by 1000). A zero denominator anywhere is no sample, neither 0 nor 100;
    a measure that is not there leaves the value empty.

    4/8, 2/10 and 1/4 are 7/22 = 31.8 %, not the mean 31.7 %.
    """
    above, below = _side(formula.numerator, measures), None
    if formula.denominator is not None:
        below = _side(formula.denominator, measures)
    try:
        value = formula.evaluate(measures)
    except NoSample:
        return Figure(above, below, None, no_sample=True)
    return Figure(above, below, None if value is None else value * SCALES.get(unit, 1))


def _side(formula: Formula, measures: Values) -> Fraction | None:
    try:
        return formula.evaluate(measures)
    except NoSample:
        return None


def figure_of(
    numerator: Exact | None, denominator: Exact | None, unit: str, *, is_ratio: bool = True
) -> Figure:
    """A stored numerator and denominator give the same figure again, by the rules of `indicator_value`."""
    above = None if numerator is None else Fraction(numerator)
    below = None if denominator is None else Fraction(denominator)
    scale = SCALES.get(unit, 1)
    if not is_ratio:
        return Figure(above, None, None if above is None else above * scale)
    if above is None or below is None:
        return Figure(above, below, None)
    if not below:
        return Figure(above, below, None, no_sample=True)
    return Figure(above, below, above / below * scale)


def stored(value: Exact | None, decimals: int = VALUE_DECIMALS) -> Decimal | None:
    """A figure is rounded half up once, when it is stored; 6 decimals for measures, 10 for values."""
    return None if value is None else round_half_up(value, decimals)


def meets(value: Exact, target: TargetLine) -> bool:
    """A value meets a target by exact comparison of unrounded numbers: 94.996 does not meet ≥95 (domain §4.3k)."""
    exact, line = Fraction(value), Fraction(target.value)
    if target.operator == "between":
        return target.upper is not None and line <= exact <= Fraction(target.upper)
    return _COMPARISONS[target.operator](exact, line)


def target_text(target: TargetLine, unit: str = "") -> str:
    """A target is written with its sign and unit: ≥95%, =0 件, 90–95%."""
    gap = "" if unit in {"", *SCALES} else " "
    if target.operator == "between" and target.upper is not None:
        return f"{plain(target.value)}–{plain(target.upper)}{gap}{unit}"
    symbol = _SYMBOLS.get(target.operator, target.operator)
    return f"{symbol}{plain(target.value)}{gap}{unit}"


def coverage(covered: int, expected: int) -> Fraction | None:
    """Coverage is submitted over expected data points (4 of 5 weeks = 4/5); None where none was expected."""
    return Fraction(covered, expected) if expected else None


def verdict(
    figure: Figure,
    target: TargetLine | None,
    *,
    covered: int,
    expected: int,
    threshold: Decimal | Fraction,
) -> Verdict:
    """A figure is judged only when enough of it is there and there is a line to judge it by.

    In this order: coverage below the PMO's threshold, or a measure that is not there, is incomplete
    (not applicable where nothing was expected either); a zero denominator is no sample; what came but
    cannot be put together is not applicable; without a target in force nothing is judged; else met or
    missed by exact comparison.
    """
    share = coverage(covered, expected)
    if share is not None and share < Fraction(threshold):
        return Verdict.INCOMPLETE
    if figure.no_sample:
        return Verdict.NO_SAMPLE
    if not figure.is_joined:
        return Verdict.NOT_APPLICABLE
    if figure.value is None:
        return Verdict.INCOMPLETE if expected else Verdict.NOT_APPLICABLE
    if target is None:
        return Verdict.NOT_APPLICABLE
    return Verdict.MET if meets(figure.value, target) else Verdict.MISSED


def light(judged: str, *, watch: bool = False) -> Light:
    """A verdict has one light; what is met but near its line, or carries a control signal, is to be watched.

    A missed target stays missed whatever else is said, and incomplete data light as missing.
    """
    lights = {
        Verdict.MET: Light.WATCH if watch else Light.MET,
        Verdict.MISSED: Light.MISSED,
        Verdict.NO_SAMPLE: Light.NO_SAMPLE,
        Verdict.INCOMPLETE: Light.MISSING,
        Verdict.NOT_APPLICABLE: Light.NONE,
    }
    return lights[Verdict(judged)]


def is_near(figure: Figure, target: TargetLine | None, *, margin: Fraction = NEAR_SHARE) -> bool:
    """A value on the right side is near its line within 1 % of the line's size: 95.9 against ≥95 is, 96 is not.

    Lines that can only be touched (=, 0, or 100 % with nothing above) are not near by being met.
    """
    if (
        figure.value is None
        or target is None
        or target.operator == "="
        or not meets(figure.value, target)
    ):
        return False
    value = figure.value
    lines = [Fraction(line) for line in (target.value, target.upper) if line is not None]
    is_perfect = figure.denominator is not None and figure.numerator == figure.denominator
    return not is_perfect and any(abs(value - line) < abs(line) * margin for line in lines)


@dataclass(frozen=True)
class Change:
    """The difference to an earlier figure: in units (percentage points for %), and relative to it."""

    absolute: Fraction
    relative: Fraction | None


def change(current: Exact | None, base: Exact | None) -> Change | None:
    """Month on month and year on year compare two figures; nothing is compared with a figure that is not there.

    The relative change to a base of 0 cannot be computed and is None (domain §4.3b); to a negative
    base it is taken of its size, so that an increase stays positive.
    """
    if current is None or base is None:
        return None
    absolute = Fraction(current) - Fraction(base)
    return Change(absolute, absolute / abs(Fraction(base)) if base else None)


def exceeds_whole(figure: Figure, unit: str) -> bool:
    """A share above 100 % is a cohort error: what was completed includes what was due earlier (domain §4.3o)."""
    return figure.value is not None and unit in SCALES and figure.value > SCALES[unit]


def response_rate(answers: Exact | None, asked: Exact | None) -> Fraction | None:
    """Answers over those asked, in per cent: 45 of 60 questionnaires are 75; None where nobody was asked (domain §4.3m)."""
    if answers is None or not asked:
        return None
    return Fraction(answers) / Fraction(asked) * 100


def is_small_sample(figure: Figure, limit: int = SMALL_SAMPLE) -> bool:
    """A ratio of fewer than 10 is shown as A/B beside the percentage: 1 answer = 100 % is noise (domain §4.3n)."""
    return figure.denominator is not None and 0 < figure.denominator < limit
