"""The statistics of verification against published worked examples, and their properties."""

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvements import states
from improvements.formulas import effect as formulas
from improvements.formulas.effect import (
    Comparison,
    Effect,
    EffectTest,
    Sample,
    compare_counts,
    compare_shares,
    compare_times,
    expected_level,
    proposed_effect,
)


def share(hits, cases):
    return Sample(8, 8, hits=Fraction(hits), cases=Fraction(cases))


def times(text):
    values = tuple(Fraction(word) for word in text.split())
    return Sample(len(values), len(values), values=values)


# Newcombe 1998, table II, method 10 (score interval without continuity correction).
NEWCOMBE = [
    ((56, 70), (48, 80), "0.0524", "0.3339"),
    ((9, 10), (3, 10), "0.1705", "0.8090"),
    ((6, 7), (2, 7), "0.0582", "0.8062"),
    ((5, 56), (0, 29), "-0.0381", "0.1926"),
    ((10, 10), (0, 20), "0.6791", "1.0000"),
    ((10, 10), (0, 10), "0.6075", "1.0000"),
]


@pytest.mark.parametrize(("late", "early", "lower", "upper"), NEWCOMBE)
def test_difference_of_shares_has_newcombes_interval(late, early, lower, upper):
    found = compare_shares(share(*early), share(*late))

    assert found.change == Fraction(*late) - Fraction(*early)
    assert (f"{found.lower:.4f}", f"{found.upper:.4f}") == (lower, upper)


def test_fishers_tea_taster_is_no_proof():
    """Fisher 1935: 3 of 4 against 1 of 4 happens by chance in 0.4857 of cases."""
    found = compare_shares(share(1, 4), share(3, 4))

    assert f"{found.p_value:.4f}" == "0.4857"
    assert not found.is_significant
    assert not found.why_too_little  # 4 of 4 against none would have been told from chance


def test_fishers_convicted_twins_are_a_proof():
    """Fisher 1970, in the manual of R as `fisher.test(Convictions)`: 2 of 17 against 10 of 13, p = 0.0005367."""
    found = compare_shares(share(2, 17), share(10, 13))

    assert f"{found.p_value:.7f}" == "0.0005367"
    assert found.is_significant


def test_permeability_data_of_hollander_and_wolfe():
    term = times("1.15 0.88 0.90 0.74 1.21")
    gestation = times("0.80 0.83 1.89 1.04 1.45 1.38 1.91 1.64 0.73 1.46")

    found = compare_times(term, gestation)

    assert found.change == Fraction("0.305")
    assert f"{found.p_value:.4f}" == "0.2544"
    assert (found.lower, found.upper) == (-0.15, 0.76)


def test_equal_values_are_compared_by_the_normal_approximation():
    """Two windows that hold the same values differ by nothing, and chance explains all of it."""
    found = compare_times(times("1 2 2 3"), times("1 2 2 3"))

    assert (found.change, found.p_value) == (0, 1.0)


def test_values_with_ties_agree_with_the_r_manual():
    """R's `wilcox.test(Ozone ~ Month, airquality, subset = Month %in% c(5, 8))`: p-value = 0.0001208."""
    may = times("41 36 12 18 28 23 19 8 7 16 11 14 18 14 34 6 30 11 1 11 4 32 23 45 115 37")
    august = times(
        "39 9 16 78 35 66 122 89 110 44 28 65 22 59 23 31 44 21 9 45 168 73 76 118 84 85"
    )

    assert f"{compare_times(may, august).p_value:.7f}" == "0.0001208"


def test_poisson_rates_of_the_r_manual():
    found = compare_counts(share(21, 3011), share(11, 800))

    assert f"{float(found.change):.6f}" == "1.971488"
    assert f"{found.p_value:.5f}" == "0.07967"
    assert f"{found.lower:.7f} {found.upper:.7f}" == "0.8584264 4.2772659"


def test_counts_from_nothing_have_no_ratio_but_an_interval():
    found = compare_counts(share(0, 10), share(12, 10))

    assert found.change is None
    assert found.is_significant
    assert found.upper is None
    assert found.lower > 1


@pytest.mark.parametrize(
    ("compare", "before", "after", "why"),
    [
        (compare_shares, share(0, 0), share(3, 4), "no_data"),
        (compare_shares, share(0, 3), share(3, 3), "too_few"),
        (compare_times, times(""), times("1 2"), "no_data"),
        (compare_times, times("1 2 3"), times("4 5 6"), "too_few"),
        (compare_counts, share(0, 5), share(0, 5), "too_few"),
        (compare_counts, share(2, 5), share(3, 5), "too_few"),
        (compare_counts, share(2, 0), share(3, 5), "no_data"),
    ],
)
def test_too_little_data_is_said_and_not_guessed(compare, before, after, why):
    found = compare(before, after)

    assert found.why_too_little == why
    assert proposed_effect(found, Fraction(1), is_better_down=True) == Effect.TOO_LITTLE


def test_four_weeks_on_either_side_are_the_fewest_that_can_tell():
    assert compare_times(times("1 2 3 4"), times("5 6 7 8")).is_significant
    assert compare_times(times("1 2 3"), times("4 5 6")).why_too_little


@pytest.mark.parametrize(
    ("before", "after", "p_value", "effect"),
    [
        (10, 9, 0.01, Effect.EFFECTIVE),
        (10, "9.5", 0.01, Effect.PARTLY),
        (10, "9.5", 0.05, Effect.NOT_EFFECTIVE),
        (10, 9, 0.2, Effect.NOT_EFFECTIVE),
        (10, 11, 0.001, Effect.NOT_EFFECTIVE),
        (10, 10, 0.001, Effect.NOT_EFFECTIVE),
    ],
)
def test_effect_is_proposed_from_change_target_and_chance(before, after, p_value, effect):
    """Ten per cent less than 10 hours are 9 hours: reached, half reached, not told from chance, or worse."""
    target = expected_level(Fraction(before), -10, is_relative=True)
    found = Comparison(EffectTest.MANN_WHITNEY, Fraction(before), Fraction(after), p_value=p_value)

    assert target == 9
    assert proposed_effect(found, target, is_better_down=True) == effect


def test_a_share_that_should_rise_is_effective_when_it_rose_far_enough():
    found = compare_shares(share(80, 100), share(96, 100))
    target = expected_level(Fraction(80, 100), Fraction(10, 100), is_relative=False)

    assert target == Fraction(9, 10)
    assert proposed_effect(found, target, is_better_down=False) == Effect.EFFECTIVE


counts = st.integers(0, 60)


@given(hits=counts, more=counts, other=counts, further=counts)
def test_shares_the_other_way_round_mirror_the_interval(hits, more, other, further):
    first, second = share(hits, hits + more + 1), share(other, other + further + 1)
    there, back = compare_shares(first, second), compare_shares(second, first)

    assert there.change == -back.change
    assert there.lower == pytest.approx(-back.upper)
    assert there.p_value == pytest.approx(back.p_value)
    assert there.lower <= float(there.change) <= there.upper


values = st.lists(st.integers(-50, 50), min_size=1, max_size=9)


@given(early=values, late=values, by=st.integers(-20, 20))
def test_a_shift_of_every_value_shifts_the_change_by_as_much(early, late, by):
    def sample(rows):
        return Sample(9, 9, values=tuple(Fraction(row) for row in rows))

    plain = compare_times(sample(early), sample(late))
    shifted = compare_times(sample(early), sample([row + by for row in late]))

    assert shifted.change == plain.change + by
    assert shifted.lower == pytest.approx(plain.lower + by)
    assert plain.lower <= float(plain.change) <= plain.upper


@pytest.mark.parametrize(("size", "other"), [(2, 3), (4, 4), (5, 3)])
def test_ranks_of_the_shift_leave_the_tails_they_promise(size, other):
    """Counted out by hand: among all arrangements those beyond the interval's rank hold at most 2.5 % a side."""
    from improvements.formulas.effect import _critical_rank, _ways

    places = range(size + other)
    u_values = [
        sum(place - rank for rank, place in enumerate(chosen))
        for chosen in combinations(places, size)
    ]
    ways = _ways(size, other)
    assert ways == [u_values.count(u) for u in range(size * other + 1)]

    rank = _critical_rank(size, other)
    below = sum(ways[:rank]) / comb(size + other, size)
    assert below <= 0.025 or rank == 1


@given(hits=counts, other=counts, weeks=st.integers(1, 53), later=st.integers(1, 53))
def test_rate_ratio_lies_in_its_interval(hits, other, weeks, later):
    found = compare_counts(share(hits, weeks), share(other, later))

    if found.change is not None and found.p_value is not None:
        assert found.lower <= float(found.change) * (1 + 1e-9)
        assert found.upper is None or float(found.change) <= found.upper * (1 + 1e-9)


@pytest.mark.parametrize("name", ["Effect", "EffectTest"])
def test_codes_of_formulas_and_states_are_the_same(name):
    assert [code.value for code in getattr(formulas, name)] == getattr(states, name).values
