"""The value a setting has now: what was decided, else the shipped default."""

from typing import Any

from governance.models import Setting
from governance.states import SETTINGS


def setting_value(key: str) -> Any:
    """The decided value, or the default of the registry; KeyError for an unknown key."""
    kind = SETTINGS[key]
    row = Setting.objects.filter(key=key).first()
    return kind.default if row is None else row.value


def setting_values() -> dict[str, Any]:
    """All values at once, for pages that need several."""
    decided = dict(Setting.objects.values_list("key", "value"))
    return {key: decided.get(key, kind.default) for key, kind in SETTINGS.items()}
