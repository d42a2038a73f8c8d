"""Assigning a process to a specialist."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField, NamedChoiceField
from governance.lib.widgets import DayInput
from governance.models import Department, Person, Project
from processes.models import Process
from processes.selectors.assignment import AssignmentsWanted, people_to_assign
from processes.services.assignment import NewAssignment
from processes.states import ProcessState


class AssignmentFilterForm(forms.Form):
    """What the assignments are narrowed to."""

    q = forms.CharField(label=_("process or person"), required=False, max_length=60)
    department = forms.CharField(label=_("department"), required=False, max_length=40)
    ended = forms.BooleanField(label=_("ended ones too"), required=False)

    def wanted(self) -> AssignmentsWanted:
        """What can be read of an address is used; what cannot is left out."""
        self.is_valid()
        given = self.cleaned_data
        return AssignmentsWanted(
            given.get("q", ""), given.get("department", ""), bool(given.get("ended"))
        )


class AssignmentForm(forms.Form):
    """Who reports which process for which department, and who stands in."""

    process = NamedChoiceField(label=_("process"), queryset=Process.objects.none())
    department = NamedChoiceField(label=_("department"), queryset=Department.objects.none())
    project = NamedChoiceField(
        label=_("project"),
        queryset=Project.objects.none(),
        required=False,
        help_text=_("Only where the data are counted per project."),
    )
    person = forms.ModelChoiceField(label=_("process specialist"), queryset=Person.objects.none())
    deputy = forms.ModelChoiceField(
        label=_("deputy"), queryset=Person.objects.none(), required=False
    )
    valid_from = DayField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, viewer: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_to_assign(viewer, on)
        processes = Process.objects.visible_to(viewer).filter(state=ProcessState.ACTIVE)
        self.fields["process"].queryset = processes.order_by("position")
        self.fields["department"].queryset = (
            Department.objects.visible_to(viewer).filter(retired_on=None).order_by("rank")
        )
        self.fields["project"].queryset = (
            Project.objects.visible_to(viewer).filter(retired_on=None).order_by("code")
        )
        self.fields["person"].queryset = people
        self.fields["deputy"].queryset = people

    def new_assignment(self) -> NewAssignment:
        return NewAssignment(**self.cleaned_data)
