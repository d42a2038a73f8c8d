"""A self-assessment from its plan to its closing: who may, what is missing, what is frozen (R66, G39)."""

from datetime import date

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Project
from kpi.selectors.evidence_proposal import Proposal
from kpi.services.assessed_item import (
    CannotJudge,
    add_assessment_evidence,
    drop_assessment_evidence,
    take_proposals,
)
from kpi.services.self_assessment import (
    CannotMoveAssessment,
    CannotPlanAssessment,
    NewAssessment,
    name_assessors,
    plan_assessment,
    start_assessment,
)
from kpi.states import AssessmentScope, AssessmentState
from processes.models import Assignment
from tests.kpi.assessing import NOW, Assessing


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


# Planning


def test_plan_numbers_and_keeps_the_checklist_in_force(world):
    row = world.planned()

    assert row.number.endswith("ZP-2026-01")
    assert row.checklist == world.form
    assert row.state == AssessmentState.PLANNED


def test_plan_without_a_checklist_in_force_is_refused(world):
    new = NewAssessment(2026, [world.officer])

    with pytest.raises(CannotPlanAssessment):
        plan_assessment(new, by=world.officer, at=NOW)


def test_plan_by_a_specialist_is_refused(world):
    world.checklist()

    with pytest.raises(NotAllowed):
        plan_assessment(NewAssessment(2026, [world.officer]), by=world.specialist, at=NOW)


@pytest.mark.parametrize("year", [2027, 1999])
def test_plan_of_a_year_that_has_not_begun_or_never_was_is_refused(world, year):
    world.checklist()

    with pytest.raises(CannotPlanAssessment):
        plan_assessment(NewAssessment(year, [world.officer]), by=world.officer, at=NOW)


def test_plan_of_projects_needs_projects_and_one_of_the_company_has_none(world):
    project = Project.objects.create(code="river", name="江河项目")
    world.checklist()
    people = [world.officer]

    with pytest.raises(CannotPlanAssessment):
        plan_assessment(
            NewAssessment(2026, people, AssessmentScope.PROJECTS), by=world.officer, at=NOW
        )
    with pytest.raises(CannotPlanAssessment):
        plan_assessment(NewAssessment(2026, people, projects=[project]), by=world.officer, at=NOW)


def test_an_auditor_or_nobody_is_no_assessor(world, auditor):
    world.checklist()

    with pytest.raises(CannotPlanAssessment):
        plan_assessment(NewAssessment(2026, [auditor]), by=world.officer, at=NOW)
    with pytest.raises(CannotPlanAssessment):
        plan_assessment(NewAssessment(2026, []), by=world.officer, at=NOW)


# Separation: assessor ≠ owner or specialist of the assessed process


def test_start_with_nobody_who_may_judge_a_process_is_refused(world):
    row = world.planned(assessors=[world.specialist])

    with pytest.raises(CannotMoveAssessment, match="事件管理"):
        start_assessment(row, by=world.officer, at=world.at())
    name_assessors(row, [world.specialist, world.stranger], by=world.officer, at=world.at())
    assert start_assessment(row, by=world.officer, at=world.at()).state == AssessmentState.RUNNING


def test_judge_by_who_reported_the_process_earlier_that_year_is_refused(world):
    row = world.running(assessors=[world.specialist, world.stranger])
    incident, problem, _general = world.rows(row)

    with pytest.raises(NotAllowed):
        world.judge(incident, by=world.specialist)
    assert world.judge(problem, by=world.specialist).judged_by == world.specialist


def test_judge_by_the_owner_of_the_process_is_refused(world):
    world.problem.owner = world.stranger
    world.problem.save()
    row = world.running()
    _incident, problem, _general = world.rows(row)

    with pytest.raises(NotAllowed):
        world.judge(problem, by=world.stranger)


def test_judge_by_the_deputy_of_the_process_is_refused(world):
    Assignment.objects.create(
        person=world.head,
        deputy=world.stranger,
        process=world.problem,
        department=world.operations,
        valid_from=date(2026, 3, 1),
    )
    row = world.running()

    with pytest.raises(NotAllowed):
        world.judge(world.rows(row)[1], by=world.stranger)


def test_judge_by_somebody_who_is_not_named_is_refused(world):
    row = world.running()

    with pytest.raises(NotAllowed):
        world.judge(world.rows(row)[0], by=world.manager)


def test_somebody_who_has_judged_stays_in_the_team(world):
    row = world.running()
    world.judge(world.rows(row)[0])

    with pytest.raises(CannotPlanAssessment):
        name_assessors(row, [world.officer], by=world.officer, at=world.at())
    name_assessors(row, [world.stranger], by=world.officer, at=world.at())


# Judging


def test_judge_before_the_start_has_no_item_and_after_the_evaluation_is_refused(world):
    assert world.rows(world.planned()) == []
    row = world.evaluated()

    with pytest.raises(WrongState):
        world.judge(world.rows(row)[0])


@pytest.mark.parametrize("verdict", ["in_part", "nonconform", "not_applicable"])
def test_anything_but_conform_says_why(world, verdict):
    row = world.running()

    with pytest.raises(NoteMissing):
        world.judge(world.rows(row)[0], verdict, "。")


def test_an_unknown_verdict_is_refused(world):
    row = world.running()

    with pytest.raises(CannotJudge):
        world.judge(world.rows(row)[0], "perfect")


def test_judge_unseen_is_a_conflict(world):
    row = world.running()
    item = world.rows(row)[0]
    world.judge(item)

    with pytest.raises(Conflict):
        world.judge(item, "in_part", "只有一半")


def test_a_verdict_can_be_taken_back_while_items_are_judged(world):
    row = world.running()
    item = world.judge(world.rows(row)[0])

    empty = world.judge(item, "")

    assert (empty.verdict, empty.judged_by) == ("", None)


def test_evidence_is_added_and_taken_off_by_a_judge_alone(world):
    row = world.running()
    item = world.rows(row)[0]

    found = add_assessment_evidence(
        item, "事件台账", "/processes/incident/", by=world.stranger, at=world.at()
    )
    with pytest.raises(NotAllowed):
        drop_assessment_evidence(found, by=world.manager, at=world.at())
    drop_assessment_evidence(found, by=world.stranger, at=world.at())

    assert item.evidence.count() == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "data:text/html,x"])
def test_evidence_with_a_strange_address_is_refused(world, url):
    row = world.running()

    with pytest.raises(CannotJudge):
        add_assessment_evidence(world.rows(row)[0], "台账", url, by=world.stranger, at=world.at())


def test_a_proposal_is_taken_once(world):
    item = world.rows(world.running())[0]
    one = Proposal("reports:2026", "月报 10 份", "10 reports", "/reports/")

    first = take_proposals(item, [one], by=world.stranger, at=world.at())
    again = take_proposals(item, [one], by=world.stranger, at=world.at())

    assert (len(first), len(again)) == (1, 0)
