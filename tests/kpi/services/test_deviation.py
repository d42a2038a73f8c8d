from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.lib.periods import Month
from governance.lib.workflow import Conflict, NotAllowed, WrongState
from governance.models import Message, Obligation
from governance.selectors.calendar import local_day
from governance.states import ObligationKind, ObligationState
from kpi.models import Deviation, Report
from kpi.services.deviation import (
    Analysis,
    CannotAskForAnalysis,
    CannotSettleDeviation,
    ask_analysis,
    settle_deviation,
    settle_signal,
)
from kpi.services.report import compile_report, submit_report
from kpi.services.signal import watch_signals
from kpi.states import DeviationState, ReportState
from tests.kpi.reporting import ANALYSIS, FEBRUARY, MARCH_6, change_late, make_months
from tests.kpi.signalling import CALM, NOV_10, OCT_10, make_watched, put
from tests.people import SETUP


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, FEBRUARY)


@pytest.fixture
def report(world):
    return compile_report(FEBRUARY, by=SETUP, at=MARCH_6)


def test_analysis_alone_leaves_the_decision_open(world, report, officer):
    row = settle_deviation(
        report, world.share, Analysis(cause="人员不足", impact="客户等待"), by=officer, at=MARCH_6
    )

    assert row.state == DeviationState.ANALYSED
    assert report.authors == [officer.pk]


def test_analysis_with_decision_is_decided_and_says_by_whom(world, report, officer):
    row = settle_deviation(report, world.share, ANALYSIS, by=officer, at=MARCH_6)

    assert (row.state, row.decision, row.decided_by) == (DeviationState.DECIDED, "accept", officer)


def test_by_a_specialist_is_refused(world, report, specialist):
    with pytest.raises(NotAllowed):
        settle_deviation(report, world.share, ANALYSIS, by=specialist, at=MARCH_6)


def test_a_watch_until_a_day_that_is_over_is_refused(world, report, officer, specialist):
    day = local_day(MARCH_6)
    watch = replace(ANALYSIS, decision="watch", responsible=specialist, due_on=day)
    settle_deviation(report, world.share, watch, by=officer, at=MARCH_6)
    over = replace(watch, due_on=day - timedelta(days=1))

    with pytest.raises(CannotSettleDeviation):
        settle_deviation(report, world.share, over, by=officer, at=MARCH_6)


@pytest.mark.parametrize(
    "lack",
    [
        {"cause": "。"},
        {"impact": "  "},
        {"decision_reason": "？"},
        {"decision": "watch"},
        {"decision": "adhoc_review"},
        {"decision": "improvement"},
        {"decision": "improvement", "due_on": date(2026, 3, 31)},
    ],
)
def test_a_decision_lacking_what_it_needs_is_refused(world, report, officer, lack):
    with pytest.raises(CannotSettleDeviation):
        settle_deviation(report, world.share, replace(ANALYSIS, **lack), by=officer, at=MARCH_6)

    assert Deviation.objects.get().state == DeviationState.OPEN


def test_an_improvement_with_measure_person_and_day_is_decided(world, report, officer, head):
    found = replace(
        ANALYSIS,
        decision="improvement",
        measure="增加值守",
        responsible=head,
        due_on=date(2026, 3, 31),
    )

    assert settle_deviation(report, world.share, found, by=officer, at=MARCH_6).responsible == head


def test_somebody_elses_later_text_is_not_overwritten(world, report, officer, manager):
    settle_deviation(report, world.share, ANALYSIS, seen=0, by=officer, at=MARCH_6)

    with pytest.raises(Conflict):
        settle_deviation(report, world.share, ANALYSIS, seen=1, by=manager, at=MARCH_6)


def test_an_indicator_that_met_its_target_has_no_deviation(world, report, officer):
    with pytest.raises(CannotSettleDeviation):
        settle_deviation(report, world.count, ANALYSIS, by=officer, at=MARCH_6)


def test_a_red_that_vanishes_lapses_and_comes_back(world, report, officer):
    settle_deviation(report, world.share, ANALYSIS, by=officer, at=MARCH_6)
    for cell in world.measures["late"].values.all():
        cell.value = 0
        cell.save()
    change_late(world, FEBRUARY.start, 0)
    submit_report(report, by=officer, at=MARCH_6)

    assert Deviation.objects.get().state == DeviationState.LAPSED


# --- the register ------------------------------------------------------------------------------------


@pytest.fixture
def signal(specialist, operations, officer, manager, head):
    put(make_watched(specialist, operations), [*CALM, 70])
    watch_signals(at=OCT_10)
    return Deviation.objects.get(rule="beyond_limit")


BARE = Analysis(cause="值守人员不足", impact="两个客户等待")


def test_ask_analysis_is_owed_by_its_person_and_done_with_the_analysis(signal, officer, specialist):
    ask_analysis(signal, specialist, by=officer, at=OCT_10)

    duty = Obligation.objects.get(kind=ObligationKind.DEVIATION_ANALYSIS)
    assert (duty.responsible, duty.state) == (specialist, ObligationState.OPEN)
    assert local_day(duty.due_at) == date(2025, 10, 15)
    settle_signal(signal, BARE, by=specialist, at=OCT_10)
    duty.refresh_from_db()
    assert duty.state == ObligationState.DONE


def test_a_late_analysis_is_done_late(signal, officer, head):
    ask_analysis(signal, head, by=officer, at=OCT_10)

    settle_signal(signal, BARE, by=head, at=NOV_10)

    assert Obligation.objects.get().state == ObligationState.LATE_DONE


def test_asking_somebody_else_hands_the_duty_over(signal, officer, specialist, head):
    ask_analysis(signal, specialist, by=officer, at=OCT_10)
    ask_analysis(signal, head, by=officer, at=OCT_10 + timedelta(days=1))

    assert Obligation.objects.get().responsible == head
    asked = Message.objects.exclude(event_key__startswith="signals:")
    assert asked.filter(recipient__in=[specialist, head]).count() == 2


def test_ask_analysis_of_a_stranger_is_refused(signal, officer, stranger):
    with pytest.raises(CannotAskForAnalysis):
        ask_analysis(signal, stranger, by=officer, at=OCT_10)


def test_ask_analysis_by_a_specialist_is_refused(signal, specialist):
    with pytest.raises(NotAllowed):
        ask_analysis(signal, specialist, by=specialist, at=OCT_10)


def test_ask_analysis_of_what_is_decided_is_refused(signal, officer, specialist):
    settle_signal(signal, ANALYSIS, by=officer, at=OCT_10)

    with pytest.raises(WrongState):
        ask_analysis(signal, specialist, by=officer, at=OCT_10)


def test_whoever_was_not_asked_does_not_analyse(signal, specialist, colleague, stranger):
    for person in (specialist, colleague, stranger):
        with pytest.raises(NotAllowed):
            settle_signal(signal, BARE, by=person, at=OCT_10)


def test_whoever_was_asked_decides_nothing(signal, officer, specialist):
    ask_analysis(signal, specialist, by=officer, at=OCT_10)
    signal.refresh_from_db()

    with pytest.raises(NotAllowed):
        settle_signal(signal, ANALYSIS, by=specialist, at=OCT_10)


def test_whoever_was_asked_does_not_reopen_a_decision(signal, officer, specialist):
    ask_analysis(signal, specialist, by=officer, at=OCT_10)
    settle_signal(signal, ANALYSIS, by=officer, at=OCT_10)
    signal.refresh_from_db()

    with pytest.raises(WrongState):
        settle_signal(signal, BARE, by=specialist, at=OCT_10)


def test_settle_signal_with_an_old_look_is_a_conflict(signal, officer, manager):
    settle_signal(signal, BARE, seen=signal.version, by=officer, at=OCT_10)

    with pytest.raises(Conflict):
        settle_signal(signal, ANALYSIS, seen=signal.version, by=manager, at=OCT_10)


def test_whoever_settles_in_a_draft_is_an_author_of_it(signal, officer):
    report = compile_report(Month(2025, 9), by=SETUP, at=OCT_10)

    settle_signal(signal, ANALYSIS, by=officer, at=OCT_10)

    report.refresh_from_db()
    assert report.authors == [officer.pk]


def test_while_a_report_waits_for_its_issue_nothing_moves(signal, officer):
    report = compile_report(Month(2025, 9), by=SETUP, at=OCT_10)
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)

    with pytest.raises(WrongState):
        settle_signal(signal, ANALYSIS, by=officer, at=OCT_10)


def test_after_the_issue_the_undecided_is_decided_once_and_the_report_stays(signal, officer):
    report = compile_report(Month(2025, 9), by=SETUP, at=OCT_10)
    Report.objects.filter(pk=report.pk).update(state=ReportState.ISSUED)
    settle_signal(signal, ANALYSIS, by=officer, at=NOV_10)

    report.refresh_from_db()
    assert report.authors == []
    with pytest.raises(WrongState):
        settle_signal(signal, replace(ANALYSIS, cause="改写原因"), by=officer, at=NOV_10)


def test_what_lapsed_is_not_settled(signal, officer):
    put(signal.indicator, [*CALM, 96])
    watch_signals(at=OCT_10)

    with pytest.raises(WrongState):
        settle_signal(signal, ANALYSIS, by=officer, at=OCT_10)
