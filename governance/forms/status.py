"""Why a failed job is no longer wanted."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SetAsideForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
