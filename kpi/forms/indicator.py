"""Choosing from the library, adopting, proposing formulas and targets, defining one's own (R54, G41, G44)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, NamedChoiceField, NumberField, WholeField
from governance.lib.widgets import DayInput
from governance.models import Department, Person
from kpi.models import Target
from kpi.selectors.library import unit_in_english, units_known
from kpi.services.indicator import TargetTerms
from kpi.services.own_indicator import NewIndicator, NewMeasure
from kpi.states import Aggregation, Dimension, Direction, Grain, IndicatorState
from processes.models import Process
from processes.states import ProcessState

ANY = [("", _("all"))]
_REASON = forms.Textarea(attrs={"rows": 2})


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


class TargetFields(forms.Form):
    """Operator, value and range: one thing or nothing."""

    operator = forms.ChoiceField(label=_("Operator"), choices=Target.Operator.choices)
    value = NumberField(label=_("Target value"), max_digits=20, decimal_places=6)
    upper = NumberField(
        label=_("Upper value"),
        max_digits=20,
        decimal_places=6,
        required=False,
        help_text=_("Only for “between”."),
    )


class StarterForm(forms.Form):
    """When what is adopted begins to count, and why."""

    valid_from = DayField(
        label=_("Counts from"),
        widget=DayInput(),
        help_text=_("A day in the past asks for the weeks since then, too."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=_REASON)


class AdoptForm(StarterForm, TargetFields):
    """When an indicator begins to count, why, and its target if there is one already."""

    field_order = ("valid_from", "reason", "operator", "value", "upper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].required = False
        self.fields["value"].required = False
        self.fields["value"].help_text = _("Leave empty to set the target later.")

    def terms(self) -> TargetTerms | None:
        """The target named with the adoption, or none."""
        given = self.cleaned_data
        if given["value"] is None:
            return None
        return TargetTerms(
            operator=given["operator"] or Target.Operator.AT_LEAST,
            value=given["value"],
            valid_from=given["valid_from"],
            upper=given["upper"],
            basis=given["reason"],
        )


class RetireForm(forms.Form):
    last_day = DayField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Empty: today. Until then it goes on counting."),
    )
    note = forms.CharField(label=_("Reason"), max_length=1000, widget=_REASON)


class TargetForm(TargetFields):
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


class FormulaField(forms.CharField):
    """A formula is typed in one line, without the browser's spelling."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"class": "mono", "spellcheck": "false", "data-formula": ""})
        super().__init__(
            label=_("Formula"),
            max_length=300,
            help_text=_("Codes of base measures, numbers, + - * / and parentheses."),
            widget=widget,
            **more,
        )


class DefinitionForm(forms.Form):
    formula = FormulaField()
    valid_from = DayField(label=_("Counts from"), widget=DayInput())
    note = forms.CharField(label=_("Reason"), max_length=300, widget=_REASON)


class FormulaCheckForm(forms.Form):
    formula = forms.CharField(max_length=400)
    unit = forms.CharField(max_length=20, required=False)


class ExemptionForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=_REASON)


class OfProcessForm(forms.Form):
    """What belongs to one process in use."""

    process = NamedChoiceField(label=_("Process"), queryset=Process.objects.none())
    name = forms.CharField(label=_("Name (Chinese)"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].queryset = (
            Process.objects.visible_to(person)
            .filter(state=ProcessState.ACTIVE)
            .order_by("position")
        )
        self.fields["unit"].choices = units_known()


class OwnMeasureForm(OfProcessForm):
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,55}$",
        label=_("Code"),
        help_text=_("a-z, 0-9 and _; “own_” is put before it."),
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false"}),
    )
    aggregation = forms.ChoiceField(label=_("Adds up by"), choices=Aggregation.choices)
    decimals = WholeField(label=_("Decimals"), min_value=0, max_value=4, initial=0, required=False)
    field_order = ("process", "code", "name", "name_en", "unit", "aggregation", "decimals")

    def new_measure(self) -> NewMeasure:
        """What was filled in, as the service takes it."""
        given = self.cleaned_data
        return NewMeasure(
            process=given["process"],
            code=given["code"],
            name=given["name"],
            name_en=given["name_en"],
            unit=given["unit"],
            unit_en=unit_in_english(given["unit"]),
            aggregation=given["aggregation"],
            decimals=given["decimals"] or 0,
        )


class OwnIndicatorForm(OfProcessForm):
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Dimension.choices)
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    cadence = forms.ChoiceField(label=_("Cadence"), choices=Grain.choices)
    formula = FormulaField()
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=_REASON)

    def new_indicator(self) -> NewIndicator:
        """What was filled in, as the service takes it."""
        given = self.cleaned_data
        return NewIndicator(
            process=given["process"],
            name=given["name"],
            name_en=given["name_en"],
            dimension=given["dimension"],
            unit=given["unit"],
            unit_en=unit_in_english(given["unit"]),
            direction=given["direction"],
            cadence=given["cadence"],
            formula=given["formula"],
            note=given["note"],
        )
