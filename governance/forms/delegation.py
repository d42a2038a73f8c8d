"""Naming a deputy for one's own decisions, from a day to a day (domain §6.3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.forms.approval import PersonField
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.services.delegation import NewDelegation
from governance.states import ApprovalKind


class DelegationForm(forms.Form):
    deputy = PersonField(label=_("Deputy"))
    valid_from = DayField(label=_("from"), widget=DayInput)
    valid_to = DayField(label=_("until"), widget=DayInput, help_text=_("The last day is included."))
    kinds = forms.MultipleChoiceField(
        label=_("For which approvals"),
        choices=ApprovalKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked = all kinds."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].among(people)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first."))
        return given

    def new_delegation(self) -> NewDelegation:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        return NewDelegation(
            deputy=given["deputy"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            kinds=tuple(given["kinds"]),
            reason=given["reason"],
        )
