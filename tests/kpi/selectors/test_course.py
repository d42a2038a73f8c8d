"""The course of an indicator on its page: months with gaps, weeks, and nothing where nothing is."""

from datetime import date

import pytest

from governance.lib.periods import Month
from kpi.models import IndicatorValue, IndicatorVersion, MeasureValue, Target
from kpi.selectors.course import course_of
from kpi.selectors.course_chart import MONTHS, CourseView
from kpi.selectors.indicator import lines_of
from kpi.services.indicator import revise_definition
from kpi.services.rollup import rebuild_rollups
from tests.kpi.collecting import make_indicator, make_process, make_target
from tests.kpi.reporting import APRIL_8, FEBRUARY, make_months

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 9)
APRIL_30 = date(2026, 4, 30)


def course(indicator, person):
    return course_of(lines_of([indicator], on=ON)[0], person, on=ON)


def test_thirteen_months_end_with_the_latest_figure_and_keep_their_gaps(
    specialist, operations, officer
):
    world = make_months(specialist, operations, FEBRUARY)

    found = course(world.share, officer)

    latest = IndicatorValue.objects.filter(
        indicator=world.share, grain="month", scope="company", dimension=""
    ).order_by("-start")[0]
    assert len(found.chart.labels) == MONTHS
    assert found.chart.labels[-1] == latest.period
    assert found.chart.series[0].values[0] is None
    assert found.chart.target == 95
    assert found.periods[0].figure == latest
    assert found.grains == ("week", "month", "quarter", "year")


def test_without_figures_there_is_an_empty_chart(officer):
    indicator = make_indicator("INC-09", make_process(), "closed")

    found = course(indicator, officer)

    assert found.chart.is_empty
    assert (found.periods, found.grains) == ((), ())


def weeks_of(world, person, **view):
    view = CourseView(grain="week", **view)
    return course_of(lines_of([world.share], on=APRIL_30)[0], person, on=APRIL_30, view=view)


@pytest.fixture
def quarter(specialist, operations, officer):
    """Sixteen weeks of which one is far off, with a target that is raised on the way."""
    world = make_months(specialist, operations, Month(2026, 1), FEBRUARY, Month(2026, 3))
    Target.objects.filter(indicator=world.share).update(valid_to=date(2026, 2, 28))
    make_target(world.share, ">=", "97", valid_from=date(2026, 3, 1))
    cell = MeasureValue.objects.get(measure=world.measures["late"], start=date(2026, 3, 16))
    MeasureValue.objects.filter(pk=cell.pk).update(value=60)
    rebuild_rollups(at=APRIL_8)
    return world


def test_limits_and_signals_stand_on_the_weeks(quarter, officer):
    found = weeks_of(quarter, officer)

    assert found.limits is not None
    assert "2026-W12" in {signal.period for signal in found.signals}
    assert "2026-W12" in {mark.at for mark in found.chart.marks}
    assert found.chart.limits.upper <= 100


def test_a_target_that_changed_is_drawn_in_steps_and_marked(quarter, officer):
    found = weeks_of(quarter, officer)
    line = found.chart.series[-1]
    at = dict(zip(found.chart.labels, line.values, strict=True))

    # The week that crosses into March is judged by the target of its last day.
    assert (at["2026-W08"], at["2026-W09"], at["2026-W10"]) == (95, 97, 97)
    assert found.chart.target is None
    assert [row.period.label for row in found.periods if row.new_target] == ["2026-W09"]


def test_a_changed_formula_breaks_the_line_and_nothing_is_compared_across(quarter, officer):
    IndicatorVersion.objects.filter(indicator=quarter.share).update(valid_from=date(2026, 1, 1))
    revise_definition(
        quarter.share,
        "(closed - late - major) / closed",
        valid_from=date(2026, 3, 2),
        note="major ones count too",
        by=officer,
        at=APRIL_8,
    )

    found = weeks_of(quarter, officer)

    first, second = found.chart.series[:2]
    gaps = [
        (old is None, new is None) for old, new in zip(first.values, second.values, strict=True)
    ]
    assert (True, False) in gaps
    assert (False, False) not in gaps
    (fresh,) = [row for row in found.periods if row.new_series]
    assert (fresh.period.label, fresh.change_text) == ("2026-W10", "")
    assert [row.period for row in found.breaks] == ["2026-W10"]
    # Five weeks of the new definition are too few for limits, and the old ones do not help.
    assert found.limits is None


def test_every_point_leads_to_its_numbers(quarter, officer):
    found = weeks_of(quarter, officer, scope="department:operations")

    assert found.chart.links[-1].startswith("/indicators/INC-02/figures/2026-W")
    assert "scope=department%3Aoperations" in found.chart.links[-1]
    assert found.periods[0].url == found.chart.links[-1]


def test_a_stranger_does_not_see_another_departments_course(quarter, stranger):
    assert weeks_of(quarter, stranger, scope="department:operations").chart.is_empty
    assert not weeks_of(quarter, stranger).chart.is_empty
