"""Files from outside: named, weighed and opened by real parsers before anything is kept (reliability §6.8, U1–U18).

What comes in is streamed into a quarantine folder under a limit, its structure is checked for the
kind its name claims, it is hashed and written through to the disk, and only then moved to a
generated key. Nothing here knows whose file it is: that is `governance.services.stored_file`.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from governance.lib.upload_structure import CHECKS
from governance.lib.workflow import NoteMissing, Refused

MOST_BYTES = 20 << 20
LONGEST_NAME = 120
# The one table: what is taken, and as what it is handed out (never what the sender declared).
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}
ALIASES = {"jpeg": "jpg"}
_ACTIVE_NAMES = (
    "exe com bat cmd scr pif msi dll vbs js jse wsf ps1 sh php phtml asp jsp py jar lnk hta "
    "html htm xhtml svg xml swf"
)
ACTIVE_NAMES = frozenset(_ACTIVE_NAMES.split())
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_QUARANTINED = ".upload"


class BadUpload(Refused):
    """The file cannot be taken; the sentence says why."""

    code = "bad_upload"
    status = 400


class NoFileChosen(BadUpload, NoteMissing):
    """The form came without its file, as it may come without its reason."""


class TooLarge(BadUpload):
    """The file is larger than what is taken."""

    code = "too_large"
    status = 413


@dataclass(frozen=True)
class Quarantined:
    """A file that has arrived whole and has passed its check, not yet at its place."""

    path: Path
    name: str
    kind: str
    size: int
    sha256: str
    is_active: bool

    def discard(self) -> None:
        """Whoever has no use for it any more takes it away."""
        self.path.unlink(missing_ok=True)


def admit_upload(
    name: str, chunks: Iterable[bytes], folder: Path, *, most: int = MOST_BYTES
) -> Quarantined:
    """A file is taken when its name is of a kind on the list and its bytes are of that kind.

    It stays in quarantine, hashed and written through, until the caller moves or discards it.
    Raises `BadUpload` or `TooLarge` and leaves nothing behind.
    """
    kind, shown = kind_of(name), display_name(name)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    handle, place = tempfile.mkstemp(suffix=_QUARANTINED, dir=folder)
    path = Path(place)
    try:
        with os.fdopen(handle, "wb") as file:
            size, digest = _stream(chunks, file, most)
            file.flush()
            os.fsync(file.fileno())
        is_active = _check(path, kind)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Quarantined(path, shown, kind, size, digest, is_active)


def kind_of(name: str) -> str:
    """The kind goes by the last suffix; a suffix of a program anywhere before it is refused (U2)."""
    if "\0" in name:
        raise BadUpload(_("The name of the file holds characters that are not allowed."))
    suffixes = [part.strip().casefold() for part in Path(name).name.split(".")[1:]]
    last = ALIASES.get(suffixes[-1], suffixes[-1]) if suffixes else ""
    if last not in KINDS or ACTIVE_NAMES & set(suffixes):
        raise BadUpload(
            _("This kind of file is not taken; please send one of: %(kinds)s.")
            % {"kinds": ", ".join(KINDS)}
        )
    return last


def display_name(name: str) -> str:
    """What is shown of a name: no folder, no control or direction marks, no quotation marks (U4)."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(each for each in base if unicodedata.category(each)[0] != "C")
    plain = re.sub(r"[\"<>|:*?]", "_", plain).strip()
    stem, _dot, suffix = plain.rpartition(".")
    stem = stem.strip(" .") or "file"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def is_arriving(path: Path) -> bool:
    """A file of the quarantine that has not passed its check yet, or never will."""
    return path.suffix == _QUARANTINED


def is_stale(path: Path, before: float) -> bool:
    """A file of the quarantine that nobody has touched since a moment was left by a cut connection (U10)."""
    return is_arriving(path) and path.stat().st_mtime < before


def _stream(chunks: Iterable[bytes], file: object, most: int) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(_("The file is larger than %(most)s MB.") % {"most": most >> 20})
        digest.update(chunk)
        file.write(chunk)  # type: ignore[attr-defined]  # -- any binary file
    if not size:
        raise BadUpload(_("The file is empty."))
    return size, digest.hexdigest()


def _check(path: Path, kind: str) -> bool:
    try:
        return CHECKS[kind](path)
    except ValueError as problem:
        raise BadUpload(
            _("This is not a sound %(kind)s file: %(problem)s.")
            % {"kind": kind.upper(), "problem": problem}
        ) from problem
