"""Form fields of our own."""

from typing import Any

from django import forms

from governance.lib.bilingual import said
from governance.lib.numbers import BadDate, parse_date


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
