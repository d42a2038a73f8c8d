"""Handing an assignment over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.widgets import DayInput
from governance.models import Person
from kpi.services.handover import HandOver


class HandOverForm(forms.Form):
    """Who takes over from which day, who stands in, and why."""

    to = forms.ModelChoiceField(label=_("successor"), queryset=Person.objects.none())
    deputy = forms.ModelChoiceField(
        label=_("deputy"), queryset=Person.objects.none(), required=False
    )
    last_day = forms.DateField(
        label=_("last day of the leaver"),
        widget=DayInput(),
        help_text=_("A week that both share is reported whole by the successor."),
    )
    reason = forms.CharField(label=_("reason"), max_length=300)

    def __init__(self, *args: Any, viewer: Person, leaver: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(viewer).filter(is_active=True)
        people = people.order_by("rank", "staff_no")
        self.fields["to"].queryset = people.exclude(pk=leaver.pk)
        self.fields["deputy"].queryset = people

    def terms(self) -> HandOver:
        return HandOver(**self.cleaned_data)
