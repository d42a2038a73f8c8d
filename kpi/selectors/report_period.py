"""The figures of a quarter, a year or a month at their own grain, beside the months in it (domain §4.3 a, e).

A quarter's figure is the roll-up over the quarter's own cells, never a mean of months: 4/8, 2/10
and 1/4 are 7/22 = 31.8 %, whatever the months say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from governance.lib.periods import Month, Period, Quarter, Year, months_of, periods_between
from governance.selectors.setting import setting_values
from kpi.formulas.cadence import speaks_of
from kpi.models import Indicator, IndicatorValue, Measure, Report, ReportOutline
from kpi.selectors.figure_text import all_scales
from kpi.selectors.report_figures import (
    MonthFigure,
    Values,
    comparable,
    figure_facts,
    light_of,
    months_back,
    part_text,
    reported_indicators,
    target_facts,
)
from kpi.selectors.report_outline import COMPANY, outline_of, shown_indicators
from kpi.selectors.world import formula_of
from kpi.states import COMPILATIONS, Aggregation, Grain, ReportKind

PROJECT = "project:"
ADDS_UP = frozenset({Aggregation.SUM, Aggregation.DISTINCT})


@dataclass(frozen=True)
class PeriodRows:
    """What was fetched for one report that is not monthly, before it becomes plain data."""

    kind: str
    period: Period
    scope: str
    settings: dict[str, Any]
    outline: ReportOutline | None
    figures: list[MonthFigure]
    values: Values
    months: dict[int, list[MonthFigure]]

    @property
    def is_compilation(self) -> bool:
        """Whether it puts months together."""
        return self.kind in COMPILATIONS


def scope_of(report: Report) -> str:
    """The scope a report reads its figures from: the company, or its project (G56)."""
    return f"{PROJECT}{report.project.code}" if report.project else COMPANY


def read_period(report: Report, period: Period) -> PeriodRows:
    """The figures of a report's period and scope, and the settings they are read by."""
    kind, scope, outline = report.kind, scope_of(report), outline_of(report.kind)
    values = period_values(period, scope=scope)
    indicators = reported_indicators(period)
    if kind not in COMPILATIONS:
        indicators = shown_indicators(kind, indicators, outline)
    adding = _adding(Measure.objects.values_list("code", "aggregation"))
    figures = [
        _figure(each, period, values, adding)
        for each in indicators
        if _counts(each, period, values) and (scope == COMPANY or values.get(each, period))
    ]
    return PeriodRows(
        kind,
        period,
        scope,
        setting_values(),
        outline,
        figures,
        values,
        {
            figure.indicator.pk: [
                _part(figure.indicator, each, values, adding) for each in months_of(period)
            ]
            for figure in figures
        },
    )


def period_values(period: Period, *, scope: str) -> Values:
    """The figures of one scope: the period, the one before, the one a year ago, and the months and quarters in it."""
    own = [period, period.previous(), period.same_last_year()]
    months = months_back(Month.of(period.end))
    wanted = Q(grain=period.grain, period__in=[each.label for each in own if each])
    wanted |= Q(grain=Grain.MONTH, period__in=[each.label for each in months])
    quarters = periods_between(Quarter.of(period.start), Quarter.of(period.end))
    wanted |= Q(grain=Grain.QUARTER, period__in=[each.label for each in quarters])
    wanted |= Q(grain=Grain.YEAR, period=Year.of(period.end).label)
    rows = IndicatorValue.objects.filter(wanted, scope=scope, dimension="")
    return Values(
        {
            (row.indicator_id, row.grain, row.period): row
            for row in rows.select_related("definition", "target")
        },
        scales=all_scales(),
    )


def period_facts(rows: PeriodRows) -> list[dict[str, Any]]:
    """Each figure as plain data, with the months beside it where it is a compilation."""
    found = []
    for figure in rows.figures:
        facts = figure_facts(figure)
        parts = rows.months[figure.indicator.pk]
        facts["dimension"] = figure.indicator.dimension
        facts["details"] = []
        if rows.is_compilation:
            facts["months"] = [_cell_facts(part) for part in parts]
        found.append(facts)
    return found


def _cell_facts(part: MonthFigure) -> dict[str, Any]:
    return {
        "period": part.period.label,
        "numerator": part_text(part.value, "numerator"),
        "denominator": part_text(part.value, "denominator"),
        "value": part_text(part.value, "value"),
        "target": target_facts(part.value.target if part.value else None),
        "verdict": str(part.verdict),
        "light": light_of(part),
    }


def _adding(rows: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(code for code, rule in rows if rule in ADDS_UP)


def _counts(indicator: Indicator, period: Period, values: Values) -> bool:
    known = indicator.adopted_on is None or indicator.adopted_on <= period.end
    return known or values.get(indicator, period) is not None


def _is_judged(
    indicator: Indicator, value: IndicatorValue | None, grain: str, adding: frozenset[str]
) -> bool:
    adds_up = False
    if value is not None:
        formula = formula_of(value.definition.formula)
        adds_up = not formula.is_ratio and any(name in adding for name in formula.names)
    return speaks_of(grain, indicator.assessment_grain, adds_up=adds_up)


def _figure(
    indicator: Indicator, period: Period, values: Values, adding: frozenset[str]
) -> MonthFigure:
    value, last_year = values.get(indicator, period), period.same_last_year()
    return MonthFigure(
        indicator=indicator,
        value=value,
        before=values.get(indicator, period.previous()),
        last_year=values.get(indicator, last_year) if last_year else None,
        period=period,
        assessed=_is_judged(indicator, value, period.grain, adding),
        own=value,
        trend=tuple(
            (each.label, comparable(values.get(indicator, each), value))
            for each in months_back(Month.of(period.end))
        ),
        scale=values.scales.of(indicator),
    )


def _part(
    indicator: Indicator, month: Month, values: Values, adding: frozenset[str]
) -> MonthFigure:
    """One month as it stands beside the period, judged as the month's own report judges it."""
    value = values.get(indicator, month)
    # Before its adoption nothing was owed, so a month without a figure is not incomplete.
    was_owed = indicator.adopted_on is None or indicator.adopted_on <= month.end
    return MonthFigure(
        indicator=indicator,
        value=value,
        before=None,
        last_year=None,
        period=month,
        assessed=(value is not None or was_owed)
        and _is_judged(indicator, value, Grain.MONTH, adding),
        own=None,
        trend=(),
        scale=values.scales.of(indicator),
    )


def kind_of_period(kind: str, period: Period) -> bool:
    """A month is monitored monthly, a quarter compiled quarterly; service reports know no cadence (G12, G57)."""
    fitting = {
        ReportKind.MONTHLY: (Grain.MONTH,),
        ReportKind.QUARTERLY: (Grain.QUARTER,),
        ReportKind.YEARLY: (Grain.YEAR,),
    }
    return period.grain in fitting.get(ReportKind(kind), (Grain.MONTH, Grain.QUARTER, Grain.YEAR))
