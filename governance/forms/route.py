"""Deciding how a kind of approval is decided: its steps, and why (domain §6.3)."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from governance.forms.approval import PeopleField
from governance.lib.fields import WholeField
from governance.selectors.route import RouteLine, route_seen
from governance.services.approval_route import MOST_STEPS, PlannedStep
from governance.states import DEFAULT_ROUTES, RouteMode, Voters

SPARE = 2


class RouteForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    resubmit_restarts = forms.TypedChoiceField(
        label=_("A returned case, submitted again"),
        choices=[
            ("1", _("starts again at the first step")),
            ("0", _("goes on at the step that returned it")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was decided, by whom or in which meeting. It stays in the trail."),
    )


class RouteStepForm(forms.Form):
    """One step; a row without a name is no step."""

    label = forms.CharField(label=_("Step"), max_length=60, required=False)
    label_en = forms.CharField(label=_("in English"), max_length=80, required=False)
    voters = forms.ChoiceField(label=_("Who is asked"), choices=Voters.choices)
    people = PeopleField(label=_("Named people"), required=False)
    mode = forms.ChoiceField(label=_("Mode"), choices=RouteMode.choices)
    threshold = WholeField(label=_("Share in %"), min_value=1, max_value=100, required=False)
    has_veto = forms.BooleanField(label=_("one “disagree” ends it"), required=False)
    workdays = WholeField(label=_("Workdays"), min_value=1, max_value=60, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].among(people)

    def step(self) -> PlannedStep | None:
        """The step that was typed, or None for an empty row."""
        given = self.cleaned_data
        if not given.get("label", "").strip():
            return None
        # What the chosen group or mode has no use for is left out, not refused.
        is_named = given["voters"] == Voters.NAMED
        is_share = given["mode"] == RouteMode.THRESHOLD
        return PlannedStep(
            label=given["label"].strip(),
            label_en=given["label_en"].strip(),
            voters=given["voters"],
            mode=given["mode"],
            people=tuple(given["people"]) if is_named else (),
            threshold=given["threshold"] if is_share else None,
            has_veto=given["has_veto"],
            workdays=given["workdays"],
        )


RouteStepFormSet: type[BaseFormSet] = formset_factory(
    RouteStepForm,
    extra=SPARE,
    max_num=MOST_STEPS,
    validate_max=True,
    # No more forms are built than may be filled in, however many are announced (F16).
    absolute_max=MOST_STEPS,
)


def initial_steps(line: RouteLine) -> list[dict[str, Any]]:
    """The route in force as the form begins with it."""
    if line.row is None:
        return [
            {"label": str(turn.label), "voters": turn.voters.value, "mode": turn.mode.value}
            for turn in DEFAULT_ROUTES[line.kind].turns
        ]
    return [
        {
            "label": step.label,
            "label_en": step.label_en,
            "voters": step.voters,
            "people": [person.pk for person in step.people.all()],
            "mode": step.mode,
            "threshold": step.threshold,
            "has_veto": step.has_veto,
            "workdays": step.workdays,
        }
        for step in sorted(line.row.steps.all(), key=lambda step: step.position)
    ]


def initial_route(line: RouteLine) -> dict[str, Any]:
    """How a returned case goes on now; the reason is always a new one."""
    restarts = line.row is None or line.row.resubmit_restarts
    return {"seen": route_seen(line.row), "resubmit_restarts": "1" if restarts else "0"}


def planned_steps(steps: BaseFormSet) -> list[PlannedStep]:
    """What was typed, as the service takes it; empty rows are left out."""
    found = [row.step() for row in steps]
    return [step for step in found if step is not None]
