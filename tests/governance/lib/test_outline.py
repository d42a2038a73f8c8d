"""Numbers that follow from the order: worked examples, and what holds for every outline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.outline import (
    DEEPEST,
    branch_end,
    indented,
    is_sound,
    moved_down,
    moved_up,
    numbers_of,
    outdented,
    rising,
    smoothed,
)

#        1  1.1 1.2 1.2.1 2  2.1 3
TREE = [1, 2, 2, 3, 1, 2, 1]


@st.composite
def outlines(draw):
    depths, last = [], 0
    for _ in range(draw(st.integers(1, 12))):
        last = draw(st.integers(1, min(last + 1, DEEPEST)))
        depths.append(last)
    return depths


def numbered(order, depths):
    return [depths[place] for place in order]


def test_numbers_follow_the_order():
    assert numbers_of(TREE) == ["1", "1.1", "1.2", "1.2.1", "2", "2.1", "3"]


def test_a_leap_has_no_number():
    with pytest.raises(ValueError, match="depth 3"):
        numbers_of([1, 3])


def test_headings_of_any_levels_become_depths_without_a_leap():
    assert smoothed([2, 4, 4, 3, 2, 6]) == [1, 2, 2, 2, 1, 2]
    assert smoothed([3, 1, 2]) == [1, 1, 2]


def test_a_branch_moves_with_everything_below_it():
    assert moved_up(TREE, 4) == [4, 5, 0, 1, 2, 3, 6]
    assert moved_down(TREE, 1) == [0, 2, 3, 1, 4, 5, 6]


def test_the_first_and_the_last_child_go_no_further():
    assert moved_up(TREE, 1) is None
    assert moved_up(TREE, 0) is None
    assert moved_down(TREE, 6) is None
    assert moved_down(TREE, 2) is None


def test_a_clause_goes_below_its_elder_sibling_or_nowhere():
    assert indented(TREE, 4) == [1, 2, 2, 3, 2, 3, 1]
    assert indented(TREE, 1) is None


def test_a_clause_goes_beside_its_parent_and_its_siblings_stay():
    order, depths = outdented(TREE, 1)

    assert order == [0, 2, 3, 1, 4, 5, 6]
    assert numbers_of(depths) == ["1", "1.1", "1.1.1", "2", "3", "3.1", "4"]
    assert outdented(TREE, 0) is None


def test_nothing_goes_deeper_than_the_deepest():
    deep = [*range(1, DEEPEST + 1), DEEPEST]

    assert indented(deep, DEEPEST) is None


@given(outlines())
def test_every_number_stands_once(depths):
    numbers = numbers_of(depths)

    assert len(set(numbers)) == len(numbers)
    assert [number.count(".") + 1 for number in numbers] == depths


@given(outlines(), st.data())
def test_down_undoes_up(depths, data):
    at = data.draw(st.integers(0, len(depths) - 1))
    order = moved_up(depths, at)
    if order is None:
        return
    changed = numbered(order, depths)

    back = moved_down(changed, order.index(at))

    assert back is not None
    assert [order[place] for place in back] == list(range(len(depths)))


@given(outlines(), st.data())
def test_every_change_leaves_a_sound_outline_with_every_clause(depths, data):
    at = data.draw(st.integers(0, len(depths) - 1))
    up, out, inward = moved_up(depths, at), outdented(depths, at), indented(depths, at)

    if up:
        assert sorted(up) == list(range(len(depths)))
        assert is_sound(numbered(up, depths))
    if out:
        assert sorted(out[0]) == list(range(len(depths)))
        assert is_sound(out[1])
    if inward:
        assert is_sound(inward)
    assert at < branch_end(depths, at) <= len(depths)


@given(st.lists(st.integers(0, 30), unique=True, max_size=12))
def test_what_kept_its_order_rises(places):
    kept = [places[at] for at in sorted(rising(places))]

    assert kept == sorted(kept)
    assert bool(kept) == bool(places)


@given(st.lists(st.integers(1, 9), max_size=15))
def test_any_levels_give_a_sound_outline(levels):
    assert is_sound(smoothed(levels))
