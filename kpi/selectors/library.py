"""What the library says beside its indicators: pitfalls and units, read from the shipped data (domain §4.3)."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.lib.bilingual import is_english

_DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Pitfall:
    """What goes wrong when figures of this kind are put together."""

    letter: str
    text: str


def pitfalls_of(letters: Iterable[str]) -> list[Pitfall]:
    """The pitfalls of an indicator in the reader's language; a letter the library does not know is left out."""
    known = _read("pitfalls.toml")
    language = "en" if is_english() else "zh"
    return [Pitfall(letter, known[letter][language]) for letter in letters if letter in known]


def units_known() -> list[tuple[str, str]]:
    """Every unit of the library with its name in the reader's language."""
    english = is_english()
    return [(unit, str(name) if english else unit) for unit, name in _read("units.toml").items()]


def unit_in_english(unit: str) -> str:
    """A unit's English name; one the library does not know stands for itself."""
    return str(_read("units.toml").get(unit, unit))


@lru_cache(maxsize=4)
def _read(name: str) -> dict[str, Any]:
    with (_DATA / name).open("rb") as file:
        return tomllib.load(file)
