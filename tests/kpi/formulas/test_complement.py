"""Two sides of one fact add up to a constant (domain §4.3l)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.formulas import parse_formula
from kpi.formulas.complement import are_complements


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("(total - failed) / total", "failed / total", True),
        ("1 - failed / total", "failed / total", True),
        ("100 - a + b", "a - b", True),
        ("failed / total", "failed / total", False),
        ("failed / total", "late / total", False),
        ("a", "b", False),
        ("a", "1 - a", True),
    ],
)
def test_complements_are_found_by_arithmetic(one, other, are):
    first, second = parse_formula(one), parse_formula(other)

    assert are_complements(first, second) is are
    assert are_complements(second, first) is are


@given(st.sampled_from(["a / b", "(a - b) / c", "a * b - c", "a + b"]), st.integers(1, 999))
def test_whatever_is_taken_from_a_constant_is_its_complement(text, constant):
    assert are_complements(parse_formula(text), parse_formula(f"{constant} - ({text})"))
