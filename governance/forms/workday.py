"""Saying what a day is, and importing a year: from the package or from a file."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.lib.workflow import Refused
from governance.models import Workday
from governance.services.calendar import NamedDay, official_days, years_in_package
from governance.services.calendar_file import read_calendar, read_calendar_book

MOST_BYTES = 1_000_000


class WorkdayForm(forms.Form):
    """One day and its nature."""

    day = DayField(label=_("day"), widget=DayInput())
    kind = forms.ChoiceField(label=_("kind of day"), choices=Workday.Kind.choices)
    note = forms.CharField(label=_("note"), max_length=100, required=False)

    def named_day(self) -> NamedDay:
        return NamedDay(**self.cleaned_data)


class CalendarPackageForm(forms.Form):
    """A year whose official days the package knows."""

    year = forms.TypedChoiceField(label=_("year"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, str(year)) for year in years_in_package()]

    def named_days(self) -> list[NamedDay]:
        return official_days(self.cleaned_data["year"])


class CalendarFileForm(forms.Form):
    """A file with the columns day, kind, note; read as a whole or refused with the number of a line."""

    file = forms.FileField(
        label=_("XLSX or CSV file"),
        help_text=_(
            "Columns: day, kind (workday, weekend, holiday, makeup), note. The list of this page, changed and brought back, will do."
        ),
    )

    def clean_file(self) -> list[NamedDay]:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 1 MB; a year needs a few lines.")
            )
        content = file.read()
        try:
            return _book(content) if content.startswith(b"PK") else read_calendar(_text(content))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def named_days(self) -> list[NamedDay]:
        found: list[NamedDay] = self.cleaned_data["file"]
        return found


class CalendarTextForm(forms.Form):
    """What a preview has shown, brought back to be taken over."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES)
    source = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_text(self) -> list[NamedDay]:
        try:
            return read_calendar(self.cleaned_data["text"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise forms.ValidationError(_("Please save the file as UTF-8."))


def _book(content: bytes) -> list[NamedDay]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar.xlsx"
        path.write_bytes(content)
        return read_calendar_book(path)
