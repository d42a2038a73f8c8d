"""The kept figure a relative goal starts from: told as it is, never guessed (6.4.1, R50; G42)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import plain
from governance.lib.periods import Month, Period, Quarter, Year, parse_period, periods_between
from governance.models import Department
from kpi.formulas import figure_of
from kpi.models import Indicator, IndicatorValue
from kpi.states import Grain, Kind, Verdict

GRAINS = (Grain.YEAR, Grain.QUARTER, Grain.MONTH)


@dataclass(frozen=True)
class Baseline:
    """The figure of a period, or the sentence why there is none to start from."""

    period: str
    figure: IndicatorValue | None = None
    exact: Fraction | None = None
    problem: str = ""

    @property
    def frozen(self) -> dict[str, Any]:
        """What a goal keeps of it: the figure with everything it rests on, numbers as text."""
        row = self.figure
        if row is None or self.exact is None:
            return {}
        return {
            "period": self.period,
            "value": _text(row.value),
            "numerator": _text(row.numerator),
            "denominator": _text(row.denominator),
            "exact": f"{self.exact.numerator}/{self.exact.denominator}",
            "definition": row.definition.number,
            "covered": row.covered,
            "expected": row.expected,
            "status": row.status,
        }


def _text(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def baseline_of(
    indicator: Indicator, scope: Department | None, label: str, *, on: date
) -> Baseline:
    """The company's figure, or a department's, of a period that is over; what cannot be a baseline says why.

    A figure without a denominator adds up or is counted at one moment, so its baseline is of the length
    in which its target is judged: a year's total is no line for a month.
    """
    try:
        period = parse_period(label)
    except ValueError:
        return Baseline(label, problem=_("“%(text)s” is not a period.") % {"text": label})
    row = figures_of([indicator], [label]).get((indicator.pk, scope.pk if scope else None, label))
    problem = _problem(indicator, period, row, on)
    if problem or row is None:
        return Baseline(label, row, problem=problem)
    found = figure_of(
        row.numerator, row.denominator, indicator.unit, is_ratio=row.denominator is not None
    )
    exact = found.value if found.value is not None else Fraction(row.value or 0)
    return Baseline(label, row, exact)


def figures_of(
    indicators: Iterable[Indicator], labels: Iterable[str]
) -> dict[tuple[int, int | None, str], IndicatorValue]:
    """The kept totals of some indicators and periods, by indicator, department and period; one statement."""
    rows = IndicatorValue.objects.filter(
        indicator__in=indicators, period__in=labels, project=None, dimension=""
    ).select_related("definition", "target")
    return {(row.indicator_id, row.department_id, row.period): row for row in rows}


def _problem(indicator: Indicator, period: Period, row: IndicatorValue | None, on: date) -> str:
    if indicator.kind == Kind.QUALITATIVE:
        return _("A grade is no number; set the goal in words.")
    if period.end >= on:
        return _("%(period)s is not over yet; choose a period that has ended.") % {
            "period": period.display()
        }
    if row is None:
        return _("No figure is kept for %(period)s.") % {"period": period.display()}
    return _flaw(indicator, period, row)


def _flaw(indicator: Indicator, period: Period, row: IndicatorValue) -> str:
    named = {"period": period.display(), "covered": row.covered, "expected": row.expected}
    if row.verdict == Verdict.INCOMPLETE:
        return _("The data of %(period)s are incomplete: %(covered)s of %(expected)s came.") % named
    if row.verdict == Verdict.NO_SAMPLE or row.value is None:
        return _("There was nothing to measure in %(period)s (no sample).") % named
    if row.denominator is None and period.grain != indicator.assessment_grain:
        return _(
            "This indicator is judged by the %(grain)s; a longer or shorter baseline is no line for it."
        ) % {"grain": indicator.get_assessment_grain_display()}
    return ""


def periods_offered(on: date) -> list[Period]:
    """What can be a baseline: two years, eight quarters and twelve months that are over, each the latest first."""
    year, quarter, month = Year.of(on), Quarter.of(on), Month.of(on)
    return [
        *(_before(year, 2)),
        *(_before(quarter, 8)),
        *(_before(month, 12)),
    ]


def _before(period: Any, count: int) -> list[Any]:
    first = period
    for _step in range(count):
        first = first.previous()
    return list(reversed([each for each in periods_between(first, period) if each != period]))
