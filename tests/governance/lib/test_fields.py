"""A form reads numbers by the one rule for numbers, and none larger than its column (F5–F10)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from governance.lib.fields import NumberField, WholeField

REFUSED = (
    "1_000",
    "٣",
    "0x10",
    "1e5",
    "三",
    "1/3",
    "--",
    "N/A",
    "NaN",
    "Infinity",
    "1,00",
    "98.5%",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("９８．５", "98.5"), (" +98.5 ", "98.5"), ("1,000", "1000"), ("-0", "0"), ("-2.50", "-2.5")],
)
def test_a_number_is_read_as_people_write_it(typed, meant):
    assert NumberField(max_digits=8, decimal_places=2).clean(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", [*REFUSED, "1.005", "1000000", "9" * 5000])
def test_what_is_no_number_or_has_no_room_is_refused(typed):
    with pytest.raises(ValidationError):
        NumberField(max_digits=8, decimal_places=2).clean(typed)


def test_bounds_and_nothing_typed_are_the_fields_own():
    assert NumberField(required=False, decimal_places=1).clean("") is None
    with pytest.raises(ValidationError):
        NumberField(min_value=0, max_digits=8, decimal_places=2).clean("-1")
    with pytest.raises(ValidationError):
        WholeField(min_value=0).clean("-1")


@pytest.mark.parametrize(("typed", "meant"), [("１２", 12), ("1,000", 1000), ("5.0", 5)])
def test_a_whole_number_is_read_by_the_same_rule(typed, meant):
    assert WholeField().clean(typed) == meant


@pytest.mark.parametrize("typed", [*REFUSED, "1.5", "3000000000", "1" + "0" * 30, "9" * 5000])
def test_a_whole_number_beyond_its_column_is_refused(typed):
    with pytest.raises(ValidationError):
        WholeField().clean(typed)
