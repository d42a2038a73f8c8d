"""What the values of grades and of projects look like to a program."""

from datetime import date

import pytest

from governance.models import Project
from tests.kpi.api.test_value import VALUES, make_figure
from tests.kpi.collecting import make_indicator, make_measure, make_process
from tests.rest import check_shape, machine, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    process = make_process()
    make_measure("inc_all", process)
    return make_indicator("INC-04", process, "inc_all")


@pytest.fixture
def ask(officer):
    client = machine(make_token(officer)[1])

    def _ask(expected=200, **query):
        answer = client.get(VALUES, query)
        return answer.json() if expected == 200 else check_shape(answer, expected)

    return _ask


def test_a_qualitative_figure_is_told_by_its_grade(ask, indicator):
    make_figure(
        indicator,
        "2026-02",
        None,
        grade="fair",
        worst_grade="poor",
        narrative="=minutes",
        as_of=date(2026, 2, 28),
    )

    (item,) = ask(indicator="INC-04", grain="month")["items"]

    assert (item["value"], item["grade"], item["worst_grade"]) == (None, "fair", "poor")
    assert (item["narrative"], item["as_of"]) == ("=minutes", "2026-02-28")


def test_a_project_is_a_scope_of_its_own(ask, indicator):
    project = Project.objects.create(code="METRO", name="城轨")
    make_figure(indicator, "2026-02", "90")
    make_figure(indicator, "2026-02", "80", scope="project:METRO", project=project)

    (item,) = ask(grain="month", scope="project:METRO")["items"]
    assert (item["scope"], item["value"]) == ("project:METRO", "80")
    assert len(ask(grain="month", scope="all")["items"]) == 2
    assert "scope" in ask(400, grain="month", scope="project:NONE")["fields"]
