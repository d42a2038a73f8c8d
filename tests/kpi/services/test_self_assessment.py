"""A self-assessment from its plan to its closing: who may, what is missing, what is frozen (R66, G39)."""

from datetime import date

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Obligation, Project
from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind, Role
from kpi.models import SelfAssessment
from kpi.selectors.evidence_proposal import Proposal
from kpi.selectors.self_assessment import closed_assessments
from kpi.services.assessed_item import (
    CannotJudge,
    add_assessment_evidence,
    drop_assessment_evidence,
    take_proposals,
)
from kpi.services.assessment_closing import close_assessment, order_report, write_conclusion
from kpi.services.assessment_finding import (
    CannotDecideFinding,
    accept_finding,
    evaluate_assessment,
    reconsider_finding,
    resume_assessment,
    take_up_finding,
    word_finding,
)
from kpi.services.self_assessment import (
    CannotMoveAssessment,
    CannotPlanAssessment,
    NewAssessment,
    name_assessors,
    plan_assessment,
    start_assessment,
    void_assessment,
)
from kpi.states import AssessmentScope, AssessmentState, FindingState
from processes.models import Assignment
from tests.kpi.assessing import NOW, Assessing
from tests.people import make_person


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


def owed(at, year=2026):
    duty = Duty(
        ObligationKind.SELF_ASSESSMENT,
        "7",
        "company",
        str(year),
        "自评估",
        "Self-assessment",
        "",
        opens_at=at,
        due_at=at.replace(month=12, day=31),
        role=Role.PMO,
    )
    return ensure_duties([duty], at=at)[0]


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


# Evaluating and findings


def test_evaluate_with_an_item_without_verdict_is_refused(world):
    row = world.running()
    world.judge(world.rows(row)[0])

    with pytest.raises(CannotMoveAssessment, match="2"):
        evaluate_assessment(row, by=world.officer, at=world.at())


def test_evaluate_makes_one_finding_per_gap_with_the_department_that_is_known(world):
    row = world.evaluated()

    found = [
        (each.position, each.process, each.department, each.text)
        for each in row.findings.order_by("position")
    ]
    assert found == [
        (1, world.incident, world.operations, "看到的情况 in_part"),
        (2, None, None, "看到的情况 nonconform"),
    ]


def test_evaluate_where_all_conforms_makes_no_finding(world):
    row = world.evaluated(verdicts=("conform", "conform", "conform"))

    assert row.findings.count() == 0


def test_resume_undoes_findings_and_figures_until_one_is_decided(world):
    row = world.evaluated()

    resume_assessment(row, note="漏看一项", by=world.officer, at=world.at())
    row.refresh_from_db()
    assert (row.findings.count(), row.figures, row.state) == (0, [], AssessmentState.RUNNING)

    row = evaluate_assessment(row, by=world.officer, at=world.at())
    first = row.findings.get(position=1)
    accept_finding(first, note="风险可接受", by=world.officer, at=world.at())
    with pytest.raises(CannotDecideFinding):
        resume_assessment(row, note="再看一次", by=world.officer, at=world.at())


def test_accept_without_department_or_reason_is_refused(world):
    first, second = world.evaluated().findings.order_by("position")

    with pytest.raises(CannotDecideFinding):
        accept_finding(second, note="可接受", by=world.officer, at=world.at())
    with pytest.raises(NoteMissing):
        accept_finding(first, note="", by=world.officer, at=world.at())


def test_accept_by_who_answers_for_the_process_is_refused(world):
    world.incident.owner = world.manager
    world.incident.save()
    first = world.evaluated().findings.get(position=1)

    with pytest.raises(NotAllowed):
        accept_finding(first, note="可接受", by=world.manager, at=world.at())
    with pytest.raises(NotAllowed):
        accept_finding(first, note="可接受", by=world.head, at=world.at())


def test_reconsider_makes_a_finding_open_again(world):
    first = world.evaluated().findings.get(position=1)
    accept_finding(first, note="可接受", by=world.officer, at=world.at())

    found = reconsider_finding(first, note="委员会不同意", by=world.manager, at=world.at())

    assert (found.state, found.decided_by) == (FindingState.OPEN, None)


def test_take_up_sets_the_department_that_answers(world):
    second = world.evaluated().findings.get(position=2)

    found = take_up_finding(second, "GJ-1", world.development, by=world.officer, at=world.at())

    assert (found.state, found.department) == (FindingState.TAKEN_UP, world.development)
    assert (
        take_up_finding(found, "GJ-2", world.operations, by=world.officer, at=world.at()) == found
    )


def test_take_up_before_the_evaluation_is_refused(world):
    row = world.evaluated()
    first = row.findings.first()
    SelfAssessment.objects.filter(pk=row.pk).update(state="running")

    with pytest.raises(WrongState):
        take_up_finding(first, "GJ-1", world.operations, by=world.officer, at=world.at())


def test_write_finding_unseen_is_a_conflict(world):
    first = world.evaluated().findings.get(position=1)

    with pytest.raises(Conflict):
        word_finding(first, "另说", department=None, seen=9, by=world.officer, at=world.at())


# Closing


def test_close_freezes_counts_and_fulfils_the_year(world):
    duty = owed(NOW)
    row = world.closed()

    duty.refresh_from_db()
    assert row.state == AssessmentState.CLOSED
    assert len(row.content_sha256) == 64
    assert row.content["verdicts"] == {
        "conform": 1,
        "in_part": 1,
        "nonconform": 1,
        "not_applicable": 0,
    }
    assert (duty.state, duty.evidence) == ("done", row.number)
    assert len(closed_assessments()) == 1


def test_close_with_something_missing_names_all_of_it(world):
    row = world.evaluated()

    with pytest.raises(CannotMoveAssessment) as refusal:
        close_assessment(row, by=world.manager, at=world.at())

    assert str(refusal.value).count("；") == 3


def test_close_by_an_officer_is_refused(world):
    row = world.decided()

    with pytest.raises(NotAllowed):
        close_assessment(row, by=world.officer, at=world.at())


def test_close_by_a_manager_who_judged_or_wrote_is_refused(world):
    row = world.decided(assessors=[world.officer, world.stranger, world.manager])
    with pytest.raises(NotAllowed):
        close_assessment(row, by=world.manager, at=world.at())

    other = world.decided()
    write_conclusion(other, "总体符合。", "", seen=other.version, by=world.manager, at=world.at())
    with pytest.raises(NotAllowed):
        close_assessment(other, by=world.manager, at=world.at())
    second = make_person("mu", "穆清", world.development, Role.PROCESS_MANAGER)
    assert close_assessment(other, by=second, at=world.at()).closed_by == second


def test_a_closed_one_does_not_change(world):
    row = world.closed()
    given = {"by": world.officer, "at": world.at()}

    with pytest.raises(WrongState):
        write_conclusion(row, "改", "", seen=row.version, **given)
    with pytest.raises(WrongState):
        void_assessment(row, note="作废", by=world.manager, at=world.at())
    with pytest.raises(WrongState):
        reconsider_finding(row.findings.first(), note="再想想", **given)
    with pytest.raises(WrongState):
        close_assessment(row, by=world.manager, at=world.at())


def test_one_of_projects_is_told_apart_and_leaves_the_year_owed(world):
    project = Project.objects.create(code="river", name="江河项目")
    duty = owed(NOW)

    row = world.closed(scope=AssessmentScope.PROJECTS, projects=[project])

    duty.refresh_from_db()
    assert duty.state == "open"
    assert closed_assessments() == []
    assert [each["project"] for each in row.figures] == ["river"]


def test_void_needs_a_manager_and_a_reason(world):
    row = world.running()

    with pytest.raises(NotAllowed):
        void_assessment(row, note="取消", by=world.officer, at=world.at())
    with pytest.raises(NoteMissing):
        void_assessment(row, note="", by=world.manager, at=world.at())
    assert void_assessment(row, note="改期", by=world.manager, at=world.at()).state == "void"


def test_the_report_is_ordered_only_once_closed(world):
    row = world.decided()

    with pytest.raises(CannotMoveAssessment):
        order_report(row, language="en", form="pdf", by=world.officer, at=world.at())


def test_write_conclusion_by_a_stranger_to_it_is_refused(world):
    row = world.running()

    with pytest.raises(NotAllowed):
        write_conclusion(row, "好", "", seen=row.version, by=world.head, at=world.at())


# Who sees what


def test_visible_to_readers_once_evaluated_and_to_its_assessors_before(world, employee):
    row = world.running()

    def seen(person):
        return SelfAssessment.objects.visible_to(person).filter(pk=row.pk).exists()

    assert [seen(person) for person in (world.officer, world.stranger)] == [True, True]
    assert [seen(person) for person in (world.specialist, world.head)] == [False, False]
    for each in world.rows(row):
        world.judge(each)
    evaluate_assessment(row, by=world.officer, at=world.at())
    assert [seen(person) for person in (world.specialist, world.head)] == [True, True]
    assert not seen(employee)


def test_the_number_of_a_void_one_is_not_given_again(world):
    first = world.planned()
    void_assessment(first, note="改期", by=world.manager, at=world.at())

    assert world.planned().number.endswith("02")
    assert Obligation.objects.count() == 0
