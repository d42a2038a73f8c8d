"""The formula language: read by the usual rules, refused with a place, exact, two-sided."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.formulas import BadFormula, NoSample, parse_formula

modest = settings(max_examples=200, derandomize=True, deadline=None, database=None)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a", "a"), (" a+b ", "a + b"), ("(a+b)", "a + b"), ("a-(b-c)", "a - (b - c)"), ("(a-b)-c", "a - b - c"),
        ("a/(b*c)", "a / (b * c)"), ("a/b*c", "a / b * c"), ("a*(b+c)", "a * (b + c)"), ("((a))", "a"),
        ("1.50*a", "1.5 * a"), ("a+(b*c)", "a + b * c"), ("（a－b）÷c×2", "(a - b) / c * 2"), ("ａ＋１", "a + 1"),
        ("a+(b+c)", "a + (b + c)"), ("100-a\n/ b", "100 - a / b"), ("inc_resolved_2/inc_closed", "inc_resolved_2 / inc_closed"),
    ],
)  # fmt: skip
def test_formula_is_read_and_written_canonically(typed, text):
    formula = parse_formula(typed)

    assert str(formula) == formula.text == text
    assert parse_formula(text) == formula


@pytest.mark.parametrize(
    ("typed", "position", "reason"),
    [
        ("", 1, "breaks off"), ("a+", 3, "breaks off"), ("a b", 3, "or the end"), ("a + * b", 5, "expected here"),
        ("(a", 3, "breaks off"), ("(a b", 4, "expected here"), ("a)", 2, "or the end"), ("A/b", 1, "cannot stand"),
        ("a/ 事件", 4, "cannot stand"), ("a**b", 3, "expected here"), ("-a", 1, "expected here"), ("2a", 2, "or the end"),
        ("1.", 2, "cannot stand"), (".5", 1, "cannot stand"), ("1e5", 2, "or the end"), ("a % b", 3, "cannot stand"),
        ("__import__", 1, "cannot stand"), ("f(a)", 2, "or the end"), ("a;b", 2, "cannot stand"), ("a" * 61, 1, "too long"),
        ("1" * 16, 1, "too long"), ("a+" * 200 + "a", 301, "too long"), ("(" * 21 + "a" + ")" * 21, 21, "nested"),
        ("a\x00", 2, "cannot stand"), ("()", 2, "expected here"),
    ],
)  # fmt: skip
def test_text_that_is_no_formula_is_refused_with_its_place(typed, position, reason):
    with pytest.raises(BadFormula, match=reason) as refusal:
        parse_formula(typed)

    assert refusal.value.position == position
    assert len(str(refusal.value)) < 250


def test_longest_and_deepest_formula_is_read_and_evaluated():
    deep = parse_formula("(" * 20 + "a" + ")" * 20)
    long = parse_formula("+".join(["a/b"] * 75))

    assert deep.evaluate({"a": 1}) == 1
    assert long.evaluate({"a": 1, "b": 2}) == Fraction(75, 2)
    assert long.numerator.evaluate({"a": 1, "b": 2}) / 2 == Fraction(75, 2)


def test_longest_sum_of_unlike_quotients_keeps_its_two_sides():
    names = [f"{letter}/{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    formula = parse_formula("+".join(names))
    values = {name: number for number, name in enumerate(formula.names, start=1)}

    above, below = formula.numerator.evaluate(values), formula.denominator.evaluate(values)

    assert above / below == formula.evaluate(values)


def test_names_are_listed_once_in_order():
    assert parse_formula("(closed - late) / closed + other").names == ("closed", "late", "other")


@pytest.mark.parametrize(
    ("typed", "numerator", "denominator"),
    [
        ("met / closed", "met", "closed"),
        ("(total - late) / total", "total - late", "total"),
        ("1 - late / total", "1 * total - late", "total"),
        ("late / total + 1", "late + 1 * total", "total"),
        ("a / b * 100", "a * 100", "b"),
        ("a / b + c / b", "a + c", "b"),
        ("a / b - c / d", "a * d - c * b", "b * d"),
        ("a / b * (c / d)", "a * c", "b * d"),
        ("a / b / c", "a / b", "c"),
    ],
)
def test_quotient_has_two_sides(typed, numerator, denominator):
    formula = parse_formula(typed)

    assert formula.is_ratio
    assert (formula.numerator.text, formula.denominator.text) == (numerator, denominator)


@pytest.mark.parametrize("typed", ["a", "a + b", "2 * a - b", "3"])
def test_formula_without_division_is_a_count(typed):
    formula = parse_formula(typed)

    assert not formula.is_ratio
    assert formula.denominator is None
    assert formula.numerator.text == formula.text


def test_evaluation_is_exact():
    values = {"a": Decimal("0.1"), "b": Decimal("0.2"), "c": 3}

    assert parse_formula("a + b").evaluate(values) == Fraction(3, 10)
    assert parse_formula("a / c * c").evaluate(values) == Fraction(1, 10)
    assert parse_formula("a - b * c").evaluate(values) == Fraction(-1, 2)


def test_measure_that_is_not_there_leaves_the_value_empty_even_over_zero():
    assert parse_formula("a / b").evaluate({"a": 1}) is None
    assert parse_formula("a / b").evaluate({"a": None, "b": 0}) is None


@pytest.mark.parametrize(
    "typed", ["a / zero", "a + a / zero", "a / (a - a)", "1 / (a / zero)", "zero / zero"]
)
def test_zero_denominator_anywhere_is_no_sample(typed):
    with pytest.raises(NoSample):
        parse_formula(typed).evaluate({"a": 5, "zero": 0})


expressions = st.recursive(
    st.one_of(
        st.sampled_from(["a", "b", "c_2"]),
        st.decimals(min_value=0, max_value=999, places=2, allow_nan=False).map(
            lambda number: f"{number:f}"
        ),
    ),
    lambda inner: st.builds(
        lambda left, sign, right: f"({left}){sign}{right}", inner, st.sampled_from("+-*/"), inner
    ),
    max_leaves=12,
).filter(lambda text: len(text) <= 300)


@modest
@given(expressions)
def test_formula_written_and_read_again_is_equal(typed):
    formula = parse_formula(typed)

    assert parse_formula(formula.text) == formula
    assert parse_formula(formula.text).text == formula.text


@modest
@given(expressions, st.integers(1, 99), st.integers(1, 99))
def test_both_sides_give_the_value_of_the_whole(typed, first, second):
    formula = parse_formula(typed)
    values = {"a": first, "b": second, "c_2": Decimal("0.5")}
    try:
        value = formula.evaluate(values)
    except NoSample:
        return
    below = formula.denominator.evaluate(values) if formula.denominator else 1

    assert formula.numerator.evaluate(values) == value * below


@modest
@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused_at_a_place(text):
    try:
        formula = parse_formula(text)
    except BadFormula as refusal:
        place = refusal.position
        assert 1 <= place <= len(text) + 1
    else:
        assert parse_formula(formula.text) == formula
