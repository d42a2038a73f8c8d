"""Characters the fonts of paper do not have, each with its place: named before the issue, never a silent box (F27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.fonts import missing_characters, named, rare_characters
from kpi.selectors.report_phrases import spoken

MOST_SHOWN = 20
_AROUND = 8


@dataclass(frozen=True)
class Letter:
    """A character, where it stands, and the words around it.

    `is_printed` says that the fallback font draws it; one that no font draws stands in the way of an issue.
    """

    name: str
    where: str
    around: str
    anchor: str
    is_printed: bool


def rare_letters(content: dict[str, Any]) -> list[Letter]:
    """Every character outside the report's own typeface, at the first place where it stands."""
    every = "".join(_strings(content))
    # Nearly always there is none, and then nobody asks where.
    suspects = set(rare_characters(every)), set(missing_characters(every))
    if not any(suspects):
        return []
    found: dict[str, Letter] = {}
    for where, anchor, text in _texts(content):
        for letter in dict.fromkeys(text):
            if letter not in found and (letter in suspects[0] or letter in suspects[1]):
                found[letter] = Letter(
                    named(letter), where, _around(text, letter), anchor, letter in suspects[0]
                )
    return list(found.values())[:MOST_SHOWN]


def _around(text: str, letter: str) -> str:
    at = text.index(letter)
    start, end = max(0, at - _AROUND), at + _AROUND + 1
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _texts(content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    words = {
        "summary": _("Summary"),
        "events": _("Major incidents and complaints"),
        "focus": _("Focus of the next month"),
    }
    for kind, text in content["sections"].items():
        yield words.get(kind, kind), "narrative", text
    for process in content["processes"]:
        yield from (
            (spoken(process), f"process-{process['code']}", text) for text in _strings(process)
        )
    for facts in content["deviations"]:
        where = _("Deviation") + _(": ") + facts["code"]
        yield from ((where, f"deviation-{facts['code']}", text) for text in _strings(facts))
    rest = {
        key: value
        for key, value in content.items()
        if key not in {"sections", "processes", "deviations", "template"}
    }
    yield from ((_("Data quality"), "quality", text) for text in _strings(rest))


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _strings(each)
    elif isinstance(content, list):
        for each in content:
            yield from _strings(each)
