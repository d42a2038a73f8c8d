"""Numbers and dates as typed: the verdicts F5 to F10 and F13, and printing that never flatters."""

import contextlib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.numbers import (
    BadDate,
    BadNumber,
    cell_text,
    format_number,
    half_width,
    parse_date,
    parse_number,
    plain,
    round_half_up,
    shorten,
)

modest = settings(max_examples=300, derandomize=True, deadline=None, database=None)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("９８．５", "98.5"), (" 98.5 ", "98.5"), ("\u300098.5\u00a0", "98.5"), ("+98.5", "98.5"), ("1,000", "1000"),
        ("１，０００", "1000"), ("1,234,567.25", "1234567.25"), ("-0", "0"), ("-0.000", "0"), ("0098", "98"),
        (".5", "0.5"), ("5.", "5"), ("1.5000000000000", "1.5"), ("0", "0"), (5, "5"), (Decimal("2.50"), "2.5"),
        (Decimal("1E+3"), "1000"), (Decimal("-0"), "0"), (98.5, "98.5"), ("9999999999.9999", "9999999999.9999"),
    ],
)  # fmt: skip
def test_number_is_taken_exactly_as_typed(typed, value):
    number = parse_number(typed)

    assert number == Decimal(value)
    assert str(number) == value


@pytest.mark.parametrize("typed", [None, "", "  ", "\u3000", "\u200b", "\u00a0\ufeff"])
def test_nothing_typed_is_no_number(typed):
    assert parse_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1,00", "ambiguous"), ("1.000,5", "ambiguous"), ("0,123", "ambiguous"), (",5", "ambiguous"),
        ("10,00,000", "ambiguous"), ("1_000", "not a number"), ("٣", "not a number"), ("0x10", "not a number"),
        ("三", "not a number"), ("1/3", "not a number"), ("≥1", "not a number"), ("--", "not a number"),
        ("N/A", "not a number"), (".", "not a number"), ("+", "not a number"), ("1 000", "not a number"),
        ("9\u200b8", "not a number"), ("1\x000", "not a number"), ("²", "not a number"), ("%", "percentage"),
        ("1e5", "exponent"), ("1E-5", "exponent"), (Decimal("1e999999999"), "exponent"), ("NaN", "finite"),
        ("Infinity", "finite"), ("-inf", "finite"), (Decimal("NaN"), "finite"), ("1.1234567890123", "decimals"),
        ("0.00001", "decimals"), ("1234567890123456", "digits"), ("12345678901", "digits"), ("-5", "negative"),
        ("1" * 65, "too long"), ("9" * 1_000_000, "too long"), (True, "yes/no"), ([5], "list"),
        ({}, "list"), (1e300, "too long"), (float("inf"), "finite"),
        ("98.5%", "percentage"), ("98.5％", "percentage"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(typed, reason):
    with pytest.raises(BadNumber, match=reason) as refusal:
        parse_number(typed)

    assert len(str(refusal.value)) < 200


def test_integer_beyond_printing_is_refused_like_any_long_text():
    with pytest.raises(BadNumber, match="too long"):
        parse_number(10**5000)


@pytest.mark.parametrize("typed", ["98.5%", "98.5 %", "９８．５％"])
def test_percent_sign_is_understood_where_the_unit_is_percent(typed):
    assert parse_number(typed, unit="%") == Decimal("98.5")


@pytest.mark.parametrize("typed", ["%", "98.5%%", "98%5"])
def test_percent_sign_alone_or_twice_is_refused(typed):
    with pytest.raises(BadNumber):
        parse_number(typed, unit="%")


def test_negative_number_is_taken_where_it_may_be():
    assert parse_number("-5.25", allow_negative=True) == Decimal("-5.25")
    assert parse_number("−5", allow_negative=True) == Decimal(-5)


def test_whole_number_refuses_decimals_but_not_idle_zeros():
    assert parse_number("5.0", whole=True) == 5
    with pytest.raises(BadNumber, match="whole"):
        parse_number("5.5", whole=True)


def test_room_of_the_column_is_kept():
    assert parse_number("12.34", decimals=2, digits=4) == Decimal("12.34")
    with pytest.raises(BadNumber, match="digits"):
        parse_number("123", decimals=2, digits=4)
    assert parse_number("0.12", decimals=2, digits=2) == Decimal("0.12")


@modest
@given(st.decimals(min_value=0, max_value=9_999_999_999, places=4, allow_nan=False))
def test_stored_number_printed_and_read_again_is_equal(value):
    text = plain(value)

    assert parse_number(text) == value
    assert plain(parse_number(text)) == text


@modest
@given(st.decimals(min_value=0, max_value=9_999_999_999, places=4, allow_nan=False))
def test_printed_number_with_separators_and_unit_reads_back(value):
    assert parse_number(format_number(value, decimals=4, unit="%"), unit="%") == value


@modest
@given(st.text(max_size=80))
def test_any_text_is_a_number_or_refused_and_never_fails(text):
    number = None
    with contextlib.suppress(BadNumber):
        number = parse_number(text, unit="%", allow_negative=True)

    assert number is None or parse_number(plain(number), allow_negative=True) == number


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (0.1 + 0.2, "0.3"),
        (12.0, "12"),
        (1e20, "100000000000000000000"),
        (float("nan"), "NaN"),
        ("x", "x"),
        (7, "7"),
    ],
)
def test_cell_reads_as_the_sheet_shows_it(cell, text):
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (Decimal("0.125"), 2, "0.13"), (Decimal("-0.125"), 2, "-0.13"), (Fraction(200, 3), 2, "66.67"),
        (Fraction(7, 22) * 100, 1, "31.8"), (5, 0, "5"), (Decimal("2.5"), 0, "3"), (Decimal("-0.001"), 2, "0.00"),
        (Decimal("123456789012345678901234567890.125"), 2, "123456789012345678901234567890.13"),
    ],
)  # fmt: skip
def test_rounding_is_half_up_and_exact(value, decimals, rounded):
    assert str(round_half_up(value, decimals)) == rounded


@modest
@given(
    st.fractions() | st.decimals(allow_nan=False, allow_infinity=False) | st.integers(),
    st.integers(0, 10),
)
def test_rounding_is_never_half_a_digit_off_and_halves_go_away_from_zero(value, decimals):
    exact, half = Fraction(value), Fraction(1, 2 * 10**decimals)
    off = Fraction(round_half_up(value, decimals)) - exact

    assert abs(off) <= half
    assert abs(off) < half or off * exact > 0


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (None, {}, "—"), (Decimal("98.5"), {"unit": "%"}, "98.50%"), (Decimal(1234567), {"decimals": 0}, "1,234,567"),
        (Fraction(5, 3), {"unit": "h"}, "1.67 h"), (Decimal("-0.001"), {}, "0.00"),
    ],
)  # fmt: skip
def test_figure_is_printed_with_its_unit(value, options, text):
    assert format_number(value, **options) == text


@pytest.mark.parametrize(
    ("value", "against", "text"),
    [
        ("94.996", 95, "94.996"), ("94.9996", 95, "94.9996"), ("95.004", 95, "95.004"), ("95", 95, "95.00"),
        ("94.99", 95, "94.99"), ("96", 95, "96.00"), ("94.9999999999999999", 95, "94.99"),
        ("95.0000000000000001", 95, "95.01"), ("33.333", Fraction(100, 3), "33.33"),
    ],
)  # fmt: skip
def test_near_miss_prints_on_its_own_side_of_the_target(value, against, text):
    assert format_number(Decimal(value), against=against) == text


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2025-01-07", date(2025, 1, 7)), ("2025-1-7", date(2025, 1, 7)), ("2025/1/7", date(2025, 1, 7)),
        ("2025.1.7", date(2025, 1, 7)), ("2025年1月7日", date(2025, 1, 7)), ("2025年1月7", date(2025, 1, 7)),
        ("２０２５－０１－０７", date(2025, 1, 7)), ("2028-02-29", date(2028, 2, 29)), ("", None), (None, None),
        (date(2025, 1, 7), date(2025, 1, 7)), (datetime(2025, 1, 7, 9), date(2025, 1, 7)),  # noqa: DTZ001 -- a spreadsheet cell has no zone
    ],
)  # fmt: skip
def test_date_is_read_in_the_forms_people_write(typed, day):
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        "2026-02-29", "2026-13-01", "2026-00-10", "26-1-7", "0001-01-01", "9999-12-31", "1949-12-31", "2025-1/7",
        "2025.1-7", "20250107", "yesterday", "2025-01-07T00:00", "٢٠٢٥-01-07", "x" * 100_000,
    ],
)  # fmt: skip
def test_date_that_does_not_exist_or_is_out_of_range_is_refused(typed):
    with pytest.raises(BadDate) as refusal:
        parse_date(typed)

    assert len(str(refusal.value)) < 150


def test_date_value_out_of_range_is_refused():
    with pytest.raises(BadDate):
        parse_date(date(1, 1, 1))


@modest
@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_date_printed_and_read_again_is_equal(day):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day


def test_text_is_made_half_width_and_short():
    assert half_width("ＡＢＣ　１％") == "ABC 1%"
    assert shorten("x" * 41) == "x" * 39 + "…"
    assert shorten("x" * 40) == "x" * 40
