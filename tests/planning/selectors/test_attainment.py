"""How goals stand, from the kept figures: shares by the year so far, counts period by period (domain §4.3 c e k)."""

from datetime import date

import pytest

from planning.models import PlanGoal
from planning.selectors.attainment import attainments_of
from planning.selectors.content import goals_of
from planning.selectors.progress import progress_of
from planning.selectors.section import unmet_goals
from planning.services.plan import open_plan
from tests.planning.world import NOW, make_figure, published, section_of

pytestmark = pytest.mark.django_db
AUTUMN = NOW.replace(year=2027)


@pytest.fixture
def plan(company):
    return published(company)


def lights(plan, person=None):
    return {each.goal.indicator.code: each for each in attainments_of(goals_of(plan), 2027, person)}


def test_a_share_is_judged_by_the_year_so_far_though_it_is_not_complete(plan, company):
    make_figure(company.rate, "2027", 96, 100, verdict="incomplete", covered=30, expected=52)

    found = lights(plan)["CHG-01"]

    assert (found.light, found.value) == ("met", "96.00%")
    assert (found.covered, found.expected) == (30, 52)


def test_a_count_is_judged_by_its_periods_and_not_by_the_total_of_the_year(plan, company):
    make_figure(company.hours, "2027", 12, None, verdict="missed")
    make_figure(company.hours, "2027-01", 9, None, verdict="missed")
    make_figure(company.hours, "2027-02", 3, None, verdict="met")
    make_figure(company.hours, "2027-03", 0, None, verdict="incomplete")

    found = lights(plan)["INC-04"]

    assert (found.light, found.met, found.judged) == ("watch", 1, 2)
    # The month that is not complete is no figure to show either.
    assert found.value.startswith("3")


def test_a_goal_without_a_figure_is_no_sample(plan):
    assert {each.light for each in lights(plan).values()} == {"no_sample"}


def test_a_departments_figure_is_not_told_to_another_department(plan, company):
    PlanGoal.objects.filter(indicator=company.hours).update(scope=company.operations)
    make_figure(company.hours, "2027", 10, 2, department=company.operations, verdict="missed")

    assert lights(plan, company.stranger)["INC-04"].light == "no_sample"
    assert lights(plan, company.specialist)["INC-04"].light == "missed"


def test_unmet_goals_are_offered_to_the_same_department_until_they_are_taken_up(plan, company):
    make_figure(company.hours, "2027", 50, 10, verdict="missed")
    make_figure(company.rate, "2027", 99, 100, verdict="met")
    fresh = open_plan(2028, by=company.officer, at=AUTUMN)

    offered = unmet_goals(section_of(fresh, company.operations))

    assert [each.goal.indicator.code for each in offered] == ["INC-04"]
    assert unmet_goals(section_of(fresh, company.development)) == []
    assert unmet_goals(section_of(plan, company.operations)) == []


def test_progress_counts_what_is_judged_and_what_is_done(plan, company):
    make_figure(company.hours, "2027", 50, 10, verdict="missed")
    make_figure(company.rate, "2027", 99, 100, verdict="met")

    found = progress_of(plan, company.officer, at=AUTUMN)

    assert (found.goals.done, found.goals.total) == (1, 2)
    assert found.goals.percent == 50
    assert [line.light for line in found.milestones] == ["overdue"]
    assert found.milestones[0].row.due_on == date(2027, 3, 31)
    assert (found.resources_met.done, found.resources_met.total) == (0, 1)
    assert (found.trainings_held.done, found.trainings_held.total) == (0, 1)
    assert progress_of(plan, company.stranger, at=AUTUMN).resources == ()
