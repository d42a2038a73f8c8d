"""Months of figures to be read by the rules: one indicator, one figure a month, by hand."""

from datetime import UTC, datetime
from decimal import Decimal

from governance.lib.periods import Month
from kpi.formulas import Target as Line
from kpi.formulas import meets
from kpi.models import IndicatorValue, SignalWatch
from kpi.states import FigureStatus, Verdict
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)

FIRST = Month(2025, 1)
SEPTEMBER = Month(2025, 9)
CALM = (96, 97, 96, 97, 96, 97, 96, 97)
OCT_10 = datetime(2025, 10, 10, 2, 0, tzinfo=UTC)
NOV_10 = datetime(2025, 11, 10, 2, 0, tzinfo=UTC)
DEC_10 = datetime(2025, 12, 10, 2, 0, tzinfo=UTC)


def make_watched(specialist, department, *, code="INC-02", operator=">=", value="95"):
    """An adopted indicator with a target, its process reported by somebody since long ago."""
    process = make_process()
    make_measure("closed", process)
    indicator = make_indicator(code, process, "closed", unit="%")
    make_target(indicator, operator, value)
    if not process.assignments.exists():
        make_assignment(specialist, process, department)
    return indicator


def put(indicator, values, *, first=FIRST, status=FigureStatus.PROVISIONAL, definition=None):
    """One company figure a month, judged by the indicator's target; the indicator is to be read again."""
    month = first
    target = indicator.targets.first()
    line = Line(target.operator, target.value)
    for value in values:
        if value is not None:
            IndicatorValue.objects.update_or_create(
                indicator=indicator,
                scope="company",
                dimension="",
                dimension_value="",
                grain="month",
                period=month.label,
                defaults={
                    "definition": definition or indicator.definitions.first(),
                    "start": month.start,
                    "end": month.end,
                    "numerator": Decimal(value),
                    "denominator": Decimal(100),
                    "value": Decimal(value),
                    "target": target,
                    "verdict": Verdict.MET if meets(Decimal(value), line) else Verdict.MISSED,
                    "status": status,
                },
            )
        month = month.next()
    SignalWatch.objects.update_or_create(indicator=indicator, defaults={"is_stale": True})
