"""How an improvement becomes the norm, as it arrives from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput


class NormForm(forms.Form):
    version = forms.TypedChoiceField(label=_("Version of the norm"), coerce=int)

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {row.pk: row for row in versions}
        self.fields["version"].choices = [
            (row.pk, f"{row} · {row.get_state_display()}") for row in versions
        ]

    def chosen(self):
        return self.versions[self.cleaned_data["version"]]


class RevisionForm(forms.Form):
    document = forms.TypedChoiceField(label=_("Norm to revise"), coerce=int)

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.documents = {row.pk: row for row in documents}
        self.fields["document"].choices = [(row.pk, said(row, "title")) for row in documents]

    def chosen(self):
        return self.documents[self.cleaned_data["document"]]


class NoNormForm(forms.Form):
    reason = forms.CharField(
        label=_("Why no norm changes"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class CloseForm(forms.Form):
    lesson = forms.CharField(
        label=_("Lesson learned"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TrainingForm(forms.Form):
    planned_on = DayField(label=_("Day of the training"), widget=DayInput())
