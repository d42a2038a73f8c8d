"""What is dear to make is kept on this machine by the hash of what it was made from; losing it costs time only."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

_MOST_MB = 256


def kept_all(shelf: str, keys: Iterable[str]) -> dict[str, bytes]:
    """Those of the things that are there; each that was used is young again."""
    found = {}
    for key in keys:
        path = _shelf(shelf) / key
        with contextlib.suppress(OSError):
            found[key] = path.read_bytes()
            os.utime(path)
    return found


def kept(shelf: str, key: str, content: bytes) -> None:
    """A thing is there whole or not at all; the oldest go when the shelf is full. A full disk keeps nothing."""
    folder = _shelf(shelf)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(folder / key)
        _tidy(folder)


def _tidy(folder: Path) -> None:
    rows = sorted(
        ((path.stat().st_mtime, path.stat().st_size, path) for path in folder.iterdir()),
        reverse=True,
    )
    total = 0
    for _at, size, path in rows:
        total += size
        if total > _MOST_MB << 20:
            path.unlink(missing_ok=True)


def _shelf(shelf: str) -> Path:
    return Path(settings.VAR) / "kept" / shelf
