"""The form of the interface gallery: every kind of field once."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As it stands in the personnel list.")
    )
    amount = forms.DecimalField(
        label=_("Value"), widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
    )
    grain = forms.ChoiceField(
        label=_("Period"), choices=[("week", _("week")), ("month", _("month")), ("year", _("year"))]
    )
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    dimension = forms.MultipleChoiceField(
        label=_("Dimension"),
        required=False,
        choices=[("efficiency", _("efficiency")), ("quality", _("quality"))],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    table = forms.FileField(label=_("File"), required=False)
    agree = forms.BooleanField(label=_("I have read the clause"), required=False)
