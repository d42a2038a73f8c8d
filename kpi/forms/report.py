"""What people write in a monthly report, as it arrives from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from kpi.services.deviation import Analysis
from kpi.services.report import LONGEST_TEXT
from kpi.states import DeviationDecision


class SectionForm(forms.Form):
    """One text; a plain field, because what is written is printed as it is written."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DeviationForm(forms.Form):
    """Analysis and decision of one missed target; without a decision the analysis alone is kept."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    cause = forms.CharField(
        label=_("Cause"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    impact = forms.CharField(
        label=_("Impact"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    measure = forms.CharField(
        label=_("Measures taken"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    responsible = forms.TypedChoiceField(
        label=_("Responsible person"), required=False, coerce=int, empty_value=None
    )
    due_on = DayField(
        label=_("Due date"),
        required=False,
        widget=DayInput(),
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", _("not yet decided")), *DeviationDecision.choices],
    )
    decision_reason = forms.CharField(
        label=_("Reason of the decision"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["responsible"].choices = [
            ("", _("nobody yet")),
            *((row.pk, row.name) for row in people),
        ]

    def analysis(self):
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        chosen = given.pop("responsible")
        person = next((row for row in self.people if row.pk == chosen), None)
        return Analysis(responsible=person, **given)
