"""Choosing from the library, adopting, revising, setting targets (R54, G41)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.models import Department, Person
from kpi.models import Target
from kpi.states import Dimension, IndicatorState
from processes.models import Process

ANY = [("", _("all"))]


class LibraryFilterForm(forms.Form):
    process = forms.ChoiceField(label=_("Process"), required=False)
    dimension = forms.ChoiceField(
        label=_("Dimension"), choices=[*ANY, *Dimension.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *IndicatorState.choices], required=False
    )
    starter = forms.BooleanField(label=_("Starter set only"), required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)

    def __init__(self, *args: Any, processes: list[Process], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *((row.code, said(row)) for row in processes)]


class AdoptForm(forms.Form):
    valid_from = DayField(
        label=_("Counts from"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: the Monday of this week."),
    )


class TargetForm(forms.Form):
    operator = forms.ChoiceField(label=_("Operator"), choices=Target.Operator.choices)
    value = forms.DecimalField(label=_("Target value"), max_digits=20, decimal_places=6)
    upper = forms.DecimalField(
        label=_("Upper value"),
        max_digits=20,
        decimal_places=6,
        required=False,
        help_text=_("Only for “between”."),
    )
    department = forms.TypedChoiceField(
        label=_("Scope"), required=False, coerce=int, empty_value=None
    )
    valid_from = DayField(label=_("Holds from"), widget=DayInput())
    basis = forms.CharField(
        label=_("Basis"),
        max_length=200,
        help_text=_("Who decided it, or which plan or contract it comes from."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Department.objects.visible_to(person).filter(retired_on=None).order_by("rank", "pk")
        self.fields["department"].choices = [
            ("", _("whole company")),
            *((row.pk, said(row)) for row in rows),
        ]


class DefinitionForm(forms.Form):
    formula = forms.CharField(
        label=_("Formula"),
        max_length=300,
        help_text=_("Codes of base measures, numbers, + - * / and parentheses."),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    valid_from = DayField(label=_("Counts from"), widget=DayInput())
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
