"""Causes as they arrive from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from improvements.services.cause import CauseText
from improvements.states import CauseVerdict


class CauseForm(forms.Form):
    """A cause under a category or under another cause; `place` is `c<category>` or `w<cause>`."""

    place = forms.CharField(max_length=20, widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Why?"), max_length=300)
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.TypedChoiceField(
        label=_("Kind in the catalogue"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {row.pk: row for row in kinds}
        self.fields["kind"].choices = [("", "–"), *((row.pk, said(row)) for row in kinds)]

    def given(self):
        data = self.cleaned_data
        return CauseText(data["text"], data["evidence"], self.kinds.get(data["kind"]))


class PlaceForm(forms.Form):
    place = forms.ChoiceField(label=_("Under"))

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places


class VerdictForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Judgement"),
        choices=[
            (CauseVerdict.CONFIRMED, _("confirmed by evidence")),
            (CauseVerdict.REJECTED, _("rejected")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("How it was found out"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class CauseKindForm(forms.Form):
    name = forms.CharField(label=_("Name of the kind"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)


class ParetoForm(forms.Form):
    process = forms.ChoiceField(label=_("Process"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, processes, years, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [("", _("all")), *processes]
        self.fields["year"].choices = [("", _("all")), *((year, str(year)) for year in years)]
