"""Ruling on an issue: the words, the resolution, and the settings the ruling decides right there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.forms.policy_issue import RulingForm
from governance.forms.setting import SettingForm
from governance.models import Resolution
from governance.selectors.setting import setting_values
from governance.states import SETTINGS, SettingKind


class FullRulingForm(RulingForm):
    """A ruling may name the resolution it stands on."""

    resolution = forms.ModelChoiceField(
        label=_("Resolution"),
        queryset=Resolution.objects.none(),
        required=False,
        help_text=_("Where the committee decided it; its number is kept in the ruling."),
    )

    def __init__(self, *args: Any, resolutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["resolution"]
        chosen.queryset = resolutions
        chosen.label_from_instance = lambda row: f"{row.number} {row.title}"
        if not resolutions.exists():
            del self.fields["resolution"]
        self.order_fields(["version", "note", "resolution", "fixed_in_version"])


class RuledSettingForm(SettingForm):
    """A setting beside a ruling: the ruling is its reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


def setting_forms(code: str, data: Any = None) -> list[RuledSettingForm]:
    """A form for each setting of an issue, filled with what holds now."""
    kinds: list[SettingKind] = [kind for kind in SETTINGS.values() if kind.gap == code]
    if not kinds:
        return []
    now = setting_values()
    return [
        RuledSettingForm(data, kind=kind, current=now[kind.key], prefix=kind.key) for kind in kinds
    ]
