"""The course of one indicator: its figures period by period, drawn with limits and with what changed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english, said
from governance.lib.chart import Chart
from governance.lib.periods import AnyPeriod, parse_period
from governance.models import Person
from kpi.formulas import change, stored, target_text
from kpi.formulas.grade import Scale
from kpi.models import Indicator, IndicatorValue
from kpi.selectors.course_chart import (
    WINDOW,
    CourseSignal,
    CourseView,
    DrawnSeries,
    figure_url,
    is_new_series,
    line_of,
)
from kpi.selectors.figure_text import FigureText, figure_text, passing_text
from kpi.selectors.indicator import COMPANY, IndicatorLine, light_of
from kpi.selectors.report_phrases import change_text
from kpi.states import Grain, Kind, Verdict


@dataclass(frozen=True)
class CourseRow:
    """One period's figure as the table shows it; what began with it is said on its line."""

    figure: IndicatorValue
    period: AnyPeriod
    light: str
    target_text: str
    text: FigureText
    url: str = ""
    change_text: str = ""
    new_series: bool = False
    new_target: bool = False


@dataclass(frozen=True)
class Course:
    """What the page of an indicator shows of its figures; the chart is empty where there is none."""

    chart: Chart | None
    grain: str
    grains: tuple[str, ...]
    periods: tuple[CourseRow, ...]
    signals: tuple[CourseSignal, ...] = ()
    limits: tuple[str, str, str] | None = None
    breaks: tuple[IndicatorValue, ...] = field(default=())

    @property
    def latest(self) -> IndicatorValue | None:
        """The last figure that is whole; where none is, the last one."""
        figures = [row.figure for row in self.periods]
        whole = (figure for figure in figures if figure.verdict != Verdict.INCOMPLETE)
        return next(whole, figures[0] if figures else None)


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
    view: CourseView | None = None,
    scale: Scale | None = None,
) -> Course:
    """The figures of one grain and scope up to a day, gaps kept; a changed formula breaks the line.

    Nothing is compared across a change of formula: neither limits nor the change to the period
    before reach over it (domain §4.1 no. 4). Without a grain it is the one the indicator is judged
    by, or the coarsest finer one that has figures. Grades are listed, never drawn (G43). Two statements.
    """
    view = view or CourseView()
    kept = (
        IndicatorValue.objects.visible_to(person)
        .filter(
            indicator=line.indicator,
            scope=view.scope,
            dimension=view.dimension,
            dimension_value=view.dimension_value,
            start__lte=on,
        )
        .order_by("-start")
    )
    grains = set(kept.order_by().values_list("grain", flat=True).distinct())
    grain = view.grain or _grain_of(line.indicator.assessment_grain, grains)
    rows = list(
        kept.filter(grain=grain).select_related("target", "definition")[: WINDOW[Grain(grain)]]
    )[::-1]
    unit = said(line.indicator, "unit")
    is_graded = line.indicator.kind == Kind.QUALITATIVE
    series = DrawnSeries(line, view, [] if is_graded else rows, unit)
    scale = scale or Scale()
    return Course(
        chart=None if is_graded else series.chart(),
        grain=grain,
        grains=tuple(each for each in Grain.values if each in grains),
        periods=tuple(_lines(rows, line.indicator, scale, view))[::-1],
        signals=series.found,
        limits=series.limit_texts(),
        breaks=tuple(row for before, row in pairwise(rows) if is_new_series(before, row)),
    )


def _grain_of(judged: str, grains: set[str]) -> str:
    """Judged by the year with monthly figures only, the months are shown."""
    if judged in grains or not grains:
        return judged
    order = list(Grain.values)
    finer = [each for each in order[: order.index(judged)] if each in grains]
    return finer[-1] if finer else next(each for each in order if each in grains)


def _lines(
    rows: Sequence[IndicatorValue], indicator: Indicator, scale: Scale, view: CourseView
) -> list[CourseRow]:
    lines = []
    unit = said(indicator, "unit")
    before: IndicatorValue | None = None
    for row in rows:
        new_series = before is not None and is_new_series(before, row)
        known = before is not None and not new_series and _follows(before, row)
        lines.append(
            CourseRow(
                row,
                parse_period(row.period),
                light_of(row),
                target_text(row.target, unit) if row.target else passing_text(scale),
                figure_text(row, indicator, scale),
                figure_url(indicator.code, row.period, view),
                _change(before, row, unit) if known and before else "",
                new_series,
                before is not None and line_of(before.target) != line_of(row.target),
            )
        )
        before = row
    return lines


def _follows(before: IndicatorValue, row: IndicatorValue) -> bool:
    return before.period == parse_period(row.period).previous().label


def _change(before: IndicatorValue, row: IndicatorValue, unit: str) -> str:
    if Verdict.INCOMPLETE in {before.verdict, row.verdict}:
        return ""
    found = change(row.value, before.value)
    if found is None:
        return ""
    facts = {"absolute": stored(found.absolute), "relative": stored(found.relative)}
    told = {name: None if fact is None else str(fact) for name, fact in facts.items()}
    return change_text(told, unit)
