"""How I am told outside the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.states import MailRhythm


class MailChoiceForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("E-mails"), choices=MailRhythm.choices, widget=forms.RadioSelect
    )
