"""The control chart against examples worked out in print; numbers only, each with where it stands."""

from decimal import Decimal
from fractions import Fraction

import pytest

from kpi.formulas import Limits, Signal, signals_at_end, xmr_limits

UNIT = Limits(Fraction(0), Fraction(-3), Fraction(3), Fraction("1.128"), Fraction("3.69"))
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, individuals chart of a flow rate.
FLOW = "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"
# D. C. Montgomery, Introduction to Statistical Quality Control, 6th ed., example 6.5 (viscosity of primer paint).
PAINT = "33.75 33.05 34.00 33.81 33.46 34.02 33.68 33.27 33.49 33.20 33.62 33.00 33.54 33.12 33.84"


def numbers(text):
    return [Decimal(each) for each in text.split()]


@pytest.mark.parametrize(
    ("series", "centre", "range_mean", "lower", "upper"),
    [
        (FLOW, "50.81", "1.8778", "45.8159", "55.8041"),
        (PAINT, "33.52", "0.48", "32.24", "34.80"),
    ],
)
def test_limits_agree_with_the_printed_example(series, centre, range_mean, lower, upper):
    limits = xmr_limits(numbers(series))

    # Print uses 3 ÷ 1.128, Wheeler the rounded 2.66; half a hundredth is all that may lie between.
    for found, printed in (
        (limits.centre, centre),
        (limits.range_mean, range_mean),
        (limits.lower, lower),
        (limits.upper, upper),
    ):
        assert abs(found - Fraction(printed)) < Fraction("0.005")
    assert not signals_at_end(numbers(series), limits)


@pytest.mark.parametrize(
    ("series", "rule", "start"),
    [
        # Western Electric, Statistical Quality Control Handbook (1956), the four zone tests.
        ("0 3.01", "beyond_limit", 1),
        ("0 2.1 0 2.1", "two_of_three", 1),
        ("0 1.1 1.1 -0.5 1.1 1.1", "four_of_five", 1),
        ("-1 0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.2", "eight_on_one_side", 1),
        # L. S. Nelson, Journal of Quality Technology 16 (1984) 237–239, tests 3, 4, 7 and 8.
        ("0 -1.5 -0.9 -0.3 0.3 0.9 1.5", "six_trending", 1),
        (
            "0.3 -0.2 0.4 -0.1 0.5 -0.2 0.4 -0.1 0.3 -0.2 0.4 -0.3 0.5 -0.1",
            "fourteen_alternating",
            0,
        ),
        ("0.5 0.4 -0.5 0.5 0.4 -0.5 0.5 0.4 -0.5 0.5 0.4 -0.5 0.5 0.4 -0.5", "fifteen_hugging", 0),
        ("1.2 -1.3 -1.2 1.4 1.2 -1.5 1.3 -1.1", "eight_avoiding", 0),
    ],
)
def test_rule_speaks_at_the_point_that_completes_it_and_not_before(series, rule, start):
    points = numbers(series)
    rules = {each.rule: each for each in signals_at_end(points, UNIT)}

    assert rules[rule].start == start
    assert rules[rule].index == len(points) - 1
    assert rule not in {each.rule for each in signals_at_end(points[:-1], UNIT)}


def test_a_run_that_goes_on_still_speaks_at_its_latest_point():
    points = [Decimal("0.5")] * 12

    assert Signal("eight_on_one_side", 4, 11, 1) in signals_at_end(points, UNIT)


def test_a_hole_at_the_end_says_nothing():
    assert signals_at_end([Decimal(9), None], UNIT) == []
    assert signals_at_end([], UNIT) == []
