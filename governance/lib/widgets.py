"""Inputs of our own."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """A date in the browser's own picker, which takes ISO dates only, whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
