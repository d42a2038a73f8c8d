"""Choosing from the register of resolutions, reporting conditions, recording exceptions (5.1, G20)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.forms.committee import CHOOSE
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.selectors.resolution import ResolutionFilter
from governance.services.committee import NewException
from governance.states import ApprovalKind, Outcome, SeparationRule

ANY = [("", _("all"))]
UNMET = [("unmet", _("with conditions that are not met"))]


class ResolutionFilterForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[*ANY, *Outcome.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Subject"), choices=[*ANY, *ApprovalKind.choices], required=False
    )
    year = forms.RegexField(label=_("Year"), regex=r"^[12][0-9]{3}$", max_length=4, required=False)
    conditions = forms.ChoiceField(label=_("Conditions"), choices=[*ANY, *UNMET], required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return ResolutionFilter(**self.cleaned_data)


class ConditionForm(forms.Form):
    """A step of a condition: what was done, or why it is not met yet."""

    note = forms.CharField(
        label=_("How it was met, or why not"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ExceptionForm(forms.Form):
    """What a resolution lets pass, until when."""

    kind = forms.ChoiceField(
        label=_("For cases of the kind"), choices=[*CHOOSE, *ApprovalKind.choices]
    )
    rule = forms.ChoiceField(
        label=_("A person may decide who"), choices=[*CHOOSE, *SeparationRule.choices]
    )
    resolution = forms.TypedChoiceField(label=_("By resolution"), coerce=int)
    valid_to = DayField(label=_("until"), widget=DayInput())
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, resolutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.resolutions = {row.pk: row for row in resolutions}
        self.fields["resolution"].choices = [
            *CHOOSE,
            *((row.pk, f"{row.number} {row.title}") for row in resolutions),
        ]

    def new_exception(self):
        given = self.cleaned_data
        return NewException(
            kind=given["kind"],
            rule=given["rule"],
            resolution=self.resolutions[given["resolution"]],
            valid_to=given["valid_to"],
            reason=given["reason"],
        )
