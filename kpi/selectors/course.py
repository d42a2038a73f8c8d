"""The course of one indicator for the whole company: its line, and its figures period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Series
from governance.lib.periods import AnyPeriod, Month, parse_period
from governance.models import Person
from kpi.formulas import target_text
from kpi.formulas.grade import Scale
from kpi.models import Indicator, IndicatorValue, Target
from kpi.selectors.figure_text import FigureText, figure_text, passing_text
from kpi.selectors.indicator import COMPANY, IndicatorLine, light_of
from kpi.selectors.report_phrases import SHARES, is_english
from kpi.states import Grain, Kind

MONTHS, WEEKS = 13, 13
# Far enough back for thirteen periods of the longest grain that is drawn, the quarter.
BACK = timedelta(days=4 * 366)


@dataclass(frozen=True)
class CourseRow:
    """One period's figure as the table shows it."""

    figure: IndicatorValue
    period: AnyPeriod
    light: str
    target_text: str
    text: FigureText


@dataclass(frozen=True)
class Course:
    """What the page of an indicator shows of its figures; the chart is empty where there is none."""

    chart: Chart | None
    periods: tuple[CourseRow, ...]
    weeks: tuple[CourseRow, ...]
    scope: str = COMPANY


@dataclass(frozen=True)
class ScopeChoice:
    """Whose figures can be looked at."""

    scope: str
    name: str


def scopes_of(indicator: Indicator, person: Person) -> list[ScopeChoice]:
    """The company, then the departments and the projects that have figures the person may see."""
    rows = (
        IndicatorValue.objects.visible_to(person)
        .filter(indicator=indicator, dimension="")
        .exclude(scope=COMPANY)
        .order_by("department__rank", "project__code")
        .values_list(
            "scope", "department__name", "department__name_en", "project__name", "project__name_en"
        )
        .distinct()
    )
    found = [ScopeChoice(COMPANY, _("whole company"))]
    english = is_english()
    for scope, department, department_en, project, project_en in rows:
        name, name_en = (project, project_en) if project else (department, department_en)
        found.append(ScopeChoice(scope, (name_en if english else "") or name))
    return found


def course_of(
    line: IndicatorLine,
    person: Person,
    *,
    on: date,
    scope: str = COMPANY,
    scale: Scale | None = None,
) -> Course:
    """The last thirteen months of the company, a department or a project, gaps kept, in one question.

    An indicator without monthly figures shows those of the period it is judged by. Grades are listed,
    never drawn (G43).
    """
    indicator, scale = line.indicator, scale or Scale()
    rows = list(
        IndicatorValue.objects.visible_to(person)
        .filter(indicator=indicator, scope=scope, dimension="", start__gte=on - BACK, start__lte=on)
        .select_related("target")
        .order_by("-start")
    )
    months = [row for row in rows if row.grain == Grain.MONTH]
    drawn = months or [row for row in rows if row.grain == indicator.assessment_grain != Grain.WEEK]
    weeks = [row for row in rows if row.grain == Grain.WEEK]
    values = _monthly(months) if months else _as_they_are(drawn or weeks)
    unit = said(indicator, "unit")
    return Course(
        None if indicator.kind == Kind.QUALITATIVE else _chart(line, values, unit),
        tuple(_row(row, indicator, scale) for row in drawn[:MONTHS]),
        tuple(_row(row, indicator, scale) for row in weeks[:WEEKS]),
        scope,
    )


def _monthly(figures: Sequence[IndicatorValue]) -> list[tuple[str, Decimal | None]]:
    """Every month up to the latest figure; a month without one is a gap in the line."""
    found = {row.period: row.value for row in figures}
    month, months = Month.parse(figures[0].period), []
    for _turn in range(MONTHS):
        months.append(month.label)
        month = month.previous()
    return [(label, found.get(label)) for label in reversed(months)]


def _as_they_are(figures: Sequence[IndicatorValue]) -> list[tuple[str, Decimal | None]]:
    return [(row.period, row.value) for row in reversed(figures[:MONTHS])]


def _chart(line: IndicatorLine, values: list[tuple[str, Decimal | None]], unit: str) -> Chart:
    name, target = said(line.indicator), line.target
    drawn = target is not None and target.operator != Target.Operator.BETWEEN
    numbers = [value for _label, value in values if value is not None]
    whole = all(value == value.to_integral_value() for value in numbers)
    return Chart(
        title=name,
        labels=tuple(label for label, _value in values),
        series=(Series(name, tuple(value for _label, value in values)),),
        unit=unit,
        decimals=0 if whole and unit not in SHARES else 2,
        target=target.value if target is not None and drawn else None,
        target_label=line.target_text,
    )


def _row(figure: IndicatorValue, indicator: Indicator, scale: Scale) -> CourseRow:
    unit = said(indicator, "unit")
    return CourseRow(
        figure,
        parse_period(figure.period),
        light_of(figure),
        target_text(figure.target, unit) if figure.target else passing_text(scale),
        figure_text(figure, indicator, scale),
    )
