"""Handing in an export of a ticket source."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.lib.ticket_file import KINDS

MOST_MEGABYTES = 100


class ExportForm(forms.Form):
    file = forms.FileField(
        label=_("Export of the tool"),
        help_text=_(
            "CSV (also compressed as .csv.xz) or XLSX, at most 100 MB. The same file is recognised and changes nothing."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join((*KINDS, ".xz"))}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES << 20:
            raise forms.ValidationError(_("The file is larger than 100 MB."))
        return file
