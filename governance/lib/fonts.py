"""The fonts of paper: Noto Sans SC from npm for every machine alike, Noto Sans CJK for rarer characters."""

import json
import os
import tempfile
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from governance.lib.bilingual import listed, with_aside
from governance.lib.child import Bounds, run_child

FAMILY = "Noto Sans SC"
FALLBACK_FAMILY = "Noto Sans CJK SC"
_FACES = ("400Regular", "700Bold")
# Where Debian, Fedora, Alpine and Homebrew put the fallback.
_FALLBACKS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/noto",
    "/Library/Fonts",
)
_READING = Bounds(address_mb=0, data_mb=512, cpu_seconds=60, wall_seconds=90)
# A character that is drawn by nobody needs no glyph.
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs", "Mn"}


def font_folders() -> list[Path]:
    """The folders of our own faces; empty where npm has not run."""
    base = Path(settings.NODE_MODULES) / "@expo-google-fonts" / "noto-sans-sc"
    return [base / face for face in _FACES if (base / face).is_dir()]


def fallback_folders() -> list[Path]:
    """The folders where the system keeps the CJK fallback."""
    return [Path(name) for name in _FALLBACKS if Path(name).is_dir()]


def fontconfig_file() -> Path:
    """Only these fonts are registered, so that a page breaks alike on every machine.

    The file is written beside the data once and again when a folder moved.
    """
    cache = Path(settings.VAR) / "fontcache"
    folders = "".join(
        f"  <dir>{folder}</dir>\n" for folder in [*font_folders(), *fallback_folders()]
    )
    aliases = "".join(
        f'  <alias binding="same"><family>{generic}</family><prefer><family>{FAMILY}</family>'
        f"<family>{FALLBACK_FAMILY}</family></prefer></alias>\n"
        for generic in ("sans-serif", "serif", "monospace", "system-ui")
    )
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"{folders}{aliases}  <cachedir>{cache}</cachedir>\n</fontconfig>\n"
    )
    path = Path(settings.VAR) / "paper-fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        cache.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    return path


def missing_characters(text: str) -> str:
    """The characters of a text that no registered font can print, each once; a box is never printed silently.

    Without any font at all every letter is missing.
    """
    known = _known(tuple(_files()))
    return "".join(
        dict.fromkeys(
            letter
            for letter in text
            if ord(letter) not in known and unicodedata.category(letter) not in _INVISIBLE
        )
    )


def rare_characters(text: str) -> str:
    """The characters of a text that our own typeface lacks and the fallback draws, each once."""
    ours = _known(tuple(_own_files()))
    every = _known(tuple(_files()))
    return "".join(
        dict.fromkeys(letter for letter in text if ord(letter) in every and ord(letter) not in ours)
    )


def named(letters: str) -> str:
    """Characters as a person can find them: itself and its number."""
    return listed(with_aside(letter, f"U+{ord(letter):04X}") for letter in letters)


def _own_files() -> list[Path]:
    # One weight is enough: both cover the same characters.
    return [path for folder in font_folders() for path in sorted(folder.glob("*.ttf"))][:1]


def _files() -> list[Path]:
    others = [
        path
        for folder in fallback_folders()
        for path in sorted(folder.glob("NotoS*CJK*-Regular.tt[cf]"))
    ]
    return [*_own_files(), *others]


@lru_cache(maxsize=4)
def _known(files: tuple[Path, ...]) -> frozenset[int]:
    # Read in a child: the reader and its tables would stay in this process, 50 MB for a few numbers.
    if not files:
        return frozenset()
    order = json.dumps([str(path) for path in files]).encode()
    ranges = json.loads(run_child("governance.lib.font_child", order, bounds=_READING))
    return frozenset(number for first, last in ranges for number in range(first, last + 1))


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
