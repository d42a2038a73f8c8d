"""The outputs register, as it arrives from the page: what is looked at, expected, filed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from processes.services.output_record import Expectation, Filing, Upload
from processes.states import Frequency

ANY = [("", _("all"))]
EARLIEST, LATEST = 2000, 2100


class OutputFilterForm(forms.Form):
    year = WholeField(label=_("Year"), min_value=EARLIEST, max_value=LATEST, required=False)
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    missing = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("all outputs")), ("yes", _("only with gaps"))],
        required=False,
    )

    def __init__(self, *args, processes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *processes]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return self.cleaned_data


class ExpectationForm(forms.Form):
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int)
    due_workdays = WholeField(
        label=_("Due, workdays after the period"), min_value=0, max_value=250, initial=5
    )
    starts_on = DayField(label=_("Owed from"), widget=DayInput())
    place = forms.CharField(
        label=_("Where it lies"),
        max_length=200,
        required=False,
        help_text=_("For a data store, which is never uploaded."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.pk: row for row in people}
        self.fields["owner"].choices = [(key, row.name) for key, row in self.people.items()]

    def wanted(self):
        given = self.cleaned_data
        return Expectation(
            frequency=given["frequency"],
            owner=self.people[given["owner"]],
            due_workdays=given["due_workdays"],
            starts_on=given["starts_on"],
            place=given["place"],
        )


class FilingForm(forms.Form):
    """One of asset, document, address and file."""

    period = forms.CharField(
        label=_("Period"), max_length=20, help_text=_("Like 2026-03, 2026-Q1, 2026 or 2026-W09.")
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    asset = forms.TypedChoiceField(label=_("Asset"), coerce=int, required=False, empty_value=None)
    document = forms.TypedChoiceField(
        label=_("Controlled document"), coerce=int, required=False, empty_value=None
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=_("Of a page here, like /reports/12/, or of another system."),
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("At most 20 MB."))

    def __init__(self, *args, assets, documents, **kwargs):
        super().__init__(*args, **kwargs)
        self.assets = {row.pk: row for row in assets}
        self.documents = {row.pk: row for row in documents}
        self.fields["asset"].choices = [
            ("", "–"),
            *((key, str(row)) for key, row in self.assets.items()),
        ]
        self.fields["document"].choices = [
            ("", "–"),
            *((key, said(row, "title")) for key, row in self.documents.items()),
        ]

    def filing(self):
        given = self.cleaned_data
        sent = given["file"]
        return Filing(
            period=given["period"],
            title=given["title"],
            asset=self.assets.get(given["asset"]),
            document=self.documents.get(given["document"]),
            url=given["url"],
            upload=Upload(sent.name, sent.chunks()) if sent else None,
        )
