"""What becomes of a signal: restated, watched, carried into the next draft (6.4.2③, R19)."""

from dataclasses import replace
from datetime import date

import pytest

from governance.lib.periods import Month
from kpi.models import Deviation, Report
from kpi.selectors.deviation import deviations_awaiting_improvement, deviations_awaiting_review
from kpi.services.deviation import settle_signal
from kpi.services.report import CannotIssueReport, compile_report, submit_report
from kpi.services.rollup import mark_final
from kpi.services.signal import watch_signals
from kpi.states import DeviationState, FigureStatus, ReportState
from tests.kpi.reporting import ANALYSIS
from tests.kpi.services.test_signal import opened
from tests.kpi.signalling import CALM, NOV_10, OCT_10, SEPTEMBER, make_watched, put
from tests.people import SETUP


@pytest.fixture
def indicator(specialist, operations, officer, manager):
    return make_watched(specialist, operations)


# --- restated, watched, carried -------------------------------------------------------------------------


def test_a_signal_that_vanishes_lapses_and_comes_back(indicator):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)

    put(indicator, [*CALM, 96])
    watch_signals(at=OCT_10)
    assert opened() == []

    put(indicator, [*CALM, 71])
    watch_signals(at=OCT_10)
    assert len(opened()) == 2
    assert Deviation.objects.get(rule="beyond_limit").evidence["points"][-1] == ["2025-09", "71"]


def test_undecided_evidence_follows_a_restated_figure(indicator):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)

    put(indicator, [*CALM, 72])
    watch_signals(at=OCT_10)

    row = Deviation.objects.get(rule="beyond_limit")
    assert row.evidence["points"][-1] == ["2025-09", "72"]
    assert row.state == DeviationState.OPEN


def settle(row, officer, *, at, decision="accept", **more):
    found = replace(ANALYSIS, decision=decision, responsible=officer, **more)
    return settle_signal(row, found, by=officer, at=at)


def test_what_was_watched_comes_back_where_it_is_still_there(indicator, officer):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    row = Deviation.objects.get(rule="target_missed")
    settle(row, officer, at=OCT_10, decision="watch", due_on=date(2025, 11, 1))
    put(indicator, [*CALM, 70, 80])

    watch_signals(at=NOV_10)

    row.refresh_from_db()
    assert (row.state, row.decision) == (DeviationState.OPEN, "")
    assert row.returns[0]["period"] == "2025-10"
    assert row.returns[0]["decided_by"] == officer.name


def test_what_was_watched_and_is_gone_is_not_looked_at_again(indicator, officer):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    row = Deviation.objects.get(rule="target_missed")
    settle(row, officer, at=OCT_10, decision="watch", due_on=date(2025, 11, 1))
    put(indicator, [*CALM, 70, 97])

    watch_signals(at=NOV_10)

    row.refresh_from_db()
    assert (row.state, row.watched_at) == (DeviationState.DECIDED, NOV_10)


def test_before_its_day_a_watch_is_left_alone(indicator, officer):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    row = Deviation.objects.get(rule="target_missed")
    settle(row, officer, at=OCT_10, decision="watch", due_on=date(2025, 11, 10))

    watch_signals(at=NOV_10)

    row.refresh_from_db()
    assert row.state == DeviationState.DECIDED
    assert row.watched_at is None


def test_review_and_improvement_wait_for_their_modules(indicator, officer):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    red, beyond = Deviation.objects.order_by("-rule")
    day = date(2025, 12, 1)
    settle(red, officer, at=OCT_10, decision="adhoc_review", due_on=day)
    settle(beyond, officer, at=OCT_10, decision="improvement", due_on=day, measure="增加值守")

    assert list(deviations_awaiting_review()) == [red]
    assert list(deviations_awaiting_improvement()) == [beyond]


# --- the month's report ---------------------------------------------------------------------------------


def test_a_draft_takes_the_deviations_of_its_month(indicator):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    assert set(Deviation.objects.values_list("report", flat=True)) == {None}

    report = compile_report(SEPTEMBER, by=SETUP, at=OCT_10)

    assert set(Deviation.objects.values_list("report", flat=True)) == {report.pk}


def test_found_after_the_issue_it_goes_to_the_next_draft(indicator):
    put(indicator, [*CALM, 96], status=FigureStatus.FINAL)
    report = compile_report(SEPTEMBER, by=SETUP, at=OCT_10)
    Report.objects.filter(pk=report.pk).update(state=ReportState.ISSUED)
    put(indicator, [70], first=SEPTEMBER, status=FigureStatus.RESTATED)
    watch_signals(at=NOV_10)
    assert set(Deviation.objects.values_list("report", flat=True)) == {None}

    later = compile_report(Month(2025, 10), by=SETUP, at=NOV_10)

    assert set(Deviation.objects.values_list("report__period", flat=True)) == {later.period}
    assert len(opened()) == 2


def test_a_statistical_signal_holds_up_the_report_only_if_the_pmo_says_so(
    indicator, officer, decide
):
    put(indicator, [*CALM, 99.9])
    indicator.targets.update(value=50)
    report = compile_report(SEPTEMBER, by=SETUP, at=OCT_10)
    assert opened() == [("beyond_limit", "2025-09", "2025-09")]

    decide("signal_gate", value=True)
    with pytest.raises(CannotIssueReport, match="INC-02"):
        submit_report(report, by=officer, at=OCT_10)

    decide("signal_gate", value=False)
    assert submit_report(report, by=officer, at=OCT_10).state == ReportState.SUBMITTED


def test_no_figure_is_submitted_unread(indicator, officer):
    put(indicator, [*CALM, 96])
    report = compile_report(SEPTEMBER, by=SETUP, at=OCT_10)
    put(indicator, [*CALM, 70])

    with pytest.raises(CannotIssueReport):
        submit_report(report, by=officer, at=OCT_10)


def test_final_figures_of_a_closed_month_are_not_judged_again(indicator):
    put(indicator, [*CALM, 96])
    watch_signals(at=OCT_10)
    mark_final(SEPTEMBER)
    put(indicator, [50], first=Month(2025, 10))

    watch_signals(at=NOV_10)

    assert {row[2] for row in opened()} == {"2025-10"}
