from datetime import date, datetime, timedelta

import pytest

from governance.lib.periods import Week
from governance.models import Message, Obligation
from governance.selectors.calendar import local_zone, work_calendar
from governance.services.calendar import seed_calendar
from governance.states import ObligationKind
from kpi.models import IndicatorValue, MeasureValue
from kpi.selectors.duty import owed_by_company, weekly_owed
from kpi.selectors.rule import collection_rules
from kpi.services.duty import ensure_obligations
from kpi.services.rhythm import count_rhythm
from kpi.services.rollup import check_rollups
from kpi.services.submission import accept_submission, open_week, return_submission, submit_week
from tests.kpi.assessing import Assessing
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP

pytestmark = pytest.mark.usefixtures("english")


def moment(day, clock="10:00"):
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=local_zone())


@pytest.fixture
def calendar(db):
    seed_calendar([2025, 2026], by=SETUP, at=moment("2026-01-01"))


@pytest.fixture
def place(specialist, officer, operations, calendar):
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due", adopted_on=date(2025, 12, 29))
    return make_assignment(specialist, process, operations, valid_from=date(2025, 12, 29))


def weekly():
    return Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA).order_by("period")


@pytest.mark.parametrize(
    ("week", "due"),
    [
        ("2026-W06", "2026-02-09"),
        ("2026-W07", "2026-02-24"),
        ("2026-W08", "2026-02-24"),
        ("2026-W14", "2026-04-07"),
        ("2026-W18", "2026-05-06"),
        ("2026-W40", "2026-10-08"),
        ("2026-W53", "2027-01-04"),
    ],
)
def test_weekly_due_vectors_of_the_calendar(place, week, due):
    ensure_obligations(at=moment(due, "18:00"))

    row = weekly().get(period=week)
    assert row.due_at == moment(due, "17:00")
    assert bool(row.calendar_note) == (week == "2026-W53")


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ("2026-01", "2026-02-06"),
        ("2026-02", "2026-03-06"),
        ("2026-03", "2026-04-08"),
        ("2026-09", "2026-10-13"),
        ("2026-11", "2026-12-07"),
    ],
)
def test_monthly_report_due_vectors(place, month, due):
    ensure_obligations(at=moment("2026-12-15"))

    row = Obligation.objects.get(kind=ObligationKind.MONTHLY_REPORT, period=month)
    assert (row.due_at, row.responsible_role) == (moment(due, "17:00"), "pmo")


def test_a_week_opens_on_monday_and_not_before(place):
    ensure_obligations(at=moment("2026-02-15", "23:59"))
    assert not weekly().filter(period="2026-W07").exists()

    ensure_obligations(at=moment("2026-02-16", "00:00"))

    row = weekly().get(period="2026-W07")
    assert (row.responsible, row.department_id) == (place.person, place.department_id)
    assert "2026" in row.title
    assert "Incident management" in row.title_en
    assert row.url == f"/weekly/{place.pk}/2026-W07/"


def test_the_sweep_run_twice_changes_nothing(place):
    at = moment("2026-02-16")
    first = ensure_obligations(at=at)
    before = (Obligation.objects.count(), Message.objects.count())

    assert ensure_obligations(at=at + timedelta(minutes=1)) == []
    assert first
    assert (Obligation.objects.count(), Message.objects.count()) == before


def test_three_weeks_of_darkness_are_made_good_in_one_run(place):
    ensure_obligations(at=moment("2026-03-09"))
    told = Message.objects.filter(recipient=place.person).count()

    created = ensure_obligations(at=moment("2026-03-31"))

    mine = [row for row in created if row.kind == ObligationKind.WEEKLY_DATA]
    assert [row.period for row in mine] == ["2026-W11", "2026-W12", "2026-W13"]
    assert [row.is_backfilled for row in mine] == [True, True, False]
    assert Message.objects.filter(recipient=place.person).count() == told + 1


def test_nothing_is_created_for_the_future(place):
    at = moment("2026-11-22")
    ensure_obligations(at=at)

    assert not Obligation.objects.filter(opened_at__gt=at).exists()
    assert max(weekly().values_list("period", flat=True)) == "2026-W46"


def test_plan_and_self_assessment_open_in_their_window(place):
    ensure_obligations(at=moment("2026-10-07"))
    assert not Obligation.objects.filter(kind=ObligationKind.ANNUAL_PLAN, period="2027").exists()

    ensure_obligations(at=moment("2026-10-08"))

    plan = Obligation.objects.get(kind=ObligationKind.ANNUAL_PLAN, period="2027")
    assert plan.due_at == moment("2026-12-31", "23:59") + timedelta(seconds=59)
    assert (
        Obligation.objects.filter(kind=ObligationKind.SELF_ASSESSMENT, period="2026").count() == 1
    )
    assert set(
        Obligation.objects.filter(kind=ObligationKind.QUARTERLY_REVIEW).values_list(
            "period", flat=True
        )
    ) >= {"2026-Q1", "2026-Q2", "2026-Q3"}


def test_a_process_without_adopted_indicators_owes_nothing(place, specialist, operations):
    other = make_process("quiet", "QUI", "静", "Quiet")
    make_indicator("Q-01", other, "q_a", adopted_on=None) if make_measure("q_a", other) else None
    quiet = make_assignment(specialist, other, operations)

    ensure_obligations(at=moment("2026-02-16"))

    assert not Obligation.objects.filter(subject=f"assignment:{quiet.pk}").exists()


def test_a_monthly_process_owes_only_the_week_of_the_months_end(
    specialist, officer, operations, calendar
):
    process = make_process("yearly", "YEA", "月度", "Monthly one")
    make_measure("m_a", process)
    make_indicator("Y-01", process, "m_a", cadence="month", adopted_on=date(2026, 1, 1))
    make_assignment(specialist, process, operations, valid_from=date(2026, 1, 1))

    ensure_obligations(at=moment("2026-03-09"))

    assert list(weekly().values_list("period", flat=True)) == ["2026-W05", "2026-W09"]


def test_collection_starts_where_the_pmo_says(place, decide):
    decide("collect_from", "2026-02-09")

    ensure_obligations(at=moment("2026-02-24"))

    assert list(weekly().values_list("period", flat=True)) == ["2026-W07", "2026-W08"]


def test_a_hand_over_leaves_one_duty_per_week(place, colleague, operations):
    place.valid_to = date(2026, 2, 11)
    place.save()
    after = make_assignment(colleague, place.process, operations, valid_from=date(2026, 2, 12))

    ensure_obligations(at=moment("2026-02-24"))

    owners = dict(weekly().filter(period__gte="2026-W06").values_list("period", "subject"))
    assert owners == {
        "2026-W06": f"assignment:{place.pk}",
        "2026-W07": f"assignment:{after.pk}",
        "2026-W08": f"assignment:{after.pk}",
    }


def test_without_a_calendar_the_due_time_says_so(place):
    owed = weekly_owed(Week.parse("2027-W10"), collection_rules(), work_calendar())

    assert owed.due_at == moment("2027-03-15", "17:00")
    assert "2027" in owed.calendar_note


@pytest.mark.performance
@pytest.mark.parametrize("count", [2, 40])
def test_the_sweep_costs_the_same_statements_for_any_number_of_assignments(
    place, specialist, development, count, django_assert_max_num_queries
):
    for number in range(count):
        process = make_process(f"p{number}", f"P{number:02}", f"过程{number}", f"Process {number}")
        measure = make_measure(f"p{number}_a", process)
        make_indicator(f"P-{number:02}", process, measure.code, adopted_on=date(2025, 12, 29))
        make_assignment(specialist, process, development, valid_from=date(2025, 12, 29))

    with django_assert_max_num_queries(26):
        created = ensure_obligations(at=moment("2026-03-16"))
    assert len(created) > 10 * count
    with django_assert_max_num_queries(10):
        ensure_obligations(at=moment("2026-03-16", "10:01"))


def rhythm_measures(process):
    for code in (
        "mon_expected",
        "mon_on_time",
        "mon_accepted",
        "mon_accepted_at_first",
        "mon_points_expected",
        "mon_points_valid",
        "mon_reports_due",
        "mon_reports_on_time",
        "rev_self_assessments",
    ):
        make_measure(code, process, entry="system")
    for code, formula in (
        ("MON-01", "mon_on_time / mon_expected"),
        ("MON-02", "mon_accepted_at_first / mon_accepted"),
        ("MON-03", "mon_points_valid / mon_points_expected"),
        ("MON-04", "mon_reports_on_time / mon_reports_due"),
    ):
        make_indicator(code, process, formula)
    year = make_indicator("REV-02", process, "rev_self_assessments", unit="次", cadence="year")
    make_target(year, value="1")


def value(code, period):
    row = IndicatorValue.objects.filter(
        indicator__code=code, period=period, scope="company"
    ).first()
    return (
        None
        if row is None
        else (int(row.numerator), None if row.denominator is None else int(row.denominator))
    )


def test_the_rhythm_counts_punctuality_acceptance_and_completeness(place, specialist, officer):
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))
    at = moment("2026-02-24", "10:00")
    ensure_obligations(at=at)
    w06, w07, w08 = (Week(2026, number) for number in (6, 7, 8))
    for week, when in ((w06, moment("2026-02-10")), (w07, at)):
        row = submit_week(
            open_week(place, week, by=specialist, at=when),
            numbers(week=week),
            by=specialist,
            at=when,
        )
        if week == w07:
            row = return_submission(row, by=officer, at=at, note="请核对分母")
            row = submit_week(row, numbers("5", "5", week=week), by=specialist, at=at)
        accept_submission(row, by=officer, at=at)
    when = moment("2026-02-25", "10:07")
    ensure_obligations(at=when)

    count_rhythm(at=when)

    assert value("MON-01", w06.label) == (0, 1)
    assert value("MON-01", w07.label) == (1, 1)
    assert value("MON-01", w08.label) == (0, 1)
    assert value("MON-02", w07.label) == (0, 1)
    assert value("MON-02", "2026-02") == (1, 2)
    assert value("MON-03", w07.label) == (2, 2)
    assert value("MON-03", w08.label) == (0, 2)
    assert value("MON-04", "2026-02") == (0, 1)
    assert check_rollups() == []


def test_the_rhythm_counted_twice_writes_nothing(place):
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))
    at = moment("2026-02-25", "10:07")
    ensure_obligations(at=at)
    count_rhythm(at=at)
    before = MeasureValue.objects.count()

    again = count_rhythm(at=at + timedelta(minutes=1))

    assert (again.written, MeasureValue.objects.count()) == (0, before)


def test_the_self_assessment_is_neither_met_nor_missed_before_it_is_due_or_done(place):
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))
    ensure_obligations(at=moment("2026-12-31", "12:00"))
    count_rhythm(at=moment("2026-12-31", "12:00"))
    assert value("REV-02", "2026") is None

    count_rhythm(at=moment("2027-01-02", "12:00"))

    row = IndicatorValue.objects.get(indicator__code="REV-02", period="2026", scope="company")
    assert (row.value, row.verdict) == (0, "missed")


def test_a_closed_self_assessment_meets_the_only_kpi_of_the_policy(operations, development):
    world = Assessing(operations, development)
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))
    ensure_obligations(at=world.at())
    row = world.closed()

    count_rhythm(at=row.closed_at)

    row = IndicatorValue.objects.get(indicator__code="REV-02", period="2026", scope="company")
    assert (row.value, row.verdict) == (1, "met")


@pytest.mark.django_db
def test_the_plan_of_the_year_before_the_policy_is_never_owed():
    """Issued on 2025-01-07, the policy could not ask for a plan of 2025 (G30)."""
    at = datetime(2026, 11, 2, 12, 0, tzinfo=local_zone())
    owed = owed_by_company(at, date(2024, 9, 30), collection_rules(), work_calendar())
    plans = [each.period.label for each in owed if each.kind == ObligationKind.ANNUAL_PLAN]

    assert plans == ["2026", "2027"]
