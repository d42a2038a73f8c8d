from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.formulas import Point, SignalRules, findings_in, is_same_run

EVERY = SignalRules(
    least_points=5,
    missed_in_a_row=3,
    period_change=Decimal(20),
    year_change=Decimal(10),
)
CALM = [50, 51, 49, 50, 52, 50, 49, 51]


def series(values, *, verdicts=None, definition=1):
    verdicts = verdicts or ["met"] * len(values)
    return [
        Point(
            f"{2024 + number // 12}-{number % 12 + 1:02}",
            None if value is None else Decimal(str(value)),
            verdict,
            definition,
        )
        for number, (value, verdict) in enumerate(zip(values, verdicts, strict=True))
    ]


def found(points, rules=EVERY, unit="件", grain="month"):
    return [
        (each.rule, each.start, each.index, each.last)
        for each in findings_in(points, rules, unit=unit, grain=grain)
    ]


def test_a_point_is_judged_by_the_limits_of_what_came_before():
    findings = findings_in(series([*CALM, 90]), EVERY, unit="%", grain="month")
    beyond = next(each for each in findings if each.rule == "beyond_limit")

    assert (beyond.index, beyond.side, beyond.baseline) == (8, 1, 8)
    assert beyond.limits.centre == Decimal("50.25")


def test_too_few_earlier_points_give_no_signal():
    rules = replace(EVERY, least_points=9)

    assert not [each for each in found(series([*CALM, 90]), rules) if each[0] == "beyond_limit"]


def test_holes_do_not_count_as_points():
    points = series([50, None, 51, None, 49, None, 50, 90])

    assert not [each for each in found(points) if each[0] == "beyond_limit"]


def test_a_new_definition_begins_a_new_series():
    old, new = series(CALM), series([90], definition=2)
    both = [*old, replace(new[0], period="2024-09")]

    assert found(both) == []


def test_a_long_run_is_one_finding():
    findings = [
        each for each in found(series([*CALM, *[54] * 14])) if each[0] == "eight_on_one_side"
    ]

    # Limits widen as the run goes on, so its end may come before the series'; it begins once.
    assert len(findings) == 1
    assert findings[0][1:3] == (8, 15)


def test_each_missed_target_and_the_run_of_three_once():
    verdicts = ["met", "missed", "missed", "missed", "missed", "met", "missed"]
    findings = found(series([50] * 7, verdicts=verdicts))

    assert [each for each in findings if each[0] == "missed_in_a_row"] == [
        ("missed_in_a_row", 1, 3, 4)
    ]
    assert [each[2] for each in findings if each[0] == "target_missed"] == [1, 2, 3, 4, 6]


def test_a_month_without_verdict_ends_the_run():
    verdicts = ["missed", "missed", "incomplete", "missed"]

    assert not [
        each
        for each in found(series([50, 50, None, 50], verdicts=verdicts))
        if each[0] == "missed_in_a_row"
    ]


@pytest.mark.parametrize(
    ("values", "unit", "speaks"),
    [
        ([50, 61], "件", True),
        ([50, 60], "件", False),
        ([50, 39], "件", True),
        ([0, 60], "件", False),
        ([50, 71], "%", True),
        ([50, 70], "%", False),
        ([None, 70], "件", False),
    ],
)
def test_change_against_the_period_before_beyond_the_threshold(values, unit, speaks):
    assert [each[0] for each in found(series(values), unit=unit)] == ["period_change"] * speaks


def test_change_against_the_year_before_compares_the_same_period():
    values = [100, *[110] * 11, 111]
    rules = SignalRules(least_points=60, year_change=Decimal(10))

    assert found(series(values), rules) == [("year_change", 12, 12, 12)]
    assert found(series(values), rules, grain="year") == []


def test_without_a_threshold_a_rule_is_silent_and_off():
    rules = SignalRules()

    assert rules.speaks("target_missed")
    assert rules.speaks("beyond_limit")
    assert not rules.speaks("six_trending")
    assert not rules.speaks("missed_in_a_row")
    assert not rules.is_computable("period_change")
    assert found(series([1, 100]), rules) == []


def test_runs_that_overlap_are_one_and_points_only_themselves():
    assert is_same_run("six_trending", ("2024-01", "2024-06"), ("2024-03", "2024-08"))
    assert not is_same_run("six_trending", ("2024-01", "2024-06"), ("2024-07", "2024-12"))
    assert not is_same_run("beyond_limit", ("2024-01", "2024-01"), ("2024-02", "2024-02"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(-30, 30)), min_size=1, max_size=26),
    st.integers(1, 25),
)
def test_later_points_never_change_what_was_found_of_earlier_ones(values, cut):
    points = series(values)
    before = {each[:3] for each in found(points[:cut])}

    assert before == {each[:3] for each in found(points) if each[2] < cut}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-30, 30), min_size=1, max_size=24))
def test_a_series_turned_over_gives_the_same_findings_on_the_other_side(values):
    rules = SignalRules(least_points=5)
    there = findings_in(series(values), rules, unit="", grain="month")
    over = findings_in(series([-value for value in values]), rules, unit="", grain="month")

    assert {(each.rule, each.start, each.index, each.side) for each in there} == {
        (each.rule, each.start, each.index, -each.side) for each in over
    }
