"""Form fields of our own."""

from decimal import Decimal
from typing import Any

from django import forms

from governance.lib.bilingual import said
from governance.lib.numbers import BadDate, BadNumber, parse_date, parse_number

# Digits of a whole number: a column for such holds 2,147,483,647.
LARGEST_WHOLE = 9


class NamedChoiceField(forms.ModelChoiceField):
    """A choice among rows whose name stands in two columns; the reader's language decides."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj)


class DayField(forms.DateField):
    """A day as people write it; the one rule for dates decides, as it does for files and REST (F13)."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_date(value)
        except BadDate as bad:
            raise forms.ValidationError(str(bad), code="invalid") from bad


class NumberField(forms.DecimalField):
    """A number as people write it; the one rule for numbers decides, as it does for files and REST (F5–F10)."""

    LARGEST = 14

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # -- the stubs take a decimal field for one of whole numbers
        if value in self.empty_values:
            return None
        try:
            return parse_number(
                value,
                decimals=self.decimal_places or 0,
                digits=self.max_digits or self.LARGEST,
                allow_negative=True,
            )
        except BadNumber as bad:
            raise forms.ValidationError(str(bad), code="invalid") from bad


class WholeField(forms.IntegerField):
    """A whole number as people write it, by the same rule and no larger than its column (F6–F10)."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            found = parse_number(
                value, decimals=0, digits=LARGEST_WHOLE, allow_negative=True, whole=True
            )
        except BadNumber as bad:
            raise forms.ValidationError(str(bad), code="invalid") from bad
        return None if found is None else int(found)
