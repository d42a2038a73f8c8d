"""The course of an indicator on its page: months with gaps, weeks, and nothing where nothing is."""

from datetime import date

import pytest

from kpi.models import IndicatorValue
from kpi.selectors.course import MONTHS, course_of
from kpi.selectors.indicator import lines_of
from tests.kpi.collecting import make_indicator, make_process
from tests.kpi.reporting import FEBRUARY, make_months

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 9)


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
    assert found.weeks[0].period.label.startswith("2026-W")


def test_without_figures_there_is_an_empty_chart(officer):
    indicator = make_indicator("INC-09", make_process(), "closed")

    found = course(indicator, officer)

    assert found.chart.is_empty
    assert (found.periods, found.weeks) == ((), ())
