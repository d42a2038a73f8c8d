"""What is looked at in the calendar: month or year, whose duties, of which kind."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.periods import BadPeriod, Month
from governance.states import ObligationKind
from portal.selectors.calendar import EVERYTHING, MINE, CalendarFilter

MONTH, YEAR = "month", "year"


class CalendarForm(forms.Form):
    """The address of the calendar; what cannot be read of it is left out."""

    view = forms.ChoiceField(
        label=_("View"), choices=[(MONTH, _("month")), (YEAR, _("year"))], required=False
    )
    scope = forms.ChoiceField(
        label=_("Whose"),
        choices=[(MINE, _("mine")), (EVERYTHING, _("all I may see"))],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("all")), *ObligationKind.choices], required=False
    )
    month = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    day = DayField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *args, usual, **kwargs):
        # What is usual for the reader stands in the field, too, where nothing is said.
        filled = data.copy()
        filled.setdefault("scope", usual)
        super().__init__(filled, *args, **kwargs)
        self.usual = usual

    def chosen(self) -> CalendarFilter:
        """Whose and which."""
        self.is_valid()
        return CalendarFilter(
            self.cleaned_data.get("scope") or self.usual, self.cleaned_data.get("kind") or ""
        )

    def month_shown(self, today: date) -> Month:
        """The month asked for, else that of the day asked for, else the present one."""
        asked = self.cleaned_data.get("month")
        if asked:
            try:
                return Month.parse(asked)
            except BadPeriod:
                pass
        return Month.of(self.cleaned_data.get("day") or today)
