"""Backups: the database as of one moment and every stored file, listed by hash, while everybody works on (reliability §4.7)."""

import contextlib
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.database_copy import copier_of
from governance.lib.uploads import is_arriving
from governance.lib.workflow import Refused
from governance.services.audit import Change, record
from portal.selectors.backup import (
    FILES,
    FORMAT,
    MANIFEST,
    PRODUCT,
    backups_in,
    facts_of,
    files_below,
    sealed,
    sha256_of,
)

_MAKING, _LOCK = ".making-", ".lock"


class CannotTakeBackup(Refused):
    """There is no backup, and nothing of it is left behind."""

    code = "cannot_take_backup"


@dataclass(frozen=True)
class Backup:
    """Where a backup lies, how large it is, and which older ones have gone."""

    folder: Path
    files: int
    size: int
    dropped: tuple[Path, ...] = ()


def take_backup(
    target: Path, *, by: Actor, at: datetime, keep: int | None = None, label: str = "backup"
) -> Backup:
    """A backup is there whole or not at all; the status page learns of it from the stamp.

    The database comes first: a file is in the store before its row is, so every row that was copied
    finds its file. `keep` leaves so many of the latest and removes older ones. Raises `CannotTakeBackup`, `CannotCopy`.
    """
    if keep is not None and keep < 1:
        raise CannotTakeBackup(_("At least one backup is kept."))
    store = store_folder()
    if target.resolve().is_relative_to(store.resolve()):
        raise CannotTakeBackup(_("The backup would lie among the files that it copies."))
    place = target / f"{label}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with _room_told(), _alone(target):
        parts = _made(place, store, at)
    size = sum(part["size"] for part in parts.values())
    told = {"name": place.name, "files": len(parts) - 1, "bytes": size}
    told["manifest_sha256"] = sha256_of(place / MANIFEST)
    record("portal.take_backup", by=by, at=at, change=Change(after=told, label=place.name))
    _stamp()
    return Backup(place, len(parts) - 1, size, _drop_oldest(target, keep) if keep else ())


def store_folder() -> Path:
    """Where the stored files lie on this machine."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError as elsewhere:
        raise CannotTakeBackup(
            _("The stored files lie on another system; back them up by its own means.")
        ) from elsewhere


def _made(place: Path, store: Path, at: datetime) -> dict[str, dict[str, Any]]:
    if place.exists():
        raise CannotTakeBackup(_("There is a backup of this very second already."))
    making = place.with_name(f"{_MAKING}{place.name}")
    making.mkdir(mode=0o700)
    try:
        copier = copier_of(connection)
        facts = copier.copy(making, facts_of)
        copier.check(making / copier.name)
        _copy_files(store, making / FILES)
        parts = {
            path.relative_to(making).as_posix(): {
                "size": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in files_below(making)
        }
        told = {
            "product": PRODUCT,
            "format": FORMAT,
            "made_at": at.astimezone(UTC).isoformat(),
            "vendor": connection.vendor,
            **facts,
            "parts": parts,
        }
        text = json.dumps(sealed(told), ensure_ascii=False, indent=1)
        (making / MANIFEST).write_text(text, encoding="utf-8")
        os.sync()
        making.rename(place)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return parts


def _copy_files(store: Path, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    for path in files_below(store):
        if is_arriving(path):
            continue
        copy = folder / path.relative_to(store)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # What is gone by now was taken away by an act after the moment of the database's copy, or it
        # is a leftover that no row names; a file that a row does name is missed by `restore`.
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(path, copy)


def _drop_oldest(target: Path, keep: int) -> tuple[Path, ...]:
    old = backups_in(target)[:-keep]
    for path in old:
        shutil.rmtree(path)
    return tuple(old)


def _stamp() -> None:
    stamp = Path(settings.BACKUP_STAMP)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.touch()


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One backup at a time in a folder; what a crash has left of an earlier one is taken away."""
    target.mkdir(parents=True, exist_ok=True)
    with (target / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise CannotTakeBackup(
                _("Another backup into this folder is being made just now.")
            ) from busy
        for left in target.glob(f"{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextlib.contextmanager
def _room_told() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CannotTakeBackup(
                _("There is no room for the backup; nothing of it was kept.")
            ) from problem
        raise CannotTakeBackup(
            _("The backup could not be written: %(why)s") % {"why": problem}
        ) from problem
