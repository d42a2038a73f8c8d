"""The value a setting has now: what was decided, else the shipped default."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.models import Setting
from governance.states import SETTINGS, SettingKind


def setting_value(key: str) -> Any:
    """The decided value, or the default of the registry; KeyError for an unknown key."""
    kind = SETTINGS[key]
    row = Setting.objects.filter(key=key).first()
    return kind.default if row is None else row.value


def setting_values() -> dict[str, Any]:
    """All values at once, for pages that need several."""
    decided = dict(Setting.objects.values_list("key", "value"))
    return {key: decided.get(key, kind.default) for key, kind in SETTINGS.items()}


DECIDED, DEFAULT = "decided", "default"


@dataclass(frozen=True)
class DecidedSetting:
    """A setting as the page shows it: what holds, and who decided it when and why."""

    kind: SettingKind
    value: str
    row: Setting | None


def decided_settings() -> list[DecidedSetting]:
    """Every setting with its value in force; undecided ones stand at their shipped default."""
    rows = {row.key: row for row in Setting.objects.all()}
    return [
        DecidedSetting(
            kind, _in_words(kind, rows[key].value if key in rows else kind.default), rows.get(key)
        )
        for key, kind in SETTINGS.items()
    ]


def settings_chosen(
    decided: list[DecidedSetting], *, text: str = "", standing: str = ""
) -> list[DecidedSetting]:
    """The settings whose label, help, value or policy issue has the words; only decided ones, or only defaults."""
    words = text.strip().casefold()
    return [
        line
        for line in decided
        if (not standing or (line.row is not None) == (standing == DECIDED))
        and (not words or any(words in each.casefold() for each in _told(line)))
    ]


def _told(line: DecidedSetting) -> tuple[str, ...]:
    kind = line.kind
    return str(kind.label), str(kind.help_text), line.value, kind.gap


def _in_words(kind: SettingKind, value: Any) -> str:
    words = dict(kind.choices)
    if isinstance(value, list):
        return " · ".join(str(words.get(part, part)) for part in value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _("workday %(workday)s, %(time)s") % value
    return str(words.get(value, value)) if value not in ("", None) else "–"
