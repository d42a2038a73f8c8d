"""What a token is asked for with."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Refused
from governance.models import Person
from governance.selectors.token import possible_owners
from governance.services.token import NewToken, networks_of
from governance.states import Scope

LIVES = (7, 30, 90, 180, 365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("name of the token"),
        max_length=60,
        help_text=_("Which machine or program will use it."),
    )
    owner = forms.ModelChoiceField(
        label=_("acts as"),
        queryset=Person.objects.none(),
        help_text=_("The token sees and may do what this person may, within what is ticked below."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("allowed to"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("valid for"),
        coerce=int,
        initial=90,
        choices=[(days, _("%(days)s days") % {"days": days}) for days in LIVES],
    )
    allowed_ips = forms.CharField(
        label=_("only from these addresses"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "One address or network a line, like 192.0.2.7 or 10.0.0.0/8; empty means from everywhere."
        ),
    )

    def __init__(self, *args: Any, issuer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = possible_owners(issuer)
        self.fields["owner"].queryset = owners
        if owners.filter(pk=issuer.pk).exists():
            self.initial.setdefault("owner", issuer.pk)

    def clean_allowed_ips(self) -> tuple[str, ...]:
        texts = tuple(
            text for text in re.split(r"[\s,;，；、]+", self.cleaned_data["allowed_ips"]) if text
        )
        try:
            networks_of(texts)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return texts

    def new_token(self, at: Any) -> NewToken:
        found = self.cleaned_data
        return NewToken(
            name=found["name"],
            owner=found["owner"],
            scopes=tuple(found["scopes"]),
            expires_at=at + timedelta(days=found["days"]),
            allowed_ips=found["allowed_ips"],
        )
