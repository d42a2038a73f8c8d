"""Over which days one looks back, and which duties of them."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.periods import Year, parse_period
from governance.lib.widgets import DayInput
from portal.selectors.conformance import STANDINGS, clause_name
from portal.selectors.stretch import Stretch, stretches_offered

ANY = [("", _("all"))]


class StretchForm(forms.Form):
    """A whole period, or two days; days go before the period, this year where nothing is said."""

    period = forms.ChoiceField(label=_("Period"), choices=[], required=False)
    earliest = DayField(label=_("from"), required=False, widget=DayInput())
    latest = DayField(label=_("to"), required=False, widget=DayInput())

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        offered = stretches_offered(today)
        self.fields["period"].choices = [(each.label, each.display()) for each in offered]

    def clean(self):
        given = super().clean()
        first, last = given.get("earliest"), given.get("latest")
        if first and last and first > last:
            raise ValidationError(_("The last day lies before the first."))
        return given

    def stretch(self) -> Stretch:
        """What can be read of an address is used; what cannot is left out."""
        given = self.cleaned_data if self.is_valid() else {}
        first, last = given.get("earliest"), given.get("latest")
        if first or last:
            return Stretch(first or Year.of(last).start, last or max(first, self.today))
        if given.get("period"):
            return Stretch.of(parse_period(given["period"]))
        return Stretch.of(Year.of(self.today))

    @property
    def query(self) -> dict[str, str]:
        """The same days in an address."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            name: str(given[name]) for name in ("period", "earliest", "latest") if given.get(name)
        }


class DutyFilterForm(StretchForm):
    """The same days, narrowed to a clause and to how the duties stand."""

    clause = forms.ChoiceField(label=_("Clause"), choices=ANY, required=False)
    standing = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *STANDINGS.items()], required=False
    )

    def __init__(self, *args, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [*ANY, *((each, clause_name(each)) for each in clauses)]

    def narrowed(self) -> tuple[str, str]:
        """Which clause and which column."""
        given = self.cleaned_data if self.is_valid() else {}
        return given.get("clause", ""), given.get("standing", "")
