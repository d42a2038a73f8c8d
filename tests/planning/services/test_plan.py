"""A plan is opened in its window, filled by departments, compiled when complete (6.4.1; R49, G29, G30)."""

from datetime import date
from decimal import Decimal

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Approval, Message, Obligation, Vote
from governance.states import ApprovalState, Ballot, ObligationKind, ObligationState
from planning.models import AnnualPlan, PlanGoal, PlanSection
from planning.selectors.completeness import completeness_of
from planning.services.carry import CannotCarryGoal, carry_goal
from planning.services.decision import CannotSubmitPlan, submit_plan
from planning.services.goal import CannotWriteGoal
from planning.services.line import CannotWriteLine, remove_line, write_line
from planning.services.plan import (
    CannotAmendPlan,
    CannotCompilePlan,
    CannotOpenPlan,
    CannotReopenPlan,
    PlanTexts,
    amend_plan,
    compile_plan,
    drop_plan,
    open_plan,
    record_plan_not_made,
    reopen_plan,
    write_plan_texts,
)
from planning.services.plan_duty import settle_plan_duties
from planning.services.section import (
    CannotHandIn,
    CannotReturnSection,
    hand_in_section,
    return_section,
    take_back_section,
    write_section_summary,
)
from planning.states import GoalKind, PlanState, SectionState
from tests.planning.services.test_publication import owe_plan
from tests.planning.world import (
    DAY,
    NOW,
    decide,
    filled,
    goal,
    make_figure,
    milestone,
    need,
    published,
    relative,
    section_of,
    submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(company):
    return open_plan(2027, by=company.officer, at=NOW)


def test_open_plan_gives_every_department_its_section_and_duty(plan, company):
    duties = Obligation.objects.filter(kind=ObligationKind.PLAN_SECTION)

    assert (plan.number, plan.label) == ("YNTD-ITSS-0600-AP-2027", "V1.0")
    assert duties.count() == PlanSection.objects.filter(plan=plan).count() == 2
    assert {row.due_at for row in duties} == {plan.sections_due_at}
    assert plan.sections_due_at.astimezone(NOW.tzinfo).date() == date(2026, 11, 9)


def test_open_plan_before_its_window_is_refused_and_twice_too(company):
    with pytest.raises(CannotOpenPlan, match="2026-10-08"):
        open_plan(2027, by=company.officer, at=NOW - 30 * DAY)
    open_plan(2027, by=company.officer, at=NOW)

    with pytest.raises(CannotOpenPlan, match=r"V1\.0"):
        open_plan(2027, by=company.officer, at=NOW)


def test_open_plan_by_a_specialist_is_refused(company):
    with pytest.raises(NotAllowed):
        open_plan(2027, by=company.specialist, at=NOW)


def test_the_year_before_the_policy_is_recorded_with_a_reason_and_owes_nothing(company):
    duty = owe_plan(2025)
    with pytest.raises(NoteMissing):
        record_plan_not_made(2025, reason="。", by=company.officer, at=NOW)
    with pytest.raises(CannotOpenPlan):
        record_plan_not_made(2026, reason="没有编制", by=company.officer, at=NOW)

    plan = record_plan_not_made(2025, reason="制度发布在后", by=company.officer, at=NOW)

    duty.refresh_from_db()
    assert (plan.state, plan.is_before_policy) == (PlanState.NOT_MADE, True)
    assert duty.state == ObligationState.DONE
    assert not Obligation.objects.filter(kind=ObligationKind.PLAN_SECTION).exists()


def test_the_year_before_the_policy_may_be_made_afterwards(company):
    with pytest.raises(NoteMissing):
        open_plan(2025, by=company.officer, at=NOW)

    plan = open_plan(2025, by=company.officer, at=NOW, reason="补编")

    assert (plan.state, plan.is_before_policy) == (PlanState.DRAFT, True)
    assert not Obligation.objects.filter(kind=ObligationKind.PLAN_SECTION).exists()


def test_write_line_is_for_the_own_department_and_the_pmo(plan, company):
    section = section_of(plan, company.operations)
    with pytest.raises(NotAllowed):
        write_line(goal(section, company.incident, company.hours), by=company.stranger, at=NOW)

    write_line(goal(section, company.incident, company.hours), by=company.specialist, at=NOW)
    write_line(need(section), by=company.officer, at=NOW)

    plan.refresh_from_db()
    assert set(plan.authors) == {company.officer.pk, company.specialist.pk}


def test_write_line_over_what_somebody_else_wrote_is_a_conflict(plan, company):
    section = section_of(plan, company.operations)
    row = write_line(milestone(section, company.specialist), by=company.specialist, at=NOW)
    seen = row.written_at
    write_line(row, by=company.officer, at=NOW + DAY, seen=seen)

    with pytest.raises(Conflict, match=company.officer.name):
        write_line(row, by=company.specialist, at=NOW + DAY, seen=seen)


def test_write_line_outside_the_year_is_refused(plan, company):
    row = milestone(section_of(plan, company.operations), company.specialist)
    row.due_on = date(2028, 1, 1)

    with pytest.raises(CannotWriteLine):
        write_line(row, by=company.specialist, at=NOW)


def test_a_goal_speaks_of_an_adopted_indicator_of_its_process_once(plan, company):
    section = section_of(plan, company.operations)
    with pytest.raises(CannotWriteGoal):
        write_line(goal(section, company.incident, company.rate), by=company.officer, at=NOW)
    write_line(goal(section, company.incident, company.hours), by=company.specialist, at=NOW)
    with pytest.raises(CannotWriteGoal, match=r"运维部|O&M"):
        write_line(goal(section, company.incident, company.hours), by=company.officer, at=NOW)
    own = goal(section, company.incident, company.hours, scope=company.operations)

    assert write_line(own, by=company.officer, at=NOW).pk


def test_a_goal_that_no_figure_can_reach_is_refused(plan, company):
    section = section_of(plan, company.development)
    with pytest.raises(CannotWriteGoal):
        write_line(goal(section, company.change, company.rate, "101"), by=company.officer, at=NOW)
    upwards = relative(section, company.change, company.rate, change="20")
    with pytest.raises(CannotWriteGoal):
        write_line(upwards, by=company.officer, at=NOW)


def test_a_goal_without_an_indicator_gives_its_reason(plan, company):
    section = section_of(plan, company.operations)
    bare = PlanGoal(section=section, process=company.incident, kind=GoalKind.NONE, reason="。")
    with pytest.raises(CannotWriteGoal):
        write_line(bare, by=company.specialist, at=NOW)
    bare.reason = "本年度无外包"

    assert write_line(bare, by=company.specialist, at=NOW).reason == "本年度无外包"


def test_a_relative_goal_is_frozen_with_its_arithmetic_when_it_is_handed_in(plan, company):
    figure = make_figure(company.hours, "2026-Q3", "4200", "1000")
    section = section_of(plan, company.operations)
    row = write_line(
        relative(section, company.incident, company.hours), by=company.specialist, at=NOW
    )
    assert (row.operator, row.value) == ("<=", Decimal("3.78"))
    figure.numerator, figure.value = Decimal(4000), Decimal(4)
    figure.save()

    hand_in_section(section, by=company.specialist, at=NOW)
    figure.numerator = Decimal(1)
    figure.save()

    row.refresh_from_db()
    assert (row.value, row.baseline["exact"]) == (Decimal("3.6"), "4/1")


def test_a_section_with_a_baseline_that_cannot_be_computed_is_not_handed_in(plan, company):
    make_figure(company.hours, "2026-Q3", "4200", "1000", verdict="incomplete")
    section = section_of(plan, company.operations)
    row = write_line(
        relative(section, company.incident, company.hours), by=company.specialist, at=NOW
    )
    assert row.value is None
    with pytest.raises(CannotHandIn) as refusal:
        hand_in_section(section, by=company.specialist, at=NOW)
    assert len(refusal.value.problems) == 1
    remove_line(row, by=company.specialist, at=NOW)

    assert hand_in_section(section, by=company.specialist, at=NOW).state == SectionState.HANDED_IN


def test_hand_in_fulfils_and_closes_to_the_department_and_a_return_opens_again(plan, company):
    section = section_of(plan, company.operations)
    with pytest.raises(NotAllowed):
        hand_in_section(section, by=company.stranger, at=NOW)

    section = hand_in_section(section, by=company.specialist, at=NOW)

    duty = Obligation.objects.get(subject=f"plan-section:{section.pk}")
    assert duty.state == ObligationState.DONE
    line = goal(section, company.incident, company.hours)
    with pytest.raises(NotAllowed):
        write_line(line, by=company.specialist, at=NOW)
    with pytest.raises(NoteMissing):
        return_section(section, note="", by=company.officer, at=NOW)
    return_section(section, note="请补充措施", by=company.officer, at=NOW)
    duty.refresh_from_db()
    assert duty.state == ObligationState.OPEN
    assert Message.objects.filter(recipient=company.specialist, body="请补充措施").exists()
    assert write_line(line, by=company.specialist, at=NOW).pk


def test_take_back_is_for_the_own_department_while_the_plan_is_filled(plan, company):
    section = hand_in_section(section_of(plan, company.operations), by=company.specialist, at=NOW)
    with pytest.raises(NotAllowed):
        take_back_section(section, by=company.stranger, at=NOW)

    assert take_back_section(section, by=company.specialist, at=NOW).state == SectionState.OPEN


def test_write_section_summary_and_texts_notice_a_faster_hand(plan, company):
    section = section_of(plan, company.operations)
    write_section_summary(section, "稳定", seen=1, by=company.specialist, at=NOW)
    with pytest.raises(Conflict):
        write_section_summary(section, "更稳定", seen=1, by=company.officer, at=NOW)
    with pytest.raises(NotAllowed):
        write_section_summary(section, "别人的", seen=2, by=company.stranger, at=NOW)
    texts = PlanTexts("战略", "风险", "评审", effective_on=date(2026, 5, 1))
    written = write_plan_texts(plan, texts, seen=plan.version, by=company.officer, at=NOW)
    with pytest.raises(Conflict):
        write_plan_texts(plan, texts, seen=written.version - 1, by=company.officer, at=NOW)
    with pytest.raises(NotAllowed):
        write_plan_texts(plan, texts, seen=written.version, by=company.specialist, at=NOW)

    # A day outside the year is taken back into it.
    assert written.effective_on == date(2027, 1, 1)


def test_compile_names_what_is_lacking_and_by_whom(plan, company):
    with pytest.raises(CannotCompilePlan) as refusal:
        compile_plan(plan, by=company.officer, at=NOW)

    told = " ".join(refusal.value.problems)
    assert len(refusal.value.problems) == 4
    assert "事件管理" in told
    assert not completeness_of(plan).is_complete


def test_compile_of_a_complete_plan_has_a_hash_and_closes_returning(company):
    plan = compile_plan(filled(company), by=company.officer, at=NOW)

    assert (plan.state, len(plan.content_sha256)) == (PlanState.COMPILED, 64)
    section = section_of(plan, company.operations)
    with pytest.raises(CannotReturnSection):
        return_section(section, note="再改改", by=company.officer, at=NOW)
    with pytest.raises(CannotReturnSection):
        take_back_section(section, by=company.specialist, at=NOW)
    with pytest.raises(CannotHandIn):
        hand_in_section(section, by=company.specialist, at=NOW)
    plan = reopen_plan(plan, note="补充目标", by=company.officer, at=NOW)
    assert (plan.state, plan.content_sha256) == (PlanState.DRAFT, "")


def test_submit_is_for_the_process_manager_after_compiling_and_once(company):
    plan = filled(company)
    with pytest.raises(CannotSubmitPlan):
        submit_plan(plan, by=company.manager, at=NOW)
    compile_plan(plan, by=company.officer, at=NOW)
    with pytest.raises(NotAllowed):
        submit_plan(plan, by=company.officer, at=NOW)

    case = submit_plan(plan, by=company.manager, at=NOW)

    assert {row.person for row in case.authors.all()} == {
        company.officer,
        company.specialist,
        company.stranger,
    }
    assert "180000" not in str(case.facts)
    with pytest.raises(CannotSubmitPlan):
        submit_plan(plan, by=company.manager, at=NOW)
    for act in (reopen_plan, drop_plan):
        with pytest.raises(CannotReopenPlan):
            act(plan, note="撤一下", by=company.manager, at=NOW)


def test_an_edit_under_the_vote_makes_it_void_and_the_same_text_does_not(company):
    plan = submitted(company)
    decide(company, plan, Ballot.APPROVE, close=False)
    row = PlanGoal.objects.get(section__plan=plan, indicator=company.hours)
    write_line(row, by=company.officer, at=NOW)
    assert Vote.objects.filter(voided_at=None).count() == 1
    row.value = Decimal(3)
    write_line(row, by=company.officer, at=NOW)

    assert Vote.objects.filter(voided_at=None).count() == 0
    plan.refresh_from_db()
    case = Approval.objects.get()
    assert (case.state, case.content_sha256) == (ApprovalState.OPEN, plan.content_sha256)


def test_amend_copies_every_line_under_its_key_and_needs_a_reason(company):
    plan = published(company)
    with pytest.raises(NoteMissing):
        amend_plan(plan, note=" ", by=company.officer, at=NOW)

    fresh = amend_plan(plan, note="客户合同变更", by=company.officer, at=NOW)

    keys = set(PlanGoal.objects.filter(section__plan=plan).values_list("key", flat=True))
    assert keys == set(PlanGoal.objects.filter(section__plan=fresh).values_list("key", flat=True))
    assert (fresh.label, fresh.based_on, fresh.number) == ("V2.0", plan, plan.number)
    with pytest.raises(CannotOpenPlan):
        amend_plan(plan, note="又一次", by=company.officer, at=NOW)
    with pytest.raises(CannotAmendPlan):
        amend_plan(fresh, note="改修订稿", by=company.officer, at=NOW)
    drop_plan(fresh, note="不再需要", by=company.manager, at=NOW)
    assert amend_plan(plan, note="再来", by=company.officer, at=NOW).label == "V3.0"


def test_a_published_version_is_closed_to_everybody(company):
    plan = published(company)
    row = PlanGoal.objects.get(section__plan=plan, indicator=company.hours)

    with pytest.raises(NotAllowed):
        write_line(row, by=company.officer, at=NOW)
    with pytest.raises(WrongState):
        compile_plan(AnnualPlan.objects.get(pk=plan.pk), by=company.officer, at=NOW)


def test_settle_plan_duties_fulfils_what_came_into_being_later_and_once(company):
    plan = published(company)
    duty = owe_plan()

    assert settle_plan_duties(at=NOW + 90 * DAY) == 1

    duty.refresh_from_db()
    # Published in time, so in time, however late the clock looked.
    assert (duty.state, duty.evidence) == (ObligationState.DONE, str(plan))
    assert settle_plan_duties(at=NOW + 90 * DAY) == 0


def test_carry_goal_starts_from_the_line_of_this_year(company):
    plan = published(company)
    at = NOW.replace(year=2027)
    fresh = open_plan(2028, by=company.officer, at=at)
    row = PlanGoal.objects.select_related("section__plan").get(
        section__plan=plan, indicator=company.hours
    )

    copy = carry_goal(row, section_of(fresh, company.operations), by=company.specialist, at=at)

    assert (copy.value, copy.carried_from) == (row.value, row)
    assert copy.key != row.key
    with pytest.raises(CannotCarryGoal):
        carry_goal(row, section_of(fresh, company.development), by=company.officer, at=at)
