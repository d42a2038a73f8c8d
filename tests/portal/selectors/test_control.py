"""“Are we in control?”: the answer follows the numbers beside it and nothing else."""

from types import SimpleNamespace

import pytest

from governance.lib.periods import Month, Week
from kpi.selectors.light import ProcessLight
from portal.selectors.control import Collection, collection_of, control_of
from portal.selectors.light_trend import Lights, Tile

WEEK = Week(2026, 9)
ALL_IN = Collection(WEEK, 2, 2, 0, 0, 0, 0)


def lights(*codes):
    tiles = tuple(
        Tile(None, ProcessLight(code, 0, 0, "2026-02") if code else None, None, "", True)
        for code in codes
    )
    return Lights(Month(2026, 2), Month(2026, 1), (("core", tiles),))


@pytest.mark.parametrize(
    ("codes", "late", "undecided", "collection", "answer"),
    [
        (["met", "met"], 0, 0, ALL_IN, "kept"),
        (["met", "no_sample", ""], 0, 0, None, "kept"),
        (["met", "missed"], 0, 0, ALL_IN, "off"),
        (["met", "incomplete"], 0, 0, ALL_IN, "off"),
        (["met"], 1, 0, ALL_IN, "off"),
        (["met"], 0, 1, ALL_IN, "off"),
        (["met"], 0, 0, Collection(WEEK, 2, 1, 0, 0, 1, 0), "off"),
        (["met"], 0, 0, Collection(WEEK, 2, 1, 0, 1, 0, 0), "off"),
        (["met"], 0, 0, Collection(WEEK, 2, 1, 0, 0, 0, 1), "kept"),
        (["", "no_sample"], 0, 0, None, "unknown"),
    ],
)
def test_control_is_kept_only_where_nothing_stands_against_it(
    codes, late, undecided, collection, answer
):
    found = control_of(lights(*codes), late=late, undecided=undecided, collection=collection)

    assert found.answer == answer


def test_control_names_the_gravest_light_first_and_leaves_out_what_does_not_occur():
    found = control_of(lights("met", "", "missed", "met"), late=0, undecided=0, collection=None)

    assert found.lights == (("missed", 1), ("met", 2))


def test_a_returned_week_is_told_apart_from_a_missing_one():
    cells = [
        SimpleNamespace(state=state, is_late=is_late)
        for state, is_late in (
            ("returned", True),
            ("missing", False),
            ("accepted", True),
            ("on_time", False),
            ("draft", False),
            ("waived", False),
        )
    ]

    found = collection_of(WEEK, cells)

    assert (found.expected, found.on_time, found.late, found.came) == (5, 1, 1, 2)
    assert (found.returned, found.missing, found.waiting) == (1, 1, 1)


def test_collection_without_duties_says_nothing():
    assert collection_of(WEEK, []) is None
