"""Raising a trigger, as it arrives from the page (6.4.3②)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.forms.review import ANY, MomentInput, long_text
from reviews.selectors.trigger import TriggerChoice
from reviews.services.trigger import NewTrigger
from reviews.states import TriggerKind, TriggerState


class TriggerFilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *TriggerKind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *TriggerState.choices], required=False
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return TriggerChoice(**self.cleaned_data)


class TriggerForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Trigger"), choices=TriggerKind.choices, widget=forms.RadioSelect
    )
    happened_at = forms.DateTimeField(label=_("Happened at"), widget=MomentInput())
    evidence = long_text(
        _("Evidence"),
        rows=4,
        required=True,
        help_text=_("What happened, and what shows it: numbers, tickets, letters."),
    )

    def __init__(self, *args, cited, **kwargs):
        super().__init__(*args, **kwargs)
        self.cited = cited
        if cited:
            del self.fields["kind"]

    def new(self):
        given = {name: self.cleaned_data[name] for name in ("happened_at", "evidence")}
        kind = {} if self.cited else {"kind": self.cleaned_data["kind"]}
        return NewTrigger(**given, **kind, **self.cited)
