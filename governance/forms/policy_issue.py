"""Choosing from the register, and ruling on an issue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models import PolicyIssue
from governance.states import IssueState

ANY = [("", _("all"))]


class IssueFilterForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=[*ANY, *IssueState.choices], required=False)
    weight = forms.ChoiceField(
        label=_("Weight"), choices=[*ANY, *PolicyIssue.Weight.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[*ANY, *PolicyIssue.Kind.choices], required=False
    )
    clause = forms.CharField(label=_("Clause"), max_length=20, required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)


class RulingForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Ruling"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was decided, by whom or in which meeting. It stays in the trail."),
    )
    fixed_in_version = forms.CharField(
        label=_("To be mended in policy version"), max_length=20, required=False
    )
