"""Choosing from the register of deviations, analysing one, asking somebody for the analysis."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.forms.report import DeviationForm
from kpi.formulas import SERIES_RULES
from kpi.selectors.deviation import WAITING, WATCHED, RegisterFilter
from kpi.services.deviation import Analysis
from kpi.states import DeviationDecision, DeviationState

ANY = [("", _("all"))]
WAITS = [(WAITING, _("without a decision")), (WATCHED, _("being watched"))]
AGES = [(7, _("over 7 days")), (30, _("over 30 days")), (90, _("over 90 days"))]


class RegisterFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *WAITS, *DeviationState.choices], required=False
    )
    rule = forms.ChoiceField(label=_("Rule"), choices=[*ANY, *SERIES_RULES.items()], required=False)
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[*ANY, *DeviationDecision.choices], required=False
    )
    age = forms.TypedChoiceField(
        label=_("Age"), choices=[*ANY, *AGES], required=False, coerce=int, empty_value=None
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, processes, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *processes]
        self.fields["department"].choices = [*ANY, *departments]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return RegisterFilter(**self.cleaned_data)


class SignalForm(DeviationForm):
    """Analysis of one deviation; whoever was asked gives cause, impact, measure and day, the PMO the rest."""

    def __init__(self, *args, row, people, may_decide, **kwargs):
        super().__init__(*args, people=people, **kwargs)
        self.row = row
        if not may_decide:
            for name in ("responsible", "decision", "decision_reason"):
                del self.fields[name]

    def analysis(self):
        if "responsible" in self.fields:
            return super().analysis()
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Analysis(responsible=self.row.responsible, **given)


class AskForm(forms.Form):
    """Whom to ask for the analysis."""

    person = forms.TypedChoiceField(label=_("Whom to ask"), coerce=int)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["person"].choices = [(each.pk, each.name) for each in people]

    def chosen(self):
        return next(each for each in self.people if each.pk == self.cleaned_data["person"])
