"""Handing an assignment over."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.models import Person
from governance.selectors.approval_right import holders_of
from governance.states import Role
from kpi.services.handover import HandOver


class HandOverForm(forms.Form):
    """Who takes over from which day, who stands in, and why."""

    to = forms.ModelChoiceField(
        label=_("successor"),
        queryset=Person.objects.none(),
        help_text=_(
            "People with the role of a process specialist; the security administrator grants it."
        ),
    )
    deputy = forms.ModelChoiceField(
        label=_("deputy"), queryset=Person.objects.none(), required=False
    )
    last_day = DayField(
        label=_("last day of the leaver"),
        widget=DayInput(),
        help_text=_("A week that both share is reported whole by the successor."),
    )
    reason = forms.CharField(label=_("reason"), max_length=300)

    def __init__(self, *args: Any, viewer: Person, leaver: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Anybody else would be refused: only a process specialist reports.
        able = [person.pk for person in holders_of(Role.PROCESS_SPECIALIST, on)]
        people = Person.objects.visible_to(viewer).filter(pk__in=able)
        people = people.order_by("rank", "staff_no")
        self.fields["to"].queryset = people.exclude(pk=leaver.pk)
        self.fields["deputy"].queryset = people

    def terms(self) -> HandOver:
        return HandOver(**self.cleaned_data)
