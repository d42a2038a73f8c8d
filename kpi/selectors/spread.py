"""One period of an indicator by department, by project and by the values of its dimensions (design §5)."""

from dataclasses import dataclass

from governance.models import Person
from kpi.formulas import target_text
from kpi.models import Indicator, IndicatorValue
from kpi.selectors.course_chart import CourseView, figure_url
from kpi.selectors.figure import scope_text
from kpi.selectors.indicator import COMPANY, light_of
from kpi.selectors.report_phrases import value_text


@dataclass(frozen=True)
class SpreadRow:
    """The figure of one department, one project or one value of a dimension."""

    name: str
    figure: IndicatorValue
    value_text: str
    target_text: str
    light: str
    url: str
    query: str


@dataclass(frozen=True)
class Spread:
    """The parts of a company figure: three ways to divide the same sum, never to be added to each other."""

    departments: tuple[SpreadRow, ...] = ()
    projects: tuple[SpreadRow, ...] = ()
    parts: tuple[SpreadRow, ...] = ()


def spread_of(indicator: Indicator, person: Person, *, period: str, unit: str) -> Spread:
    """The parts of a period's company figure a person may see. One statement."""
    rows = (
        IndicatorValue.objects.visible_to(person)
        .filter(indicator=indicator, period=period)
        .exclude(scope=COMPANY, dimension="")
        .select_related("department", "project", "target")
        .order_by("dimension", "department__rank", "project__code", "dimension_value")
    )
    departments: list[SpreadRow] = []
    projects: list[SpreadRow] = []
    parts: list[SpreadRow] = []
    for row in rows:
        if row.dimension and row.scope != COMPANY:
            continue
        whole = departments if row.project_id is None else projects
        (parts if row.dimension else whole).append(_row(indicator, row, unit))
    return Spread(tuple(departments), tuple(projects), tuple(parts))


def _row(indicator: Indicator, row: IndicatorValue, unit: str) -> SpreadRow:
    view = CourseView(row.grain, row.scope, row.dimension, row.dimension_value)
    return SpreadRow(
        scope_text(row),
        row,
        value_text(row.value, unit, target=row.target),
        target_text(row.target, unit) if row.target else "",
        light_of(row),
        figure_url(indicator.code, row.period, view),
        f"{row.dimension}:{row.dimension_value}" if row.dimension else row.scope,
    )
