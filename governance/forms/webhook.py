"""What a webhook is declared with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.services.webhook import NewWebhook
from governance.states import WebhookEvent

CHOSEN = [(event.value, event.label) for event in WebhookEvent if event != WebhookEvent.PING]


class WebhookForm(forms.Form):
    name = forms.CharField(
        label=_("name of the webhook"),
        max_length=60,
        help_text=_("Which system is told, such as the company's work platform."),
    )
    url = forms.CharField(
        label=_("address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "spellcheck": "false"}),
        help_text=_("https only, unless the operator allows http into a private network."),
    )
    events = forms.MultipleChoiceField(
        label=_("told of"),
        choices=CHOSEN,
        initial=[CHOSEN[0][0]],
        widget=forms.CheckboxSelectMultiple,
    )

    def new_webhook(self) -> NewWebhook:
        found = self.cleaned_data
        return NewWebhook(found["name"], found["url"].strip(), tuple(found["events"]))
