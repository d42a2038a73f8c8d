"""The way back from a backup: everything is checked before anything is touched, and nothing half is left (reliability §4.7)."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.database_copy import copier_of
from governance.models import Person
from governance.selectors.verification import FILES as VERIFY_FILES
from governance.selectors.verification import TRAIL as VERIFY_TRAIL
from governance.services.audit import Change, record
from governance.services.token import revoke_every_token
from governance.services.verification import verify_now
from kpi.services.rollup import check_rollups
from portal.selectors.backup import (
    FILES,
    CannotRestore,
    Manifest,
    counts_of,
    demand_whole,
    files_below,
    head_of,
    read_manifest,
)
from portal.services.backup import store_folder, take_backup
from portal.services.calendar_feed import close_every_feed

SAFETY = "before-restore"
_STAGED, _ASIDE = ".restoring", ".replaced"


@dataclass(frozen=True)
class Restored:
    """Which backup is back, what the trail ended with before, and where the backup of the system before lies."""

    manifest: Manifest
    head_before: tuple[int, str]
    safety: Path | None


def check_backup(backup: Path) -> Manifest:
    """A backup is sound when it is ours, of our key, not newer than we are, and every byte is as it was.

    Raises `CannotRestore` or `CannotCopy`; nothing is touched.
    """
    manifest = read_manifest(backup)
    demand_whole(backup, manifest)
    copier = copier_of(connection)
    copier.check(backup / copier.name)
    return manifest


def restore_backup(backup: Path, *, replace: bool, by: Actor, at: datetime) -> Restored:
    """An empty system becomes the backup; one that holds anything only when told so, and is itself backed up first.

    Nobody else may have the database open. Whatever fails, database and files are as before.
    Raises `CannotRestore`, `CannotCopy`.
    """
    manifest = check_backup(backup)
    head, safety = (0, ""), None
    if not _is_empty():
        if not replace:
            raise CannotRestore(
                _(
                    "This system is not empty. With --replace it is backed up first and then replaced."
                )
            )
        copier_of(connection).demand_quiet()
        head = head_of(_ask)
        safety = take_backup(backup.parent, by=by, at=at, label=SAFETY).folder
    with _files_of(backup / FILES):
        copier = copier_of(connection)
        copier.bring_back(backup / copier.name)
    _demand_same(manifest)
    return Restored(manifest, head, safety)


def settle_restore(restored: Restored, *, by: Actor, at: datetime) -> list[str]:
    """After a restore nobody is signed in and no token opens; the trail says so, and everything is verified.

    Returns what was found wrong, in sentences; nothing is how it should be.
    """
    before, after = restored.head_before, restored.manifest.head
    told: dict[str, Any] = {"made_at": restored.manifest.made_at}
    told |= {"sequence": after[0], "hash": after[1]}
    with transaction.atomic():
        Session.objects.all().delete()
        record(
            "portal.restore_backup",
            by=by,
            at=at,
            change=Change(before={"sequence": before[0], "hash": before[1]}, after=told),
        )
        revoke_every_token(by=by, at=at)
        close_every_feed(by=by, at=at)
    trail = verify_now(VERIFY_TRAIL, by=by, at=at)
    files = verify_now(VERIFY_FILES, by=by, at=at)
    problems = []
    if trail["problem"]:
        problems.append(_("The audit trail is broken at entry %(n)s.") % {"n": trail["fault"]})
    if files["problem"]:
        problems.append(_("Stored file %(n)s is damaged or gone.") % {"n": files["fault"]})
    if differing := len(check_rollups()):
        problems.append(_("Figures that differ from their cells: %(n)s.") % {"n": differing})
    return problems


def _is_empty() -> bool:
    """Nobody has an account and nothing is stored."""
    if Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists():
        return False
    return next(files_below(store_folder()), None) is None


def _ask(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _demand_same(manifest: Manifest) -> None:
    if counts_of(_ask, manifest.counts) != manifest.counts or head_of(_ask) != manifest.head:
        raise CannotRestore(
            _("The database came back with other rows than the backup says. Do not work with it.")
        )


@contextlib.contextmanager
def _files_of(source: Path) -> Iterator[None]:
    """The stored files become those of the backup; if what follows fails they are as before."""
    store = store_folder()
    staged, aside = (store.with_name(f"{store.name}{end}") for end in (_STAGED, _ASIDE))
    if aside.exists():
        raise CannotRestore(
            _(
                "An earlier restore was cut off: %(folder)s holds the files of before. Move it back or away."
            )
            % {"folder": aside}
        )
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(source, staged)
    if store.exists():
        store.rename(aside)
    staged.rename(store)
    try:
        yield
    except BaseException:
        shutil.rmtree(store)
        if aside.exists():
            aside.rename(store)
        raise
    shutil.rmtree(aside, ignore_errors=True)
