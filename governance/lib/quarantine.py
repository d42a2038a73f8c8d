"""Files handed in wait under a key of our own until a job has dealt with them (reliability §6.8, X20)."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

FOLDER = "quarantine"


def keep_file(content: IO[bytes], kind: str) -> str:
    """A file is stored under a key that nobody chose; the name it came with is never a path."""
    return default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}{kind}", File(content))


def drop_file(key: str) -> None:
    """A file that is done with is gone; one that is gone already stays so."""
    if key:
        default_storage.delete(key)


@contextmanager
def local_file(key: str) -> Iterator[Path]:
    """A stored file as a path of this machine, also where the storage is elsewhere."""
    try:
        yield Path(default_storage.path(key))
    except NotImplementedError:
        with (
            default_storage.open(key) as stored,
            tempfile.NamedTemporaryFile(suffix=Path(key).name) as copy,
        ):
            shutil.copyfileobj(stored, copy)
            copy.flush()
            yield Path(copy.name)
