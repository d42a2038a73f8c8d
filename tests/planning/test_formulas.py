"""Relative goals by hand and by property (R50; G42)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.formulas import goal_light, goal_line, operator_of, share_of, stored_line

BASES = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)
SHARES = st.integers(min_value=1, max_value=9999).map(lambda number: Fraction(number, 100))


@pytest.mark.parametrize(
    ("baseline", "change", "unit", "direction", "line"),
    [
        (Decimal("4.2"), 10, "percent", "reduce", Fraction(378, 100)),
        (Fraction(100, 3), 10, "percent", "reduce", Fraction(30)),
        (92, Decimal("1.5"), "points", "raise", Fraction(187, 2)),
        (90, 5, "percent", "raise", Fraction(189, 2)),
        (8, 3, "points", "reduce", Fraction(5)),
        (0, 10, "percent", "reduce", Fraction(0)),
    ],
)
def test_goal_line_by_hand(baseline, change, unit, direction, line):
    assert goal_line(baseline, change, unit=unit, direction=direction) == line


@given(BASES, SHARES)
def test_a_reduction_and_a_rise_by_the_same_share_lie_around_the_baseline(base, share):
    low = goal_line(base, share, unit="percent", direction="reduce")
    high = goal_line(base, share, unit="percent", direction="raise")

    assert low <= base <= high
    assert (low + high) / 2 == base


@given(BASES, SHARES)
def test_a_stored_line_is_at_most_half_a_millionth_away(base, share):
    line = goal_line(base, share, unit="percent", direction="reduce")

    assert abs(Fraction(stored_line(line)) - line) <= Fraction(1, 2 * 10**6)


def test_operator_of_a_direction():
    assert (operator_of("reduce"), operator_of("raise")) == ("<=", ">=")


@pytest.mark.parametrize(
    ("verdicts", "light"),
    [
        ([], "no_sample"),
        (["incomplete", "no_sample"], "no_sample"),
        (["met", "met"], "met"),
        (["missed", "met"], "watch"),
        (["met", "missed"], "missed"),
        (["met", "missed", "incomplete"], "missed"),
    ],
)
def test_goal_light_of_a_count(verdicts, light):
    assert goal_light(verdicts) == light


def test_share_of_nothing_is_no_share():
    assert share_of(3, 8) == Fraction(75, 2)
    assert share_of(0, 0) is None
