"""The lines of a section as forms: goal, milestone, resource need, training (6.4.1; domain §5.1)."""

from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said, with_aside
from governance.lib.fields import DayField, NumberField, WholeField
from governance.lib.widgets import DayInput
from governance.models import Department, Person
from kpi.models import Indicator, Target
from planning.models import Milestone, PlanGoal, PlanSection, ResourceLine, TrainingLine
from planning.selectors.choice import LineChoices
from planning.states import (
    ChangeDirection,
    ChangeUnit,
    GoalKind,
    ResourceKind,
    ToolChange,
    TrainingKind,
    TrainingMethod,
)
from processes.models import Process

NOTHING = [("", "–")]
_SHORT = forms.Textarea(attrs={"rows": 2})


class LineForm(forms.Form):
    """What every line has: its section, and when the line that was seen was written."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    MODEL: Any = None

    def __init__(self, *args: Any, section: PlanSection, choices: LineChoices, **more: Any) -> None:
        self.row = more.pop("row", None)
        if self.row is not None:
            more.setdefault("initial", self.initial_of(self.row))
        super().__init__(*args, **more)
        self.section, self.given = section, choices
        if "process" in self.fields:
            self.fields["process"].choices = [
                *([] if self.fields["process"].required else NOTHING),
                *((row.pk, said(row)) for row in choices.processes),
            ]
        if "responsible" in self.fields:
            self.fields["responsible"].choices = [
                *([] if self.fields["responsible"].required else NOTHING),
                *((row.pk, with_aside(row.name, said(row.department))) for row in choices.people),
            ]

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What a stored line says, in the fields of the form."""
        found = {
            name: getattr(row, f"{name}_id", getattr(row, name, None))
            for name in self.base_fields
            if name != "seen"
        }
        return {**found, "seen": row.written_at.isoformat()}

    def seen_at(self) -> Any:
        """When the line that was seen was written; None for a new one."""
        return parse_datetime(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None

    def line(self) -> Any:
        """The line as it was filled in, not stored yet."""
        row = self.row or self.MODEL(section=self.section)
        for name, value in self.cleaned_data.items():
            if name == "seen":
                continue
            if name in {"process", "responsible", "indicator", "scope"}:
                setattr(row, name, self._found(name, value))
            else:
                setattr(row, name, value)
        return row

    def _found(
        self, name: str, key: int | None
    ) -> Process | Person | Indicator | Department | None:
        return self.given.by_key(name).get(key) if key else None


def _choice(label: Any, *, required: bool = False, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=required, coerce=int, empty_value=None, **more
    )


class GoalForm(LineForm):
    """A goal: absolute, against a baseline, in words, or why there is none."""

    MODEL = PlanGoal
    process = _choice(_("Process"), required=True)
    kind = forms.ChoiceField(label=_("Kind"), choices=GoalKind.choices, widget=forms.RadioSelect)
    indicator = _choice(_("Indicator"))
    scope = _choice(_("Scope"))
    operator = forms.ChoiceField(
        label=_("Operator"), choices=Target.Operator.choices, required=False
    )
    value = NumberField(label=_("Target value"), max_digits=20, decimal_places=6, required=False)
    upper = NumberField(
        label=_("Upper value"),
        max_digits=20,
        decimal_places=6,
        required=False,
        help_text=_("Only for “between”."),
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=ChangeDirection.choices, required=False
    )
    change = NumberField(
        label=_("Amount of the change"),
        max_digits=12,
        decimal_places=4,
        min_value=0,
        required=False,
    )
    change_unit = forms.ChoiceField(
        label=_("Unit of the change"), choices=ChangeUnit.choices, required=False
    )
    baseline_period = forms.ChoiceField(label=_("Baseline period"), required=False)
    text = forms.CharField(label=_("What is to be reached"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Why there is no indicator, or no goal"),
        max_length=300,
        required=False,
        widget=_SHORT,
    )
    measures = forms.CharField(label=_("Measures"), required=False, widget=_SHORT)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["indicator"].choices = [
            *NOTHING,
            *(
                (said(process), [(row.pk, f"{row.code} {said(row)}") for row in rows])
                for process, rows in self.given.indicators
            ),
        ]
        self.fields["scope"].choices = [
            ("", _("whole company")),
            *((row.pk, said(row)) for row in self.given.scopes),
        ]
        self.fields["baseline_period"].choices = [
            *NOTHING,
            *((each.label, each.display()) for each in self.given.periods),
        ]
        self.fields["kind"].initial = GoalKind.ABSOLUTE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = {
            GoalKind.ABSOLUTE: ("indicator", "operator", "value"),
            GoalKind.RELATIVE: (
                "indicator",
                "direction",
                "change",
                "change_unit",
                "baseline_period",
            ),
            GoalKind.WORDS: ("text", "reason"),
            GoalKind.NONE: ("reason",),
        }.get(given.get("kind"), ())
        for name in needed:
            if name not in self.errors and not given.get(name) and given.get(name) != 0:
                self.add_error(name, _("This is needed for this kind of goal."))
        if given.get("kind") == GoalKind.RELATIVE and given.get("change") == 0:
            self.add_error("change", _("A change of nothing is no goal."))
        return given

    def clean_upper(self) -> Any:
        upper = self.cleaned_data["upper"]
        is_range = self.cleaned_data.get("operator") == Target.Operator.BETWEEN
        return upper if is_range else None


class MilestoneForm(LineForm):
    MODEL = Milestone
    text = forms.CharField(label=_("What"), max_length=200)
    process = _choice(_("Process"))
    responsible = _choice(_("Who is responsible"), required=True)
    due_on = DayField(label=_("Due on"), widget=DayInput())
    field_order = ("text", "process", "responsible", "due_on")


class ResourceForm(LineForm):
    """One need; which fields matter depends on its kind (domain §5.1)."""

    MODEL = ResourceLine
    OWN = {
        ResourceKind.PEOPLE: ("skill",),
        ResourceKind.TOOLS: ("purpose", "tool_change"),
        ResourceKind.TRAINING: ("audience",),
    }
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ResourceKind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Need"), max_length=100, help_text=_("The post, the tool, or what is to be taught.")
    )
    process = _choice(_("Process"))
    have = WholeField(label=_("There now"), min_value=0, initial=0)
    need = WholeField(
        label=_("Needed"),
        min_value=0,
        help_text=_("Posts, licences, or the number of people to be trained."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=200, required=False)
    skill = forms.CharField(label=_("Skill"), max_length=200, required=False)
    audience = forms.CharField(label=_("Audience"), max_length=200, required=False)
    tool_change = forms.ChoiceField(
        label=_("New or upgrade"), choices=[*NOTHING, *ToolChange.choices], required=False
    )
    how = forms.CharField(label=_("How the gap is closed"), max_length=200, required=False)
    cost = NumberField(
        label=_("Cost (yuan)"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    needed_on = DayField(label=_("Needed on"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].initial = ResourceKind.PEOPLE

    def clean(self) -> dict[str, Any]:
        """What belongs to another table than the chosen one is not kept: nobody would read it there."""
        given = super().clean() or self.cleaned_data
        for kind, names in self.OWN.items():
            if kind != given.get("kind"):
                given.update(dict.fromkeys(names, ""))
        return given


class TrainingForm(LineForm):
    """A line of 过程推广及培训计划 (R52, G38)."""

    MODEL = TrainingLine
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=TrainingKind.choices,
        initial=TrainingKind.TRAINING,
        required=False,
        help_text=_("A promotion makes the process known; it needs neither trainer nor test."),
    )
    topic = forms.CharField(label=_("Topic"), max_length=100)
    audience = forms.CharField(label=_("Audience"), max_length=200)
    headcount = WholeField(label=_("Number of people"), min_value=0, required=False)
    process = _choice(_("Process"))
    method = forms.ChoiceField(label=_("Method"), choices=TrainingMethod.choices)
    trainer = forms.CharField(label=_("Trainer"), max_length=60, required=False)
    hours = NumberField(
        label=_("Lessons"), max_digits=6, decimal_places=1, min_value=0, required=False
    )
    planned_on = DayField(label=_("Planned day"), widget=DayInput())
    assessment = forms.CharField(label=_("Assessment"), max_length=100, required=False)
    budget = NumberField(
        label=_("Budget (yuan)"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    responsible = _choice(_("Who is responsible"))

    def clean_kind(self) -> str:
        """What is not called a promotion is a training."""
        return self.cleaned_data["kind"] or TrainingKind.TRAINING


FORMS: dict[str, type[LineForm]] = {
    "goal": GoalForm,
    "milestone": MilestoneForm,
    "resource": ResourceForm,
    "training": TrainingForm,
}
MODELS: dict[str, Any] = {name: form.MODEL for name, form in FORMS.items()}
