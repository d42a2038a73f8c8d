"""Projects are added and renamed in one small form (G56)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.widgets import DayInput
from processes.services.project import ProjectNames


class ProjectNameForm(forms.Form):
    """What a project is called."""

    name = forms.CharField(label=_("Project name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)

    def names(self) -> ProjectNames:
        return ProjectNames(self.cleaned_data["name"], self.cleaned_data["name_en"])


class ProjectForm(ProjectNameForm):
    """A new project; its code is in addresses and exports, and stays."""

    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Letters, digits, - and _; it never changes.")
    )
    field_order = ("code", "name", "name_en")


class ProjectEndForm(forms.Form):
    """A project's last day."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
