"""Findings, closing and who sees a self-assessment: what is missing, what is frozen (R66, G39)."""

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Obligation, Project
from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind, Role
from kpi.models import SelfAssessment
from kpi.selectors.self_assessment import closed_assessments
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
    void_assessment,
)
from kpi.states import AssessmentScope, AssessmentState, FindingState
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
