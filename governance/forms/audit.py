"""What the auditor looks for in the trail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.selectors.audit import TrailFilter


class TrailForm(forms.Form):
    """Filters over the trail; all optional."""

    q = forms.CharField(label=_("text"), required=False, max_length=60)
    actor = forms.CharField(label=_("actor"), required=False, max_length=60)
    earliest = DayField(label=_("from"), required=False, widget=DayInput())
    latest = DayField(label=_("to"), required=False, widget=DayInput())

    def wanted(self) -> TrailFilter:
        given = self.cleaned_data
        return TrailFilter(given["q"], given["actor"], given["earliest"], given["latest"])
