"""Departments are added, renamed and ended in small forms (5.3; G15)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.widgets import DayInput
from processes.services.department import DepartmentNames


class DepartmentNameForm(forms.Form):
    """What a department is called."""

    name = forms.CharField(label=_("Department name"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)

    def names(self) -> DepartmentNames:
        return DepartmentNames(self.cleaned_data["name"], self.cleaned_data["name_en"])


class DepartmentForm(DepartmentNameForm):
    """A new department; its code is in addresses and exports, and stays."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Small letters, digits, - and _; it never changes."),
    )
    field_order = ("code", "name", "name_en")


class DepartmentEndForm(forms.Form):
    """A department's last day."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput())
