"""The control chart of a verification, split where the window after begins (6.4.4④)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Mark, Series
from improvements.models import VerificationPlan
from improvements.selectors.sample import weekly_figures
from kpi.formulas import Limits, xmr_limits
from kpi.models import IndicatorValue
from kpi.selectors.course_chart import possible_limits


def split_chart(plan: VerificationPlan, today: date, *, until: date | None = None) -> Chart | None:
    """The control chart of the indicator, split where the window after begins: each side has its own limits.

    The limits of the window before go on until the window after has ended: so long nobody knows what
    the new level is, and the new weeks are looked at against the old one. `until` draws further than
    the windows reach (the look again).
    """
    start = plan.before_start - timedelta(weeks=4)
    rows = weekly_figures(plan, start, min(max(plan.after_end, until or plan.after_end), today))
    if not rows:
        return None
    before = _limits(plan, rows, plan.before_start, plan.before_end)
    is_over = plan.after_end < today
    after = _limits(plan, rows, plan.after_start, plan.after_end) if is_over else None
    sides = [after if after and row.start >= plan.after_start else before for row in rows]
    series = [Series(plan.indicator.code, tuple(row.value for row in rows))]
    for name, words in (
        ("centre", _("centre line")),
        ("lower", _("lower limit")),
        ("upper", _("upper limit")),
    ):
        line = tuple(_exact(getattr(side, name)) if side else None for side in sides)
        if any(value is not None for value in line):
            series.append(Series(words, line, kind="rule", tone="muted"))
    split = next((row.period for row in rows if row.start >= plan.after_start), None)
    marks = (Mark(split, _("after"), "teal"),) if split else ()
    return Chart(
        title=f"{plan.indicator.code} {said(plan.indicator)}",
        labels=tuple(row.period for row in rows),
        series=tuple(series),
        unit=said(plan.indicator, "unit"),
        decimals=2,
        marks=marks,
    )


def _limits(
    plan: VerificationPlan, rows: Iterable[IndicatorValue], start: date, end: date
) -> Limits | None:
    values = [row.value for row in rows if row.start >= start and row.end <= end]
    natural = xmr_limits(values)
    return possible_limits(natural, values, plan.indicator.unit) if natural else None


def _exact(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
