"""The figures of one month as the report shows them: value, change, target, verdict, trend (domain §5.1 no. 3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from governance.lib.numbers import plain
from governance.lib.periods import Month, Period, Quarter, Week, Year, periods_between
from kpi.formulas import change, figure_of, is_near, light, stored
from kpi.formulas.grade import Scale
from kpi.models import Indicator, IndicatorValue, ReportFigure, Target
from kpi.selectors.figure_text import Scales, all_scales
from kpi.selectors.world import formula_of
from kpi.states import Entry, Grain, IndicatorState, ReportKind, Verdict
from processes.models import Assignment, Responsibility

TREND = 13
ENOUGH_MONTHS = 3
_COMPANY = {"scope": "company", "dimension": ""}


@dataclass(frozen=True)
class MonthFigure:
    """One indicator in one month, with what it is compared to; `assessed` is false between assessments."""

    indicator: Indicator
    value: IndicatorValue | None
    before: IndicatorValue | None
    last_year: IndicatorValue | None
    period: Period
    assessed: bool
    own: IndicatorValue | None
    trend: tuple[tuple[str, IndicatorValue | None], ...]
    missed_in_a_row: int = 0
    scale: Scale = Scale()  # noqa: RUF009 -- frozen and empty

    @property
    def verdict(self) -> str:
        """Between two assessments nothing is judged; what people owe and is not there is incomplete."""
        if not self.assessed:
            return Verdict.NOT_APPLICABLE
        if self.value is None:
            owed = self.indicator.entry == Entry.PERSON
            return Verdict.INCOMPLETE if owed else Verdict.NOT_APPLICABLE
        return self.value.verdict

    @property
    def is_missed(self) -> bool:
        return self.verdict == Verdict.MISSED


@dataclass(frozen=True)
class Values:
    """All figures a month's report needs, fetched together and found by indicator, grain and period."""

    rows: dict[tuple[int, str, str], IndicatorValue] = field(default_factory=dict)
    scales: Scales = field(default_factory=Scales)

    def get(self, indicator: Indicator, period: Period) -> IndicatorValue | None:
        return self.rows.get((indicator.pk, period.grain, period.label))


def assessed_period(indicator: Indicator, month: Month) -> tuple[Period, bool]:
    """An indicator assessed quarterly or yearly is judged in the month that ends its quarter or year.

    In the months between, the month's own figure is shown and not judged.
    """
    if indicator.assessment_grain == Grain.QUARTER:
        quarter = Quarter.of(month.start)
        return (quarter, True) if quarter.end == month.end else (month, False)
    if indicator.assessment_grain == Grain.YEAR:
        year = Year.of(month.start)
        return (year, True) if year.end == month.end else (month, False)
    return month, True


def reported_indicators(month: Period) -> list[Indicator]:
    """The indicators in use in the month, in the order of the processes."""
    in_use = Q(state=IndicatorState.ADOPTED) | Q(
        state=IndicatorState.RETIRED, retired_on__gt=month.start
    )
    return list(
        Indicator.objects.filter(in_use)
        .select_related("process")
        .order_by("process__position", "position", "code")
    )


def month_values(month: Month) -> Values:
    """The company's figures of the thirteen months up to this one, and of the quarters and years they need."""
    months = months_back(month)
    quarters = [
        Quarter.of(month.start),
        Quarter.of(month.start).previous(),
        Quarter.of(month.start).same_last_year(),
    ]
    years = [Year.of(month.start), Year.of(month.start).previous()]
    wanted = (
        Q(grain=Grain.MONTH, period__in=[each.label for each in months])
        | Q(grain=Grain.QUARTER, period__in=[each.label for each in quarters])
        | Q(grain=Grain.YEAR, period__in=[each.label for each in years])
    )
    rows = IndicatorValue.objects.filter(wanted, **_COMPANY).select_related("definition", "target")
    return Values(
        {(row.indicator_id, row.grain, row.period): row for row in rows}, scales=all_scales()
    )


def month_figures(
    month: Month, values: Values, indicators: Iterable[Indicator]
) -> list[MonthFigure]:
    """Every indicator in use once; one adopted after the month counts only where the month has a figure."""
    return [
        _figure(indicator, month, values)
        for indicator in indicators
        if (indicator.adopted_on is None or indicator.adopted_on <= month.end)
        or values.get(indicator, month)
    ]


def weekly_trends(
    month: Month, indicators: list[Indicator]
) -> dict[int, list[tuple[str, IndicatorValue | None]]]:
    """The last thirteen weeks of indicators whose months are too few to draw."""
    if not indicators:
        return {}
    last = Week.of(month.end)
    weeks = [last]
    while len(weeks) < TREND:
        weeks.insert(0, weeks[0].previous())
    labels = [week.label for week in weeks]
    rows = IndicatorValue.objects.filter(
        grain=Grain.WEEK, period__in=labels, indicator__in=indicators, **_COMPANY
    )
    found = {(row.indicator_id, row.period): row for row in rows}
    return {
        each.pk: [(label, found.get((each.pk, label))) for label in labels] for each in indicators
    }


def needs_weeks(figure: MonthFigure) -> bool:
    """Fewer than three months make no line."""
    return sum(value is not None for _label, value in figure.trend) < ENOUGH_MONTHS


def issued_figures(month: Month, own: int) -> list[ReportFigure]:
    """The figures in force of the issues of the months before, and of this month's own issue before the last."""
    labels = [each.label for each in months_back(month)[:-1]]
    return list(
        ReportFigure.objects.filter(
            Q(issue__voided_at=None, issue__report__period__in=labels) | Q(issue=own),
            issue__report__kind=ReportKind.MONTHLY,
        )
        .select_related("issue", "indicator", "indicator__process")
        # The whole report would come along with each of its figures.
        .defer("issue__content", "issue__restatements")
    )


def figure_facts(figure: MonthFigure) -> dict[str, Any]:
    """A figure as plain data with decimals as text: what is shown, signed and printed."""
    indicator, value = figure.indicator, figure.value
    definition = value.definition if value else None
    return {
        "code": indicator.code,
        "process": indicator.process.code,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "unit": indicator.unit,
        "unit_en": indicator.unit_en,
        "direction": indicator.direction,
        "grain": figure.period.grain,
        "period": figure.period.label,
        "assessed": figure.assessed,
        "assessed_in": indicator.assessment_grain,
        "numerator": part_text(value, "numerator"),
        "denominator": part_text(value, "denominator"),
        "value": part_text(value, "value"),
        "month": {
            "numerator": part_text(figure.own, "numerator"),
            "denominator": part_text(figure.own, "denominator"),
            "value": part_text(figure.own, "value"),
        },
        "population": part_text(value, "population"),
        "dimension": indicator.dimension,
        "remark": value.remark if value else "",
        "grade": grade_facts(value, figure.scale),
        "as_of": value.as_of.isoformat() if value and value.as_of else None,
        "covered": value.covered if value else 0,
        "expected": value.expected if value else 0,
        "verdict": str(figure.verdict),
        "light": light_of(figure),
        "target": target_facts(value.target if value else None),
        "passing": word_facts(figure.scale, next(iter(figure.scale.passing), "")),
        "mom": _change(figure, figure.before),
        "yoy": _change(figure, figure.last_year),
        "trend": [[label, part_text(each, "value")] for label, each in figure.trend],
        "missed_in_a_row": figure.missed_in_a_row,
        "definition": {
            "number": definition.number if definition else None,
            "formula": definition.formula if definition else "",
            "cohort": definition.cohort if definition else "",
            "cohort_en": definition.cohort_en if definition else "",
        },
    }


def grade_facts(row: IndicatorValue | None, scale: Scale) -> dict[str, Any] | None:
    """A grade as plain data, with the worst, all that were given, and its words; never a number (G43)."""
    if row is None or not row.grade:
        return None
    return {
        **word_facts(scale, row.grade),
        "worst": word_facts(scale, row.worst_grade),
        "narrative": row.narrative,
        "given": [{"on": each["on"], **word_facts(scale, each["grade"])} for each in row.grades],
    }


def word_facts(scale: Scale, code: str) -> dict[str, str]:
    """A grade's code with its word in both languages."""
    grade = scale.of(code)
    return {
        "code": code,
        "name": grade.name if grade else code,
        "name_en": grade.name_en if grade else "",
    }


def target_facts(target: Target | None) -> dict[str, Any] | None:
    """A target as plain data; never a bare number, always with its operator."""
    if target is None:
        return None
    return {
        "operator": target.operator,
        "value": text_of(target.value),
        "upper": text_of(target.upper),
    }


def text_of(value: Decimal | None) -> str | None:
    """A decimal as it is written; nothing stays nothing."""
    return None if value is None else plain(value)


def part_text(row: IndicatorValue | None, name: str) -> str | None:
    """One number of a figure as it is written; a figure that is not there has none."""
    return None if row is None else text_of(getattr(row, name))


def months_back(month: Month) -> list[Month]:
    """The month of the year before, and every month since."""
    return list(periods_between(month.same_last_year(), month))


def _figure(indicator: Indicator, month: Month, values: Values) -> MonthFigure:
    period, assessed = assessed_period(indicator, month)
    current = values.get(indicator, period)
    trend = tuple(
        (each.label, comparable(values.get(indicator, each), values.get(indicator, month)))
        for each in months_back(month)
    )
    return MonthFigure(
        indicator=indicator,
        value=current,
        before=values.get(indicator, period.previous()),
        last_year=_last_year(indicator, period, values),
        period=period,
        assessed=assessed,
        own=values.get(indicator, month),
        trend=trend,
        missed_in_a_row=_missed_in_a_row(indicator, month, values),
        scale=values.scales.of(indicator),
    )


def _last_year(indicator: Indicator, period: Period, values: Values) -> IndicatorValue | None:
    before = period.same_last_year()
    return values.get(indicator, before) if before else None


def comparable(
    value: IndicatorValue | None, current: IndicatorValue | None
) -> IndicatorValue | None:
    """A changed formula starts a new series, and a part of a month is no month (domain §4.1, §4.3c)."""
    if value is None or value.verdict == Verdict.INCOMPLETE:
        return None
    if current is not None and value.definition_id != current.definition_id:
        return None
    return value


def _change(figure: MonthFigure, base: IndicatorValue | None) -> dict[str, Any] | None:
    current = comparable(figure.value, figure.value)
    known = comparable(base, figure.value)
    if current is None or known is None:
        return None
    found = change(current.value, known.value)
    if found is None:
        return None
    return {
        "period": known.period,
        "value": text_of(known.value),
        "absolute": text_of(stored(found.absolute)),
        "relative": text_of(stored(found.relative)),
    }


def light_of(figure: MonthFigure) -> str:
    """The light of a figure; what is met but near its line is to be watched."""
    value, near = figure.value, False
    if value is not None and value.target is not None and value.value is not None:
        is_ratio = formula_of(value.definition.formula).is_ratio
        exact = figure_of(
            value.numerator, value.denominator, figure.indicator.unit, is_ratio=is_ratio
        )
        near = is_near(exact, value.target)
    return str(light(figure.verdict, watch=near))


def _missed_in_a_row(indicator: Indicator, month: Month, values: Values) -> int:
    count = 0
    for each in reversed(months_back(month)):
        row = values.get(indicator, each)
        if row is None or row.verdict != Verdict.MISSED:
            break
        count += 1
    return count


def day_text(day: date | None) -> str | None:
    """A day as it is written in data."""
    return day.isoformat() if day else None


def answerable(
    rows: QuerySet[Responsibility] | QuerySet[Assignment],
) -> dict[int, list[dict[str, str]]]:
    """The departments by process in the company's order, each named once."""
    found: dict[int, list[dict[str, str]]] = {}
    names = rows.order_by("department__rank", "pk").values_list(
        "process_id", "department__name", "department__name_en"
    )
    for process, name, name_en in names:
        department, known = {"name": name, "name_en": name_en}, found.setdefault(process, [])
        if department not in known:
            known.append(department)
    return found
