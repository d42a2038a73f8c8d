"""What the rules find opens deviations, each once (6.4.2③, R19)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kpi.formulas import SERIES_RULES
from kpi.formulas.series import RULE_NAMES
from kpi.models import Deviation, Indicator, IndicatorValue, SignalWatch
from kpi.selectors.deviation_text import evidence_in_words
from kpi.selectors.signal import series_too_short
from kpi.services.deviation import settle_signal
from kpi.services.rollup import rebuild_rollups
from kpi.services.signal import watch_signals
from kpi.states import DeviationState, FigureStatus
from kpi.tasks import read_signals
from tests.kpi.reporting import ANALYSIS
from tests.kpi.services.test_race import at_once
from tests.kpi.signalling import CALM, DEC_10, FIRST, OCT_10, make_watched, put


@pytest.fixture
def indicator(specialist, operations, officer, manager):
    return make_watched(specialist, operations)


def opened(**where):
    return list(
        Deviation.objects.exclude(state=DeviationState.LAPSED)
        .filter(**where)
        .order_by("period", "rule")
        .values_list("rule", "start_period", "period")
    )


# --- what is found ------------------------------------------------------------------------------------


def test_a_point_beyond_the_limits_opens_a_deviation_with_its_numbers(indicator):
    put(indicator, [*CALM, 70])

    watch_signals(at=OCT_10)

    assert opened() == [
        ("beyond_limit", "2025-09", "2025-09"),
        ("target_missed", "2025-09", "2025-09"),
    ]
    row = Deviation.objects.get(rule="beyond_limit")
    assert row.evidence["baseline"] == len(CALM)
    assert row.evidence["limits"]["centre"] == "96.5"
    assert row.evidence["fired"] == ["2025-09"]
    with translation.override("en"):
        sentence = evidence_in_words(row).sentence
    for part in ("outside the control limits", "70.00%", "93.84% to 99.16%", "8 earlier"):
        assert part in sentence


def test_too_few_points_open_nothing_and_are_said(indicator):
    put(indicator, [*CALM[:7], 70])

    watch_signals(at=OCT_10)

    assert opened() == [("target_missed", "2025-08", "2025-08")]
    assert [watch.points for watch in series_too_short()] == [8]


def test_a_rule_that_is_off_opens_nothing(indicator, decide):
    decide("signal_rules", [])
    put(indicator, [*CALM, 70])

    watch_signals(at=OCT_10)

    assert opened() == [("target_missed", "2025-09", "2025-09")]


def test_switched_on_a_rule_reads_what_is_not_issued(indicator, decide):
    decide("signal_rules", [])
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)

    decide("signal_rules", ["beyond_limit"])
    watch_signals(at=OCT_10)

    assert len(opened(rule="beyond_limit")) == 1


def test_switched_on_a_rule_leaves_issued_history_alone(indicator, decide):
    decide("signal_rules", [])
    put(indicator, [*CALM, 70], status=FigureStatus.FINAL)
    decide("signal_rules", ["beyond_limit"])

    watch_signals(at=OCT_10)

    assert opened() == []


def test_before_anything_is_owed_nothing_is_judged(indicator, decide):
    decide("collect_from", "2025-10-06")
    put(indicator, [*CALM, 70])

    watch_signals(at=OCT_10)

    assert opened() == []


def test_the_running_month_is_not_read(indicator):
    put(indicator, [*CALM, 96, 70])

    watch_signals(at=OCT_10)

    assert opened() == []


def test_a_suggested_indicator_is_not_read(indicator):
    Indicator.objects.filter(pk=indicator.pk).update(state="retired")
    put(indicator, [*CALM, 70])

    watch_signals(at=OCT_10)

    assert opened() == []


def test_thresholds_open_their_own_deviations(indicator, decide):
    decide("signal_period_change", "20")
    decide("signal_missed_in_a_row", 2)
    put(indicator, [96, 97, 70, 69])

    watch_signals(at=OCT_10)

    assert opened() == [
        ("period_change", "2025-03", "2025-03"),
        ("target_missed", "2025-03", "2025-03"),
        ("missed_in_a_row", "2025-03", "2025-04"),
        ("target_missed", "2025-04", "2025-04"),
    ]


# One series for each rule, the month that completes it the last.
SPEAKING = {
    "target_missed": [96, 94],
    "missed_in_a_row": [96, 94, 93, 92],
    "period_change": [96, 97, 70],
    "year_change": [96, *[97] * 11, 75],
    "beyond_limit": [*CALM, 70],
    "range_beyond_limit": [*CALM, 92],
    "two_of_three": [*CALM, 99, 99],
    "four_of_five": [*CALM, "97.6", "97.6", "96.5", "97.7", "97.7"],
    "eight_on_one_side": [*CALM, *["96.9", "97.0"] * 5],
    "six_trending": [*CALM, *range(97, 103)],
    "fourteen_alternating": [96, 97] * 8,
    "fifteen_hugging": [*[93, 100] * 4, *["96.4", "96.7", "96.5"] * 6],
    "eight_avoiding": [*CALM, *["98.5", "94.5", "94.6", "98.5"] * 2, "98.4", "94.4"],
}


def test_every_rule_there_is_has_its_series():
    assert SPEAKING.keys() == SERIES_RULES.keys()


@pytest.mark.parametrize("rule", SPEAKING)
def test_each_rule_opens_a_deviation_that_names_it_and_ends_in_a_decision(
    indicator, decide, officer, rule
):
    decide("signal_rules", [name for name in RULE_NAMES if name == rule])
    decide("signal_missed_in_a_row", 3)
    decide("signal_period_change", "20")
    decide("signal_year_change", "20")
    put(indicator, SPEAKING[rule])
    month = _later(len(SPEAKING[rule]))
    at = datetime(month.year, month.month, 10, tzinfo=UTC)
    watch_signals(at=at)

    row = Deviation.objects.filter(rule=rule).order_by("pk").first()
    with translation.override("en"):
        assert evidence_in_words(row).sentence.startswith(str(SERIES_RULES[rule]))
    decided = replace(ANALYSIS, decision="accept", responsible=officer)
    settle_signal(row, decided, by=officer, at=at)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (DeviationState.DECIDED, officer)


def test_a_long_run_stays_one_deviation_month_after_month(indicator, decide):
    decide("signal_rules", ["six_trending"])
    put(indicator, [*CALM, *range(97, 100)])
    clock = datetime(2025, 12, 2, 2, 0, tzinfo=UTC)
    for month, value in ((9, 100), (10, 101), (11, 102), (12, 103), (13, 104)):
        put(indicator, [value], first=_later(month + 2))
        watch_signals(at=clock)
        clock += timedelta(days=31)

    assert len(opened(rule="six_trending")) == 1


def _later(months):
    month = FIRST
    for _turn in range(months):
        month = month.next()
    return month


# --- once -----------------------------------------------------------------------------------------------


def test_read_twice_it_changes_nothing_and_asks_little(indicator):
    put(indicator, [*CALM, 70])
    watch_signals(at=OCT_10)
    before = opened()

    with CaptureQueriesContext(connection) as caught:
        watch_signals(at=OCT_10 + timedelta(minutes=1))

    assert opened() == before
    # A deviation that waits for its draft costs the look for one, and no series is read.
    assert len(caught) < 16
    assert not any("kpi_indicatorvalue" in each["sql"] for each in caught)


def test_a_quiet_minute_costs_the_same_few_questions(indicator, specialist, operations):
    def cost():
        watch_signals(at=OCT_10)
        with CaptureQueriesContext(connection) as caught:
            watch_signals(at=OCT_10)
        return len(caught)

    put(indicator, CALM)
    one = cost()
    for number in range(3, 6):
        put(make_watched(specialist, operations, code=f"INC-0{number}"), CALM)

    assert cost() == one <= 4


def test_only_what_changed_is_read(indicator, specialist, operations):
    other = make_watched(specialist, operations, code="INC-03")
    put(indicator, CALM)
    put(other, CALM)
    watch_signals(at=OCT_10)

    put(other, [*CALM, 70])

    assert list(
        SignalWatch.objects.filter(is_stale=True).values_list("indicator__code", flat=True)
    ) == ["INC-03"]
    watch_signals(at=OCT_10)
    assert {row.indicator_id for row in Deviation.objects.all()} == {other.pk}


def test_a_figure_that_changes_is_read_again(indicator):
    watch_signals(at=OCT_10)
    put(indicator, CALM)
    watch_signals(at=OCT_10)

    rebuild_rollups(at=OCT_10)  # no cell is behind these figures, so all of them go

    assert SignalWatch.objects.get().is_stale


def test_weeks_of_darkness_are_made_good_in_one_reading(indicator):
    put(indicator, [*CALM, 70, 96, 60])

    watch_signals(at=DEC_10)

    assert [row[0::2] for row in opened(rule="beyond_limit")] == [
        ("beyond_limit", "2025-09"),
        ("beyond_limit", "2025-11"),
    ]


def test_one_series_that_cannot_be_read_stops_no_other(indicator, specialist, operations):
    other = make_watched(specialist, operations, code="INC-03")
    put(indicator, [*CALM, 70])
    put(other, [*CALM, 70])
    IndicatorValue.objects.filter(indicator=indicator, period="2025-09").update(period="2025-9x")

    with pytest.raises(RuntimeError, match="INC-02"):
        read_signals(OCT_10)

    assert {row.indicator_id for row in Deviation.objects.all()} == {other.pk}
    assert list(SignalWatch.objects.filter(is_stale=True).values_list("indicator", flat=True)) == [
        indicator.pk
    ]


@pytest.mark.django_db(transaction=True)
def test_five_clocks_at_once_open_each_deviation_once(specialist, operations, officer, manager):
    put(make_watched(specialist, operations), [*CALM, 70])

    outcomes = at_once(*[lambda: watch_signals(at=OCT_10)] * 5)

    assert outcomes == ["won"] * 5
    assert len(opened()) == 2
