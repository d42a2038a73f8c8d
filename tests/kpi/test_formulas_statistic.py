"""Percentiles, plausibility, control limits and run rules, each worked by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import Week
from kpi.formulas import (
    RULE_NAMES,
    Limits,
    Signal,
    history_for,
    is_implausible,
    mean,
    median,
    percentile_linear,
    percentile_nearest,
    signals,
    usual_value,
    xmr_limits,
)

modest = settings(max_examples=50, derandomize=True, deadline=None, database=None)


@pytest.mark.parametrize(
    ("values", "share", "linear", "nearest"),
    [
        ([1, 2, 3, 4], 90, Fraction("3.7"), 4), ([4, 1, 3, 2], 50, Fraction("2.5"), 2), ([7], 90, 7, 7),
        ([1, 2], 0, 1, 1), ([1, 2], 100, 2, 2), ([1, 2, 3, 4, 5], Decimal("62.5"), Fraction("3.5"), 4),
        ([Decimal("0.1"), Fraction(1, 5), 1], 50, Fraction(1, 5), Fraction(1, 5)), (list(range(1, 11)), 90, Fraction("9.1"), 9),
    ],
)  # fmt: skip
def test_percentiles_by_both_definitions(values, share, linear, nearest):
    assert percentile_linear(values, share) == linear
    assert percentile_nearest(values, share) == nearest


def test_percentile_of_percentiles_is_not_the_percentile():
    weeks = [[1, 1, 1, 1, 100], [2, 2, 2, 2, 2]]
    together = percentile_linear([value for week in weeks for value in week], 90)

    assert together == Fraction("11.8")
    assert percentile_linear([percentile_linear(week, 90) for week in weeks], 90) != together


def test_statistics_of_nothing_are_nothing():
    assert (mean([]), median([]), percentile_linear([], 90), percentile_nearest([], 90)) == (
        None,
    ) * 4


def test_mean_and_median():
    assert mean([1, 2, Decimal("4.5")]) == Fraction(5, 2)
    assert median([9, 1, 2]) == 2
    assert median([9, 1, 2, 4]) == 3


@pytest.mark.parametrize("percentile", [percentile_linear, percentile_nearest])
@pytest.mark.parametrize("share", [-1, 101])
def test_percentile_outside_0_to_100_is_a_mistake(percentile, share):
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile([1], share)


@pytest.mark.parametrize(
    ("value", "history", "implausible"),
    [
        (1200, [10, 12, 14], True), (120, [10, 12, 14], True), (119, [10, 12, 14], False), (1, [10, 12, 14], True),
        (2, [10, 12, 14], False), (0, [3, 3, 3], False), (30, [3, 3, 3], True), (1200, [12, 12], False),
        (10, [0] * 8, True), (9, [0] * 8, False), (25, [0, 0, 0, 0, 5], False), (50, [0, 0, 0, 0, 5], True),
        (10, [1000, 1000, 1, 1, 1, 1, 1, 1, 1, 1], True), (0, [0, 0, 0], False), (-120, [-12, 12, 12], True),
        (Decimal("0.5"), [Decimal("5.0")] * 4, False),
    ],
)  # fmt: skip
def test_value_far_from_the_usual_needs_a_reason(value, history, implausible):
    assert is_implausible(value, history) is implausible


def test_usual_value_is_the_median_of_the_last_eight():
    assert usual_value([1000, 1, 2, 3, 4, 5, 6, 7, 8]) == Fraction(9, 2)
    assert usual_value([1, 2]) is None


def test_limits_worked_by_hand():
    limits = xmr_limits([10, 12, 11, 13])

    assert limits.centre == Fraction("11.5")
    assert limits.range_mean == Fraction(5, 3)
    assert limits.upper == Fraction("11.5") + Fraction("2.66") * Fraction(5, 3)
    assert limits.lower == 2 * limits.centre - limits.upper
    assert limits.range_upper == Fraction("3.267") * Fraction(5, 3)
    assert limits.third * 3 == limits.upper - limits.centre


def test_no_moving_range_is_taken_across_a_missing_period():
    assert xmr_limits([10, None, 30, 32]).range_mean == 2
    assert xmr_limits([10, None, 30]) is None


@pytest.mark.parametrize("series", [[], [1], [None, None]])
def test_too_few_points_have_no_limits(series):
    assert xmr_limits(series) is None


# One sigma is 1, the centre 0, so that a point's value is its zone.
UNIT = Limits(Fraction(0), Fraction(-3), Fraction(3), Fraction("1.128"), Fraction("3.69"))


@pytest.mark.parametrize(
    ("series", "fired"),
    [
        ([0, "3.1"], [("beyond_limit", 1, 1, 1)]),
        ([0, -3], []),
        ([0, -4], [("beyond_limit", 1, 1, -1), ("range_beyond_limit", 0, 1, 0)]),
        ([-2, "1.8"], [("range_beyond_limit", 0, 1, 0)]),
        (["2.1", 0, "2.1"], [("two_of_three", 0, 2, 1)]),
        (["2.1", "2.1", 0], []),
        (["-2.1", 0, "-2.1", "-2.2"], [("two_of_three", 0, 2, -1)]),
        (["1.1", "1.2", 0, "1.2", "1.1"], [("four_of_five", 0, 4, 1)]),
        (["0.5", "0.4"] * 4, [("eight_on_one_side", 0, 7, 1)]),
        (["0.5", "0.4"] * 5, [("eight_on_one_side", 0, 7, 1)]),
        (["0.5", "0.4", "0.5", 0, "0.5", "0.4", "0.5", "0.4"], []),
        (
            ["0.5", "0.4", None, "0.5", "0.4", "0.5", "0.4", "0.5", "0.4"],
            [("eight_on_one_side", 0, 8, 1)],
        ),
        (["-0.9", "-0.5", "-0.1", "0.2", "0.5", "0.9"], [("six_trending", 0, 5, 1)]),
        (["0.9", "0.5", "0.1", "-0.2", "-0.5", "-0.9", -1], [("six_trending", 0, 5, -1)]),
        (["-0.9", "-0.5", "-0.5", "0.2", "0.5", "0.9"], []),
        (["-1.5", "1.5"] * 4, [("eight_avoiding", 0, 7, 0)]),
        (["-1.2", "0.5"] * 7, [("fourteen_alternating", 0, 13, 0)]),
        (["0.1", "0.1", "-0.1"] * 5, [("fifteen_hugging", 0, 14, 0)]),
        ([], []),
    ],
)
def test_every_run_rule_names_itself(series, fired):
    points = [None if value is None else Decimal(value) for value in series]

    assert signals(points, UNIT) == [Signal(*each) for each in fired]


def test_series_without_variation_signals_whatever_leaves_it():
    limits = xmr_limits([5, 5, 5])

    found = signals([5, 5, 6, 4], limits)

    assert [
        (each.rule, each.index, each.side) for each in found if each.rule == "beyond_limit"
    ] == [
        ("beyond_limit", 2, 1),
        ("beyond_limit", 3, -1),
    ]


def test_rule_fires_again_after_its_stretch_has_ended():
    run = ["0.5", "0.4"] * 4
    points = [Decimal(value) for value in [*run, "-0.1", *run]]

    assert [each.index for each in signals(points, UNIT) if each.rule == "eight_on_one_side"] == [
        7,
        16,
    ]


@modest
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40))
def test_signals_name_known_rules_and_lie_in_the_series(series):
    for signal in signals(series, xmr_limits(series)):
        assert signal.rule in RULE_NAMES
        assert 0 <= signal.start <= signal.index < len(series)


@modest
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40))
def test_mirrored_series_gives_mirrored_signals(series):
    mirrored = [-value for value in series]
    expected = {(each.rule, each.index, -each.side) for each in signals(series, xmr_limits(series))}

    assert {
        (each.rule, each.index, each.side) for each in signals(mirrored, xmr_limits(mirrored))
    } == expected


def test_every_rule_has_a_sentence():
    assert all(str(sentence) for sentence in RULE_NAMES.values())


def test_history_is_told_in_as_many_days_and_joins_a_split_week():
    whole, (days, sunday) = Week.parse("2026-W04").slices()[0], Week.parse("2026-W05").slices()

    past = [(whole, 70), (days, 50), (sunday, 6)]

    assert history_for(sunday, past) == (10, 8)
    assert history_for(whole, past) == (70, 56)
