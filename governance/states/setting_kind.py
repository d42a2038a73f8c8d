"""What a setting is: a value the PMO decides, with its default and the policy issue it answers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SettingKind:
    """A value the PMO decides: its default, what it means, and the policy issue it answers."""

    key: str
    default: Any
    label: Any
    help_text: Any
    gap: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
