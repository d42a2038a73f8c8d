"""The control chart of a verification, split where the window after begins (6.4.4④)."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Mark, Series
from improvements.models import VerificationPlan
from improvements.selectors.sample import weekly_figures
from kpi.formulas import xmr_limits


def split_chart(plan: VerificationPlan, today: date) -> Chart | None:
    """The control chart of the indicator, split where the window after begins: limits are those of the window before."""
    start = plan.before_start - timedelta(weeks=4)
    rows = weekly_figures(plan, start, min(max(plan.after_end, plan.before_end), today))
    if not rows:
        return None
    values = tuple(row.value for row in rows)
    before = [
        row.value for row in rows if row.start >= plan.before_start and row.end <= plan.before_end
    ]
    limits = xmr_limits(before)
    labels = tuple(row.period for row in rows)
    series = [Series(plan.indicator.code, values)]
    if limits is not None:
        for name, value in (
            (_("centre before"), limits.centre),
            (_("lower limit before"), limits.lower),
            (_("upper limit before"), limits.upper),
        ):
            line = Decimal(value.numerator) / Decimal(value.denominator)
            series.append(Series(name, tuple(line for _row in rows), tone="muted"))
    split = next((row.period for row in rows if row.start >= plan.after_start), None)
    marks = (Mark(split, _("after"), "teal"),) if split else ()
    return Chart(
        title=f"{plan.indicator.code} {said(plan.indicator)}",
        labels=labels,
        series=tuple(series),
        unit=said(plan.indicator, "unit"),
        decimals=2,
        marks=marks,
    )
