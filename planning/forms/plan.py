"""Opening a plan, and what stands before its sections (6.4.1; G29, G30)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from planning.services.plan import PlanTexts

_LONG = forms.Textarea(attrs={"rows": 4})


class OpenForm(forms.Form):
    """Which year; a reason only for a year before the policy."""

    year = WholeField(min_value=2000, max_value=2100, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TextsForm(forms.Form):
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        widget=_LONG,
        help_text=_("Strategy, needs of customers, conclusions of last year's reviews."),
    )
    risks = forms.CharField(label=_("Risks and responses"), required=False, widget=_LONG)
    arrangements = forms.CharField(label=_("Monitoring and review"), required=False, widget=_LONG)
    note = forms.CharField(
        label=_("Note of this version"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    effective_on = DayField(
        label=_("Takes effect on"),
        required=False,
        widget=DayInput(),
        help_text=_("Never before the day it is published (6.4.1)."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def texts(self) -> PlanTexts:
        """What was written, as the service takes it."""
        given = dict(self.cleaned_data)
        given.pop("seen")
        return PlanTexts(**given)


class SummaryForm(forms.Form):
    """What a department says in its own words."""

    summary = forms.CharField(
        label=_("In short: what matters for the department in this year"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    note = forms.CharField(max_length=1000, required=False)


class DoneForm(forms.Form):
    """When a milestone was reached, and what shows it."""

    on = DayField(label=_("Done on"), widget=DayInput())
    note = forms.CharField(label=_("What shows it"), max_length=300, required=False)
