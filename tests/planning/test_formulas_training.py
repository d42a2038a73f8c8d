"""Three rates of training, exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.formulas import Share, covered_share, effective_share, realised_share

PEOPLE = st.sets(st.integers(1, 9), max_size=9)


@pytest.mark.parametrize(
    ("share", "exact", "shown"),
    [
        (realised_share(3, 4), Fraction(3, 4), Decimal("75.00")),
        (covered_share({1, 2, 3}, {2, 3, 9}), Fraction(2, 3), Decimal("66.67")),
        (effective_share([True, True, False]), Fraction(2, 3), Decimal("66.67")),
        (effective_share([]), None, None),
        (realised_share(1, 800), Fraction(1, 800), Decimal("0.13")),
    ],
)
def test_shares_worked_by_hand(share, exact, shown):
    assert (share.exact, share.shown) == (exact, shown)


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 3)])
def test_what_is_no_share_is_a_program_error(part, whole):
    with pytest.raises(ValueError, match="no share"):
        Share(part, whole)


@given(PEOPLE, PEOPLE)
def test_coverage_lies_between_nothing_and_all(should, trained):
    share = covered_share(should, trained)

    assert 0 <= share.part <= share.whole == len(should)


@given(PEOPLE, PEOPLE, st.integers(10, 12))
def test_people_beyond_those_who_should_change_no_coverage(should, trained, other):
    assert covered_share(should, trained | {other}) == covered_share(should, trained)


@given(PEOPLE)
def test_all_trained_is_the_whole(should):
    assert covered_share(should, should).exact == (1 if should else None)
