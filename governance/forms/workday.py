"""Saying what a day is, and importing a year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.models import Workday
from governance.services.calendar import NamedDay

MOST_BYTES = 200_000


class WorkdayForm(forms.Form):
    """One day and its nature."""

    day = DayField(label=_("day"), widget=DayInput())
    kind = forms.ChoiceField(label=_("kind of day"), choices=Workday.Kind.choices)
    note = forms.CharField(label=_("note"), max_length=100, required=False)

    def named_day(self) -> NamedDay:
        return NamedDay(**self.cleaned_data)


class CalendarFileForm(forms.Form):
    """A CSV file with the columns day, kind, note."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: day, kind (workday, weekend, holiday, makeup), note."),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 200 kB; a year needs a few lines.")
            )
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as other:
            raise forms.ValidationError(_("Please save the file as UTF-8.")) from other
