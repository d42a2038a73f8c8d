"""Deciding a setting: a field that fits the value, and a reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField, NumberField, WholeField
from governance.lib.widgets import DayInput
from governance.selectors.setting import DECIDED, DEFAULT
from governance.states import EscalationLevel, SettingKind

_THRESHOLD = {
    "min_value": Decimal("0.01"),
    "max_digits": 8,
    "decimal_places": 2,
    "required": False,
}
# The settings whose value is more than a word, a number or a yes: their field, and what it takes.
_SPECIAL: dict[str, tuple[Callable[..., forms.Field], dict[str, Any]]] = {
    "coverage_threshold": (
        NumberField,
        {"min_value": Decimal(0), "max_value": Decimal(1), "decimal_places": 4},
    ),
    "collect_from": (DayField, {"required": False, "widget": DayInput}),
    "signal_period_change": (NumberField, _THRESHOLD),
    "signal_year_change": (NumberField, _THRESHOLD),
    "signal_missed_in_a_row": (
        WholeField,
        {"min_value": 2, "max_value": 24, "required": False},
    ),
    "review_quorum": (
        NumberField,
        {
            "min_value": Decimal(1),
            "max_value": Decimal(100),
            "max_digits": 5,
            "decimal_places": 2,
            "required": False,
        },
    ),
    "review_trigger_reds": (
        WholeField,
        {"min_value": 2, "max_value": 24, "required": False},
    ),
    **{
        f"improvement_escalate_{level}": (
            WholeField,
            {"min_value": 1, "max_value": 60, "required": False},
        )
        for level in ("owner", "head", "pmo", "committee")
    },
    "evidence_pack_days": (
        WholeField,
        {"min_value": 1, "max_value": 3650, "required": False},
    ),
    "review_trigger_shortfall": (NumberField, _THRESHOLD),
    "review_trigger_complaints": (
        WholeField,
        {"min_value": 2, "max_value": 100, "required": False},
    ),
    "review_trigger_edition_days": (
        WholeField,
        {"min_value": 0, "max_value": 730, "required": False},
    ),
    **dict.fromkeys(
        [f"escalate_{level.value}" for level in EscalationLevel],
        (WholeField, {"min_value": 1, "max_value": 60, "required": False}),
    ),
    "assessed_edition": (
        forms.RegexField,
        {
            "regex": r"^[12][0-9]{3}$",
            "required": False,
            "error_messages": {"invalid": _("Write the year of the edition with four digits.")},
        },
    ),
    **dict.fromkeys(["message_begins", "message_ends"], (forms.TimeField, {})),
    "signal_least_points": (WholeField, {"min_value": 5, "max_value": 60}),
}


class SettingFilterForm(forms.Form):
    """What the settings are searched by."""

    q = forms.CharField(label=_("Words"), max_length=60, required=False)
    standing = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), (DECIDED, _("decided")), (DEFAULT, _("default"))],
    )


class SettingForm(forms.Form):
    """One setting. Its kind decides which fields stand here; every decision needs a reason."""

    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kind: SettingKind, current: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, field in _fields(kind, current).items():
            self.fields[name] = field
        self.order_fields([name for name in self.fields if name != "reason"])

    def decided_value(self) -> Any:
        """The value as it is kept: JSON, decimals as text."""
        cleaned = self.cleaned_data
        if self.kind.key == "weekly_due":
            return {"workday": cleaned["workday"], "time": f"{cleaned['time']:%H:%M}"}
        value = cleaned["value"] if cleaned["value"] is not None else ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value.isoformat() if hasattr(value, "isoformat") else value


def _fields(kind: SettingKind, current: Any) -> dict[str, forms.Field]:
    if kind.key == "weekly_due":
        return {
            "workday": WholeField(
                label=_("workday after the week"),
                min_value=1,
                max_value=5,
                initial=current["workday"],
            ),
            "time": forms.TimeField(label=_("time of day"), initial=current["time"]),
        }
    return {"value": _field(kind, current)}


def _field(kind: SettingKind, current: Any) -> forms.Field:
    common = {"label": kind.label, "help_text": kind.help_text, "initial": current}
    if kind.key in _SPECIAL:
        field, special = _SPECIAL[kind.key]
        return field(**special, **common)
    if kind.choices and isinstance(kind.default, str):
        return forms.ChoiceField(choices=kind.choices, **common)
    if kind.choices:
        return forms.MultipleChoiceField(
            choices=kind.choices, required=False, widget=forms.CheckboxSelectMultiple, **common
        )
    if isinstance(kind.default, bool):
        return forms.BooleanField(required=False, **common)
    if isinstance(kind.default, int):
        return WholeField(min_value=1, max_value=60, **common)
    return forms.CharField(max_length=120, required=False, **common)
