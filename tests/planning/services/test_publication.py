"""What the committee approved comes into force, and nothing else does (5.1①, R25, R53; domain §4.3k)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import Obligation
from governance.services.approval import NotApproved
from governance.services.obligation import Duty, ensure_duties
from governance.states import Ballot, ObligationKind, ObligationState, Role
from kpi.models import Target
from kpi.services.indicator import CannotSetTarget
from planning.models import AnnualPlan, Milestone, PlanGoal
from planning.services.decision import submit_plan
from planning.services.line import write_line
from planning.services.milestone import CannotFinishMilestone, finish_milestone
from planning.services.plan import amend_plan, compile_plan
from planning.services.publication import CannotPublishPlan, publish_plan
from planning.states import PlanState
from tests.planning.world import DAY, NOW, decide, published, submitted

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)


def owe_plan(year=2027):
    duty = Duty(
        kind=ObligationKind.ANNUAL_PLAN,
        clause="6.4.1",
        subject="company",
        period=str(year),
        title="年度规划",
        title_en="annual plan",
        url="",
        opens_at=NOW,
        due_at=NOW + 80 * DAY,
        role=Role.PMO,
    )
    return ensure_duties([duty], at=NOW)[0]


def test_publish_plan_brings_the_year_into_being_at_once(company):
    duty = owe_plan()

    plan = published(company)

    assert plan.state == PlanState.PUBLISHED
    assert plan.effective_on == JANUARY
    duty.refresh_from_db()
    assert (duty.state, duty.evidence) == (ObligationState.DONE, str(plan))
    target = Target.objects.get(indicator=company.hours)
    assert (target.operator, target.value) == ("<=", Decimal(4))
    assert (target.valid_from, target.valid_to) == (JANUARY, date(2027, 12, 31))
    assert plan.number in target.basis
    assert plan.resolution.number in target.basis
    assert PlanGoal.objects.get(indicator=company.hours).issued == target
    owed = Obligation.objects.get(kind=ObligationKind.MILESTONE)
    assert (owed.responsible, owed.due_at.astimezone(NOW.tzinfo).date()) == (
        company.specialist,
        date(2027, 3, 31),
    )


def test_publish_plan_ends_what_held_on_the_eve(company):
    before = Target.objects.create(
        indicator=company.hours, operator="<=", value=Decimal(5), valid_from=date(2026, 1, 1)
    )

    published(company)

    before.refresh_from_db()
    assert before.valid_to == date(2026, 12, 31)


def test_publish_plan_before_the_committee_decided_is_refused_and_after_it_works(company):
    plan = submitted(company)
    with pytest.raises(NotApproved):
        publish_plan(plan, by=company.manager, at=NOW)
    assert not Target.objects.exists()

    decide(company, plan)

    assert publish_plan(plan, by=company.manager, at=NOW).state == PlanState.PUBLISHED


def test_publish_plan_that_was_voted_down_is_refused(company):
    plan = submitted(company)
    decide(company, plan, Ballot.OPPOSE, Ballot.OPPOSE, Ballot.OPPOSE)

    with pytest.raises(NotApproved):
        publish_plan(plan, by=company.manager, at=NOW)


def test_publish_plan_by_an_officer_is_refused(company):
    plan = submitted(company)
    decide(company, plan)

    with pytest.raises(NotAllowed):
        publish_plan(plan, by=company.officer, at=NOW)


def test_an_edit_after_the_decision_takes_the_approval_away(company):
    plan = submitted(company)
    decide(company, plan)
    goal = PlanGoal.objects.get(section__plan=plan, indicator=company.hours)
    goal.value = Decimal(3)
    write_line(goal, by=company.officer, at=NOW)

    with pytest.raises(NotApproved):
        publish_plan(plan, by=company.manager, at=NOW)


def test_publish_plan_whose_rows_were_changed_past_the_services_is_refused(company):
    plan = submitted(company)
    decide(company, plan)
    goal = PlanGoal.objects.get(section__plan=plan, indicator=company.hours)
    goal.value = Decimal(1)
    goal.save()

    with pytest.raises(CannotPublishPlan):
        publish_plan(plan, by=company.manager, at=NOW)


def test_a_plan_published_in_the_running_year_judges_from_that_day_on(company):
    late = NOW.replace(year=2027, month=2, day=8)
    plan = submitted(company)
    decide(company, plan)

    plan = publish_plan(plan, by=company.manager, at=late)

    assert plan.effective_on == late.date()
    assert Target.objects.get(indicator=company.hours).valid_from == late.date()


def amended(company, at, *, effective_on, value="3"):
    """The version in force, amended, decided and published again."""
    old = AnnualPlan.objects.get(state=PlanState.PUBLISHED)
    plan = amend_plan(old, note="客户合同变更", by=company.officer, at=at)
    AnnualPlan.objects.filter(pk=plan.pk).update(effective_on=effective_on)
    goal = PlanGoal.objects.get(section__plan=plan, indicator=company.hours)
    goal.value = Decimal(value)
    write_line(goal, by=company.officer, at=at)
    plan = compile_plan(AnnualPlan.objects.get(pk=plan.pk), by=company.officer, at=at)
    submit_plan(plan, by=company.manager, at=at)
    decide(company, plan, at=at)
    return publish_plan(plan, by=company.manager, at=at)


def test_an_amendment_judges_from_its_first_day_and_leaves_the_rest(company):
    first = published(company)
    at = NOW.replace(year=2027, month=6, day=14)

    second = amended(company, at, effective_on=date(2027, 7, 1))

    first.refresh_from_db()
    assert (first.state, second.ordinal) == (PlanState.SUPERSEDED, 2)
    spans = Target.objects.filter(indicator=company.hours).order_by("valid_from")
    assert [(row.value, row.valid_from, row.valid_to) for row in spans] == [
        (Decimal(4), JANUARY, date(2027, 6, 30)),
        (Decimal(3), date(2027, 7, 1), date(2027, 12, 31)),
    ]
    # What the amendment left as it was goes on under its old target.
    assert Target.objects.filter(indicator=company.rate).count() == 1
    kept = PlanGoal.objects.get(section__plan=second, indicator=company.rate)
    assert kept.issued == Target.objects.get(indicator=company.rate)


def test_an_amendment_before_the_year_replaces_what_never_held(company):
    published(company)

    amended(company, NOW + 30 * DAY, effective_on=JANUARY)

    target = Target.objects.get(indicator=company.hours)
    assert (target.value, target.valid_from) == (Decimal(3), JANUARY)


def test_what_was_done_under_the_earlier_version_stays_done(company):
    plan = published(company)
    at = NOW.replace(year=2027, month=3, day=20)
    row = Milestone.objects.get(section__plan=plan)
    finish_milestone(row, on=at.date(), note="演练记录", by=company.specialist, at=at)

    second = amended(company, at + 80 * DAY, effective_on=date(2027, 7, 1))

    again = Milestone.objects.get(section__plan=second)
    assert (again.key, again.done_on, again.done_note) == (row.key, at.date(), "演练记录")
    owed = Obligation.objects.get(kind=ObligationKind.MILESTONE)
    assert owed.state == ObligationState.DONE


def test_a_milestone_an_amendment_moves_is_owed_by_its_new_day_only(company):
    published(company)
    at = NOW.replace(year=2027, month=2, day=1)
    old = AnnualPlan.objects.get(state=PlanState.PUBLISHED)
    plan = amend_plan(old, note="推迟演练", by=company.officer, at=at)
    row = Milestone.objects.get(section__plan=plan)
    row.due_on = date(2027, 9, 30)
    write_line(row, by=company.officer, at=at)
    plan = compile_plan(AnnualPlan.objects.get(pk=plan.pk), by=company.officer, at=at)
    submit_plan(plan, by=company.manager, at=at)
    decide(company, plan, at=at)

    publish_plan(plan, by=company.manager, at=at)

    states = dict(
        Obligation.objects.filter(kind=ObligationKind.MILESTONE).values_list("subject", "state")
    )
    assert sorted(states.values()) == [ObligationState.OPEN, ObligationState.WAIVED]
    assert states[f"milestone:{row.key}:2027-09-30"] == ObligationState.OPEN


def test_a_plan_that_fails_to_publish_leaves_nothing_behind(company):
    plan = submitted(company)
    decide(company, plan)
    Target.objects.create(
        indicator=company.rate, operator=">=", value=Decimal(96), valid_from=date(2027, 5, 1)
    )

    with pytest.raises(CannotSetTarget, match="2027-05-01"):
        publish_plan(plan, by=company.manager, at=NOW)

    plan.refresh_from_db()
    assert plan.state == PlanState.COMPILED
    assert not Target.objects.filter(indicator=company.hours).exists()
    assert not Obligation.objects.filter(kind=ObligationKind.MILESTONE).exists()


def test_finish_milestone_once_by_whoever_is_responsible(company):
    plan = published(company)
    at = NOW.replace(year=2027, month=3, day=20)
    row = Milestone.objects.get(section__plan=plan)
    with pytest.raises(NotAllowed):
        finish_milestone(row, on=at.date(), note="", by=company.stranger, at=at)
    tomorrow = at.date() + timedelta(days=1)
    with pytest.raises(CannotFinishMilestone):
        finish_milestone(row, on=tomorrow, note="", by=company.specialist, at=at)

    finish_milestone(row, on=at.date(), note="", by=company.specialist, at=at)

    with pytest.raises(CannotFinishMilestone):
        finish_milestone(row, on=at.date(), note="", by=company.specialist, at=at)
