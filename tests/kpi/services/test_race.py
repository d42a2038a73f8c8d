"""Several at once (reliability C6–C8, §6.1): real connections, real locks, on whichever database runs the suite."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from governance.lib.periods import Week
from governance.lib.workflow import Refused
from governance.models import Department, Message, Obligation
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.states import ObligationState, Role
from kpi.models import IndicatorValue, MeasureValue, Submission
from kpi.services.duty import ensure_obligations
from kpi.services.reminder import late_weeks, remind_late
from kpi.services.rhythm import count_rhythm
from kpi.services.rollup import check_rollups
from kpi.services.submission import accept_submission, open_week, submit_week, withdraw_submission
from kpi.states import SubmissionState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.services.test_duty import rhythm_measures
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP, make_person

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())
ROUNDS = 6


@pytest.fixture
def place(specialist, colleague, officer, manager, operations):
    seed_calendar([2026], by=SETUP, at=NOW)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due", adopted_on=date(2025, 12, 29))
    return make_assignment(
        specialist, process, operations, deputy=colleague, valid_from=date(2025, 12, 29)
    )


def at_once(*acts):
    """Everybody starts at the same moment on a connection of their own; returns what came of each."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def attempt(number, act):
        try:
            barrier.wait(60)
            act()
            outcomes[number] = "won"
        except Refused as refusal:
            outcomes[number] = str(refusal)
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the test must show it
            outcomes[number] = repr(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def fresh(row):
    return Submission.objects.get(pk=row.pk)


def test_two_accept_and_the_specialist_withdraws_and_one_of_three_wins(
    place, specialist, officer, manager
):
    for number in range(1, ROUNDS + 1):
        week = Week(2026, number)
        row = submit_week(
            open_week(place, week, by=specialist, at=NOW), numbers(week=week), by=specialist, at=NOW
        )
        rows = [fresh(row) for _each in range(3)]

        outcomes = at_once(
            lambda rows=rows: accept_submission(rows[0], by=officer, at=NOW),
            lambda rows=rows: accept_submission(rows[1], by=manager, at=NOW),
            lambda rows=rows: withdraw_submission(rows[2], by=specialist, at=NOW),
        )

        assert outcomes.count("won") == 1, outcomes
        assert not any("Error" in each for each in outcomes), outcomes
        row = fresh(row)
        duty = Obligation.objects.get(period=week.label)
        if row.state == SubmissionState.ACCEPTED:
            assert duty.state in {ObligationState.DONE, ObligationState.LATE_DONE}
        else:
            assert (row.state, row.accepted_by, duty.state) == (
                SubmissionState.DRAFT,
                None,
                ObligationState.OPEN,
            )
    assert check_rollups() == []


def test_specialist_and_deputy_hand_in_the_same_week_and_one_wins(place, specialist, colleague):
    for number in range(1, ROUNDS + 1):
        week = Week(2026, number)

        def hand_in(person, value, week=week):
            entry = numbers(value, "9", week)
            return submit_week(open_week(place, week, by=person, at=NOW), entry, by=person, at=NOW)

        outcomes = at_once(lambda: hand_in(specialist, "1"), lambda: hand_in(colleague, "2"))

        assert outcomes.count("won") == 1, outcomes
        assert not any("Error" in each for each in outcomes), outcomes
        row = Submission.objects.get(iso_week=number)
        values = set(
            MeasureValue.objects.filter(submission=row, measure__code="s_met").values_list(
                "value", flat=True
            )
        )
        assert values == {1 if row.submitted_by == specialist else 2}


def test_acceptances_of_two_departments_at_once_both_count(place, specialist, officer, manager):
    other = Department.objects.create(code="second", name="二部", name_en="Second")
    person = make_person("ye", "叶一", other, Role.PROCESS_SPECIALIST)
    second = make_assignment(person, place.process, other, valid_from=date(2025, 12, 29))
    for number in range(2, ROUNDS + 2):
        week = Week(2026, number)
        rows = [
            submit_week(
                open_week(each, week, by=each.person, at=NOW),
                numbers(week=week),
                by=each.person,
                at=NOW,
            )
            for each in (place, second)
        ]

        outcomes = at_once(
            lambda rows=rows: accept_submission(rows[0], by=officer, at=NOW),
            lambda rows=rows: accept_submission(rows[1], by=manager, at=NOW),
        )

        assert outcomes == ["won", "won"]
        parts = len(week.slices())
        assert (
            IndicatorValue.objects.get(period=week.label, scope="company").denominator == 10 * parts
        )
    assert check_rollups() == []


def test_five_sweeps_at_once_make_each_thing_once(place, specialist, officer):
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))

    def sweep():
        ensure_obligations(at=NOW)
        count_rhythm(at=NOW)

    outcomes = at_once(*[sweep] * 5)

    assert outcomes == ["won"] * 5
    keys = list(Obligation.objects.values_list("kind", "subject", "period"))
    assert len(keys) == len(set(keys))
    assert Message.objects.filter(recipient=specialist).count() == 1
    assert check_rollups() == []
    before = (len(keys), Message.objects.count(), MeasureValue.objects.count())
    sweep()
    assert (
        Obligation.objects.count(),
        Message.objects.count(),
        MeasureValue.objects.count(),
    ) == before


def test_five_late_sweeps_after_three_weeks_of_darkness(place, specialist):
    ensure_obligations(at=NOW)
    back = NOW + timedelta(weeks=3)

    outcomes = at_once(*[lambda: ensure_obligations(at=back)] * 5)

    assert outcomes == ["won"] * 5
    made = Obligation.objects.filter(kind="weekly_data", opened_at=back)
    assert sorted(made.values_list("period", flat=True)) == ["2026-W09", "2026-W10", "2026-W11"]
    assert Message.objects.filter(recipient=specialist).count() == 2


def test_two_clicks_on_remind_remind_once(place, specialist, colleague, officer, manager):
    ensure_obligations(at=NOW)
    late = list(late_weeks(NOW))

    at_once(
        lambda: remind_late(late, by=officer, at=NOW),
        lambda: remind_late(late, by=manager, at=NOW + timedelta(milliseconds=3)),
    )

    assert Message.objects.filter(event_key__startswith="reminder:").count() == 2
