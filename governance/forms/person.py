"""Opening accounts and granting roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField, NamedChoiceField
from governance.lib.widgets import DayInput
from governance.models import Department, Person
from governance.selectors.person import STANDINGS, PeopleWanted
from governance.services.person import BUSINESS_ROLES, NewPerson
from governance.states import Role, Sphere


class PeopleFilterForm(forms.Form):
    """What the directory is searched by."""

    q = forms.CharField(label=_("name, login or staff number"), required=False, max_length=60)
    department = forms.CharField(label=_("department"), required=False, max_length=40)
    role = forms.ChoiceField(
        label=_("role"), required=False, choices=[("", _("all roles")), *Role.choices]
    )
    standing = forms.ChoiceField(
        label=_("state"), required=False, choices=[("", _("all")), *STANDINGS]
    )

    def wanted(self) -> PeopleWanted:
        """What can be read of an address is used; what cannot is left out."""
        self.is_valid()
        given = self.cleaned_data
        return PeopleWanted(
            given.get("q", ""),
            given.get("department", ""),
            given.get("role", ""),
            given.get("standing", ""),
        )


class PersonForm(forms.Form):
    """A new account; it comes without any right."""

    name = forms.CharField(label=_("name"), max_length=60)
    username = forms.SlugField(label=_("login"), max_length=60)
    staff_no = forms.CharField(label=_("staff number"), max_length=40)
    department = NamedChoiceField(
        label=_("department"), queryset=Department.objects.none(), required=False
    )
    email = forms.EmailField(label=_("e-mail"), required=False)
    sphere = forms.ChoiceField(label=_("kind of account"), choices=Sphere.choices)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(viewer).filter(
            retired_on=None
        )

    def new_person(self) -> NewPerson:
        return NewPerson(**self.cleaned_data)


class MoveForm(forms.Form):
    """To which department a person belongs from now on, and why."""

    department = NamedChoiceField(
        label=_("department"), queryset=Department.objects.none(), required=False
    )
    note = forms.CharField(label=_("reason"), min_length=2, max_length=200)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Department.objects.visible_to(viewer).filter(retired_on=None)
        self.fields["department"].queryset = rows.order_by("rank", "pk")


class RoleForm(forms.Form):
    """A business role from a day on, open or to a day."""

    role = forms.ChoiceField(
        label=_("role"),
        choices=[(role.value, role.label) for role in Role if role in BUSINESS_ROLES],
    )
    valid_from = DayField(label=_("from"), widget=DayInput())
    valid_to = DayField(label=_("to"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("valid_to")
            and cleaned.get("valid_from")
            and cleaned["valid_to"] < cleaned["valid_from"]
        ):
            self.add_error("valid_to", _("The end lies before the beginning."))
        return cleaned
