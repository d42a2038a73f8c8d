"""What is looked for in the list of what is late."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.states import ObligationKind, Role
from portal.selectors.late import LateChoice

ANY = [("", _("all"))]


class LateForm(forms.Form):
    """What cannot be read of an address is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[*ANY, *ObligationKind.choices], required=False
    )
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    person = forms.TypedChoiceField(
        label=_("Person"), choices=ANY, required=False, coerce=int, empty_value=None
    )
    role = forms.ChoiceField(label=_("Role"), choices=[*ANY, *Role.choices], required=False)

    def __init__(self, *args, departments=(), debtors=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [*ANY, *departments]
        people = [(each.person_id, each.name) for each in debtors if each.person_id]
        self.fields["person"].choices = [*ANY, *people]
        roles = [(each.role, each.called) for each in debtors if not each.person_id]
        self.fields["role"].choices = [*ANY, *roles]

    def chosen(self):
        self.is_valid()
        given = self.cleaned_data
        return LateChoice(
            person=given.get("person"),
            role=given.get("role") or "",
            department=given.get("department") or "",
            kind=given.get("kind") or "",
            text=given.get("q") or "",
        )
