"""Form fields of our own."""

from typing import Any

from django import forms

from governance.lib.bilingual import said


class NamedChoiceField(forms.ModelChoiceField):
    """A choice among rows whose name stands in two columns; the reader's language decides."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj)
