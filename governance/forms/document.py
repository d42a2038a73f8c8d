"""Uploading the text of the policy."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2_000_000


class PolicyUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Text file of the policy"),
        help_text=_(
            "Plain text (.txt or .md), as converted from the policy. The same file is imported once."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB; a policy's text is not."))
        return file
