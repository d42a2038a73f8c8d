"""Recording what was provided of a resource need."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from planning.services.resource import Provision, provision_seen
from planning.states import Fulfilment


class ProvisionForm(forms.Form):
    fulfilment = forms.ChoiceField(label=_("State"), choices=Fulfilment.choices)
    fulfilled = WholeField(label=_("Provided"), min_value=0)
    on = DayField(label=_("Since"), widget=DayInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, today, **kwargs):
        initial = {
            "fulfilment": row.fulfilment,
            "fulfilled": row.fulfilled,
            "on": row.fulfilment_on or today,
            "note": row.fulfilment_note,
            "seen": provision_seen(row),
        }
        super().__init__(*args, initial=initial, **kwargs)

    def provision(self):
        return Provision(**self.cleaned_data)
