"""The two windows of a verification, read from the kept weekly figures (6.4.4④; design §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from governance.lib.periods import weeks_between
from improvements.formulas.effect import (
    COMPARE,
    Comparison,
    EffectTest,
    Sample,
    expected_level,
    proposed_effect,
)
from improvements.models import Verification, VerificationPlan
from kpi.formulas.figure import SCALES
from kpi.models import Indicator, IndicatorValue
from kpi.states import Direction, Grain, Verdict

COUNT_UNITS = frozenset({"次", "项", "件", "个", "起", "人", "天次"})


@dataclass(frozen=True)
class Finding:
    """Both windows, what the test found, what was expected, and what the system proposes."""

    test: str
    before: Sample
    after: Sample
    comparison: Comparison
    target: Fraction | None
    effect: str
    scale: int

    def told(self) -> dict[str, Any]:
        """Everything as JSON, exact numbers as text; frozen with the verification."""
        found = self.comparison
        return {
            "before": _sample_told(self.before, self.scale),
            "after": _sample_told(self.after, self.scale),
            "change": _text(found.change, 1 if found.is_ratio else self.scale),
            "is_ratio": found.is_ratio,
            "lower": _float(found.lower, 1 if found.is_ratio else self.scale),
            "upper": _float(found.upper, 1 if found.is_ratio else self.scale),
            "p_value": _float(found.p_value, 1),
            "target": _text(self.target, self.scale),
            "why_too_little": found.why_too_little,
        }


def suited_test(indicator: Indicator) -> str:
    """Shares are compared as proportions, plain counts as rates a week, everything else by its weekly values."""
    if indicator.unit in SCALES:
        return EffectTest.TWO_PROPORTIONS
    if indicator.unit in COUNT_UNITS:
        return EffectTest.RATE_RATIO
    return EffectTest.MANN_WHITNEY


def finding_of(plan: VerificationPlan, *, after: tuple[date, date] | None = None) -> Finding:
    """What the figures say of the effect; `after` puts another window in place of the plan's (the look again).

    Weeks count that lie wholly in a window; an incomplete or missing week is not in the sample and is
    told by the coverage. Under three quarters of the weeks nothing is proposed.
    """
    test = suited_test(plan.indicator)
    start, end = after or (plan.after_start, plan.after_end)
    first = _window(plan, test, plan.before_start, plan.before_end)
    second = _window(plan, test, start, end)
    found = COMPARE[EffectTest(test)](first, second)
    scale = SCALES.get(plan.indicator.unit, 1)
    if not found.why_too_little and min(first.coverage, second.coverage) < Fraction(3, 4):
        found = Comparison(test, found.before, found.after, why_too_little="incomplete")
    target, effect = None, "too_little"
    if found.before is not None:
        hoped = plan.expected if plan.is_relative else plan.expected / scale
        target = expected_level(found.before, hoped, is_relative=plan.is_relative)
        effect = proposed_effect(
            found, target, is_better_down=plan.indicator.direction == Direction.DOWN
        )
    return Finding(test, first, second, found, target, effect, scale)


def kept_finding(verification: Verification, indicator: Indicator) -> Finding:
    """The finding as it was frozen with the verdict, whatever the figures say today: the way back from `told`."""
    kept = verification.figures
    scale = SCALES.get(indicator.unit, 1)
    is_ratio = kept["is_ratio"]
    own = 1 if is_ratio else scale
    comparison = Comparison(
        verification.test,
        _number(kept["before"]["level"], scale),
        _number(kept["after"]["level"], scale),
        change=_number(kept["change"], own),
        is_ratio=is_ratio,
        lower=float(kept["lower"]) / own if kept["lower"] else None,
        upper=float(kept["upper"]) / own if kept["upper"] else None,
        p_value=float(kept["p_value"]) if kept["p_value"] else None,
        why_too_little=kept["why_too_little"],
    )
    return Finding(
        verification.test,
        _kept_sample(kept["before"]),
        _kept_sample(kept["after"]),
        comparison,
        _number(kept["target"], scale),
        verification.proposed,
        scale,
    )


def weekly_figures(plan: VerificationPlan, start: date, end: date) -> list[IndicatorValue]:
    """The kept weekly figures of the plan's indicator and scope whose week lies wholly in the window."""
    return list(
        IndicatorValue.objects.filter(
            indicator=plan.indicator,
            scope=plan.scope,
            dimension="",
            grain=Grain.WEEK,
            start__gte=start,
            end__lte=end,
        ).order_by("start")
    )


def _window(plan: VerificationPlan, test: str, start: date, end: date) -> Sample:
    owed = [week for week in weeks_between(start, end) if start <= week.start and week.end <= end]
    rows = [
        row
        for row in weekly_figures(plan, start, end)
        if row.value is not None and row.verdict != Verdict.INCOMPLETE
    ]
    return _sample(test, rows, len(owed))


def _sample(test: str, rows: Sequence[IndicatorValue], owed: int) -> Sample:
    hits = sum((Fraction(row.numerator or 0) for row in rows), Fraction(0))
    if test == EffectTest.TWO_PROPORTIONS:
        cases = sum((Fraction(row.denominator or 0) for row in rows), Fraction(0))
        return Sample(owed, len(rows), hits=hits, cases=cases)
    values = tuple(Fraction(row.value) for row in rows if row.value is not None)
    if test == EffectTest.RATE_RATIO:
        return Sample(owed, len(rows), hits=sum(values, Fraction(0)), cases=Fraction(len(rows)))
    return Sample(owed, len(rows), values=values)


def _sample_told(sample: Sample, scale: int) -> dict[str, Any]:
    return {
        "level": _text(sample.level, scale),
        "weeks": sample.weeks,
        "owed_weeks": sample.owed_weeks,
        "hits": _text(sample.hits, 1),
        "cases": _text(sample.cases, 1),
    }


def _kept_sample(kept: dict[str, Any]) -> Sample:
    return Sample(
        kept["owed_weeks"],
        kept["weeks"],
        hits=Fraction(kept["hits"] or 0),
        cases=Fraction(kept["cases"] or 0),
    )


def _number(text: str, scale: int) -> Fraction | None:
    return Fraction(text) / scale if text else None


def _text(value: Fraction | None, scale: int) -> str:
    if value is None:
        return ""
    scaled = value * scale
    exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
    return f"{exact.quantize(Decimal('0.0001')).normalize():f}"


def _float(value: float | None, scale: int) -> str:
    return "" if value is None else f"{value * scale:.4f}"
