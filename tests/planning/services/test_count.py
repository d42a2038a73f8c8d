"""PLN-01 to PLN-05 are counted from plan and trainings themselves (6.4.1, domain §4.2, §4.3 e o)."""

from datetime import datetime, timedelta

from governance.selectors.calendar import local_zone
from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind, Role
from kpi.models import Indicator, IndicatorValue, MeasureValue
from kpi.services.rollup import check_rollups
from planning.models import AnnualPlan, ResourceLine, TrainingSession
from planning.services.count import count_planning
from planning.states import PlanState, SessionState
from tests.kpi.counting import counted, make_counted
from tests.planning.world import DAY, NOW, make_figure, published, submitted

FORMULAS = {
    "PLN-01": "pln_approved_on_time / pln_plans_due",
    "PLN-02": "pln_processes_with_goal / pln_processes",
    "PLN-03": "pln_goals_achieved / pln_goals",
    "PLN-04": "pln_needs_met / pln_needs_approved",
    "PLN-05": "pln_trainings_held / pln_trainings_planned",
}
APRIL = datetime(2027, 4, 20, 10, 0, tzinfo=local_zone())


def count(at):
    """The sweep; the process of planning itself comes into use only now, or it would owe a goal."""
    make_counted("pln", {} if Indicator.objects.filter(code="PLN-01").exists() else FORMULAS)
    return count_planning(at=at)


def owe_plan(due_at, year=2027):
    ensure_duties(
        [
            Duty(
                kind=ObligationKind.ANNUAL_PLAN,
                clause="6.4.1",
                subject="company",
                period=str(year),
                title="年度规划",
                title_en="annual plan",
                url="",
                opens_at=NOW,
                due_at=due_at,
                role=Role.PMO,
            )
        ],
        at=NOW,
    )


def pair(code, period):
    row = IndicatorValue.objects.get(indicator__code=code, period=period, scope="company")
    return row.numerator, row.denominator


def test_a_plan_the_committee_approved_in_time_counts_where_it_was_due(company):
    owe_plan(NOW + 80 * DAY)
    published(company)

    count(APRIL)

    assert pair("PLN-01", "2026-12") == (1, 1)


def test_a_plan_approved_late_or_not_at_all_was_due_all_the_same(company):
    owe_plan(NOW - 2 * DAY)
    owe_plan(NOW + 200 * DAY, year=2028)
    published(company)

    count(APRIL)

    assert pair("PLN-01", "2026-10") == (0, 1)
    assert len(counted("pln_plans_due")) == 1


def test_a_year_on_record_as_not_made_before_the_policy_owed_no_plan(company):
    owe_plan(NOW + 80 * DAY)
    plan = submitted(company)
    AnnualPlan.objects.filter(pk=plan.pk).update(state=PlanState.NOT_MADE, is_before_policy=True)

    count(APRIL)

    assert counted("pln_plans_due") == []


def test_goals_are_a_snapshot_of_each_quarter_of_a_year_with_a_plan(company):
    published(company)

    count(APRIL)

    # Incident and change have a goal; the process of planning itself has none. 2026 had no plan: no number.
    assert counted("pln_processes_with_goal") == [("2027-03-31", "", 2), ("2027-04-25", "", 2)]
    assert pair("PLN-02", "2027-Q1") == (2, 3)
    assert not IndicatorValue.objects.filter(period="2026-Q4").exists()


def test_goals_achieved_are_those_not_missed_of_those_that_can_be_judged(company):
    published(company)
    make_figure(company.hours, "2027-01", 40, 10, verdict="missed")
    make_figure(company.hours, "2027-04", 10, 10, verdict="met")

    count(APRIL)
    count(APRIL + 30 * DAY)

    # The goal on changes has no figure and is in neither number; April is over in May only.
    assert counted("pln_goals") == [("2027-03-31", "", 1), ("2027-05-23", "", 1)]
    assert counted("pln_goals_achieved") == [("2027-03-31", "", 0), ("2027-05-23", "", 1)]


def test_needs_are_met_from_the_day_they_were_noted_as_provided(company):
    published(company)
    ResourceLine.objects.update(fulfilment="fulfilled", fulfilment_on=APRIL.date())

    count(APRIL)

    assert pair("PLN-04", "2027-Q1") == (0, 1)
    assert pair("PLN-04", "2027-Q2") == (1, 1)


def test_a_training_held_later_counts_where_it_was_planned(company):
    published(company)
    row = TrainingSession.objects.get()
    count(APRIL)
    before = pair("PLN-05", "2027-02")

    TrainingSession.objects.filter(pk=row.pk).update(
        state=SessionState.HELD, held_at=APRIL, starts_at=APRIL
    )
    count(APRIL)

    assert before == (0, 1)
    assert pair("PLN-05", "2027-02") == (1, 1)
    assert not IndicatorValue.objects.filter(indicator__code="PLN-05", period="2027-04").exists()


def test_counting_the_plan_twice_writes_nothing(company):
    owe_plan(NOW + 80 * DAY)
    published(company)
    count(APRIL)
    cells = set(MeasureValue.objects.values_list("pk", "value"))

    again = count(APRIL + timedelta(minutes=1))

    assert again.written == 0
    assert set(MeasureValue.objects.values_list("pk", "value")) == cells
    assert check_rollups() == []
