"""Who counts for the company, and whether projects do (domain §4.3i; G56)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.widgets import DayInput
from governance.models import Person
from kpi.models import Indicator
from kpi.services.count_owner import CountPlace
from processes.models import Assignment


class OwnerForm(forms.Form):
    """The place whose numbers are the company's."""

    place = forms.ChoiceField(label=_("Owner of the count"))
    valid_from = forms.DateField(
        label=_("Counts from"),
        widget=DayInput(),
        help_text=_("A Monday, so that no week is half counted."),
    )
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, person: Person, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = (
            Assignment.objects.visible_to(person)
            .filter(process=indicator.process_id, valid_to=None)
            .select_related("department", "project")
            .order_by("department__rank", "project__code")
        )
        self.places = {f"{row.department_id}.{row.project_id or ''}": row for row in rows}
        self.fields["place"].choices = [
            (
                key,
                said(row.department) + (f" · {said(row.project)}" if row.project else ""),
            )
            for key, row in self.places.items()
        ]

    def place_chosen(self) -> CountPlace:
        row = self.places[self.cleaned_data["place"]]
        return CountPlace(row.department, row.project)


class OwnerEndForm(forms.Form):
    """The last day of an owner of the count."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PerProjectForm(forms.Form):
    """From when an indicator is counted per project, or no longer."""

    valid_from = forms.DateField(label=_("Counts from"), widget=DayInput())
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
