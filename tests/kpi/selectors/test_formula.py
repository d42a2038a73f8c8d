"""A formula is shown in words with an example, and an error points at its character."""

import pytest

from kpi.selectors.formula import preview_of
from tests.kpi.collecting import make_measure, make_process


@pytest.fixture
def measures(db):
    process = make_process()
    for code in ("closed", "late"):
        make_measure(code, process)


def test_a_readable_formula_has_words_and_an_example(measures):
    found = preview_of("(closed-late)/closed", "%")

    assert found.text == "(closed - late) / closed"
    assert found.words == "(量 closed − 量 late) ÷ 量 closed"
    assert [(row.measure.code, int(row.value)) for row in found.numbers] == [
        ("closed", 40),
        ("late", 36),
    ]
    assert found.result == "10.00%"


@pytest.mark.parametrize(
    ("text", "before", "at", "after"),
    [
        ("closed + ", "closed +", "▮", ""),
        ("closed $ late", "closed ", "$", " late"),
        ("closed ÷ （late", "closed / (late", "▮", ""),
        ("closed / nothing", "closed / ", "nothing", ""),
        ("closed late", "closed ", "l", "ate"),
    ],
)
def test_an_error_points_at_its_character(measures, text, before, at, after):
    found = preview_of(text, "件")

    assert not found.is_readable
    assert (found.before, found.at, found.after) == (before, at, after)


def test_a_share_that_divides_nothing_is_pointed_out(measures):
    assert not preview_of("closed", "%").is_readable
    assert preview_of("closed", "件").is_readable
