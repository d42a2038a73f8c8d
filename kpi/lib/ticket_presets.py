"""The mappings that ship with the product, one TOML file each in kpi/presets."""

from pathlib import Path

from django.utils.translation import gettext as _

from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_keys import MappingRefused
from kpi.lib.ticket_mapping import TicketMapping

_FOLDER = Path(__file__).resolve().parent.parent / "presets"


def preset_names() -> list[str]:
    """The names under which presets can be asked for."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def preset_text(name: str) -> str:
    """The declaration of a preset; an unknown name is refused with the known ones."""
    if name not in preset_names():
        raise MappingRefused(
            _("There is no preset “%(name)s”; there are: %(known)s.")
            % {"name": name, "known": ", ".join(preset_names())}
        )
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def load_preset(name: str) -> TicketMapping:
    """A preset, checked like any other mapping."""
    return load_mapping(preset_text(name))
