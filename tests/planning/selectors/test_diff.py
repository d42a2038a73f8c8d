"""Two versions side by side: lines are the same where their key is; amounts by the reader's rights (R53, G29)."""

from decimal import Decimal

import pytest

from planning.models import Milestone, PlanGoal, ResourceLine, TrainingLine
from planning.selectors.content import content_of, content_sha256
from planning.selectors.diff import base_of, plan_diff
from planning.services.line import remove_line, write_line
from planning.services.milestone import finish_milestone
from planning.services.plan import amend_plan, open_plan
from tests.planning.world import NOW, goal, milestone, published, section_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(company):
    old = published(company)
    return old, amend_plan(old, note="客户合同变更", by=company.officer, at=NOW)


def told(diff):
    return [(each.table, each.how, each.title) for each in diff.changes]


def test_a_copy_differs_in_nothing(versions):
    old, new = versions

    assert plan_diff(old, new).changes == ()
    assert base_of(new) == old


def test_a_changed_an_added_and_a_removed_line(versions, company):
    old, new = versions
    row = PlanGoal.objects.get(section__plan=new, indicator=company.hours)
    row.value = Decimal(3)
    write_line(row, by=company.officer, at=NOW)
    remove_line(Milestone.objects.get(section__plan=new), by=company.officer, at=NOW)
    section = section_of(new, company.operations)
    write_line(milestone(section, company.specialist, "新里程碑"), by=company.officer, at=NOW)

    diff = plan_diff(old, new)

    assert sorted((table, how) for table, how, _title in told(diff)) == [
        ("goals", "changed"),
        ("milestones", "added"),
        ("milestones", "removed"),
    ]
    changed = diff.of("goals")[0].fields
    assert [(each.name, each.before, each.after) for each in changed] == [
        ("value", "4 小时", "3 小时")
    ]


def test_changed_amounts_are_told_to_those_who_may_see_them(versions, company):
    old, new = versions
    line = ResourceLine.objects.get(section__plan=new)
    line.cost = Decimal(99)
    write_line(line, by=company.officer, at=NOW)
    lesson = TrainingLine.objects.get(section__plan=new)
    lesson.budget = Decimal(77)
    write_line(lesson, by=company.officer, at=NOW)

    assert len(plan_diff(old, new, company.officer).changes) == 2
    assert plan_diff(old, new, company.stranger).changes == ()


def test_between_two_years_goals_are_known_by_what_they_are_about(company):
    old = published(company)
    new = open_plan(2028, by=company.officer, at=NOW.replace(year=2027))
    section = section_of(new, company.operations)
    row = goal(section, company.incident, company.hours, "3")
    write_line(row, by=company.specialist, at=NOW.replace(year=2027))

    diff = plan_diff(base_of(new), new)

    assert diff.base == old
    assert {(table, how) for table, how, _title in told(diff)} == {
        ("goals", "changed"),
        ("goals", "removed"),
    }


def test_what_is_done_later_is_no_part_of_what_was_decided(company):
    plan = published(company)
    before = content_sha256(content_of(plan))
    row = Milestone.objects.get()
    finish_milestone(row, on=NOW.date(), note="", by=company.specialist, at=NOW)
    ResourceLine.objects.update(fulfilment="fulfilled")

    assert content_sha256(content_of(plan)) == before == plan.content_sha256


def test_a_promotion_is_told_from_a_training_and_plans_decided_before_keep_their_hash(
    versions, company
):
    old, new = versions
    line = TrainingLine.objects.get(section__plan=new)
    assert not any("kind" in facts for facts in content_of(old)["trainings"])
    line.kind = "promotion"
    write_line(line, by=company.officer, at=NOW)

    diff = plan_diff(old, new)

    changed = diff.of("trainings")[0].fields
    assert [(each.name, each.before, each.after) for each in changed] == [("kind", "培训", "推广")]
    assert content_of(new)["trainings"][0]["kind"] == "promotion"
