"""The keys of a mapping one by one, so that every refusal can name the key and its line."""

import difflib
import re
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from kpi.lib import ticket_words as words


class MappingRefused(Refused):
    """The mapping says something that cannot be followed; the sentence names the line and the key."""

    code = "mapping_refused"


class KeyReader:
    """Reads keys of a declaration; each refusal says where it happened."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text = text
        self.data = data

    def refuse(self, path: str, sentence: str) -> MappingRefused:
        line = line_of(self.text, path)
        where = _("line %(line)s, %(path)s") % {"line": line, "path": path} if line else path
        return MappingRefused(f"{where}: {sentence}")

    def table(
        self, path: str, allowed: tuple[str, ...] = (), *, required: bool = True
    ) -> dict[str, Any]:
        found = self.data.get(path)
        if found is None and not required:
            return {}
        if not isinstance(found, dict):
            raise self.refuse(path, _("the section [%(path)s] is missing.") % {"path": path})
        if allowed:
            self.only_keys(path, found, allowed)
        return found

    def only_keys(self, path: str, found: dict[str, Any], allowed: tuple[str, ...]) -> None:
        for key in found:
            if key not in allowed:
                near = difflib.get_close_matches(str(key), allowed, 1)
                hint = (
                    _("did you mean “%(near)s”?") % {"near": near[0]}
                    if near
                    else ", ".join(allowed)
                )
                raise self.refuse(
                    f"{path}.{key}".lstrip("."),
                    _("“%(key)s” is not known here; %(hint)s") % {"key": key, "hint": hint},
                )

    def texts(self, path: str, found: dict[str, Any], *, required: bool = False) -> tuple[str, ...]:
        """One text, or a list of texts."""
        value = found.get(path.rpartition(".")[2])
        if value is None and not required:
            return ()
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(item, str) for item in values):
            raise self.refuse(
                path, _("a text (or a list of texts) in quotation marks is expected.")
            )
        return tuple(values)

    def choice(self, path: str, value: object, allowed: tuple[str, ...]) -> str:
        if value not in allowed:
            raise self.refuse(
                path,
                _("“%(value)s” is not possible; choose one of: %(allowed)s.")
                % {"value": value, "allowed": ", ".join(allowed)},
            )
        return str(value)

    def phrase(self, path: str, read: Any, *values: Any) -> Any:
        try:
            return read(*values)
        except words.Unreadable as error:
            raise self.refuse(path, str(error)) from error


def line_of(text: str, path: str) -> int:
    """The line on which the last key of a dotted path stands, 0 where it cannot be told."""
    lines = text.splitlines()
    position, found = 0, 0
    for key in path.split("."):
        pattern = re.compile(
            rf"^\s*\[+([\w.]*\.)?{re.escape(key)}\]|(^|[\s{{,])[\"']?{re.escape(key)}[\"']?\s*[=:]"
        )
        for number in range(position, len(lines)):
            if pattern.search(lines[number].split("#")[0]):
                position, found = number, number + 1
                break
        else:
            return found
    return found
