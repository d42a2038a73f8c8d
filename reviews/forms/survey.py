"""Surveys, editions of standards and what counts into indicators, as they arrive from the page (G24, G50)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from reviews.forms.feedback import PickingForm, pick
from reviews.forms.review import ANY, long_text
from reviews.selectors.standard import NOT_RAISED, RAISED, EditionChoice
from reviews.selectors.survey import COUNTED, NOT_COUNTED, SurveyChoice
from reviews.services.standard import NewEdition
from reviews.services.survey import NewSurvey


class SurveyFilterForm(forms.Form):
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    year = WholeField(label=_("Year"), min_value=2000, max_value=2999, required=False)
    counts = forms.ChoiceField(
        label=_("Counts into an indicator"),
        choices=[*ANY, (COUNTED, _("counts")), (NOT_COUNTED, _("does not count"))],
        required=False,
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, processes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *processes]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return SurveyChoice(**self.cleaned_data)


class SurveyForm(PickingForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    process = pick(_("Process"), required=True)
    project = pick(_("Project"))
    start = DayField(label=_("From"), widget=DayInput())
    end = DayField(label=_("Until"), widget=DayInput())
    asked = WholeField(label=_("Asked"), min_value=1, max_value=10_000_000)
    answered = WholeField(label=_("Answered"), min_value=0, max_value=10_000_000)
    satisfied = WholeField(label=_("Satisfied"), min_value=0, max_value=10_000_000)
    note = long_text(_("Note"), rows=2)

    def new(self):
        return NewSurvey(**self.picked())


class IndicatorPickForm(PickingForm):
    """The indicator into which something counts."""

    indicator = pick(_("Indicator"), required=True)

    @staticmethod
    def name_of(row):
        return f"{row.code} {said(row)}"


class ComplaintCountForm(IndicatorPickForm):
    valid_from = DayField(label=_("First day"), widget=DayInput())
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ComplaintEndForm(forms.Form):
    last_day = DayField(label=_("Last day"), widget=DayInput())
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class EditionFilterForm(forms.Form):
    document = forms.ChoiceField(label=_("Standard"), choices=ANY, required=False)
    trigger = forms.ChoiceField(
        label=_("Trigger"),
        choices=[*ANY, (RAISED, _("raised")), (NOT_RAISED, _("not raised"))],
        required=False,
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = [*ANY, *documents]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return EditionChoice(**self.cleaned_data)


class EditionForm(PickingForm):
    document = pick(_("Standard"), required=True)
    edition = forms.CharField(label=_("Edition"), max_length=60)
    published_on = DayField(label=_("Published on"), widget=DayInput(), required=False)
    effective_on = DayField(label=_("In force from"), widget=DayInput(), required=False)
    summary = long_text(_("What it changes for us"), required=True)
    source = forms.CharField(label=_("Where it was announced"), max_length=200, required=False)

    def new(self):
        return NewEdition(**self.picked())
