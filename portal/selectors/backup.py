"""What a backup says of itself, and the backups that lie in a folder (reliability §4.7)."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from governance.lib.database_copy import Ask, copier_of
from governance.lib.workflow import Refused
from governance.models import AuditEntry

PRODUCT, FORMAT = "process-governance", 1
MANIFEST, FILES = "manifest.json", "files"
NAME = re.compile(r"backup-\d{8}T\d{6}Z")
_CHUNK = 1 << 20
_SALT = "portal.backup"


class CannotRestore(Refused):
    """The backup cannot be trusted or does not fit here; nothing was touched."""

    code = "cannot_restore"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the database of which moment, and every part with its size and SHA-256."""

    made_at: str
    vendor: str
    migrations: tuple[str, ...]
    counts: dict[str, int]
    head: tuple[int, str]
    parts: dict[str, dict[str, Any]]

    @property
    def size(self) -> int:
        return sum(part["size"] for part in self.parts.values())

    @property
    def files(self) -> int:
        """How many stored files; the database is the one part beside them."""
        return len(self.parts) - 1


def facts_of(ask: Ask) -> dict[str, Any]:
    """What is compared before and after: migrations, rows of every table, the head of the trail."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    migrations = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    return {
        "migrations": [f"{app}.{name}" for app, name in migrations],
        "counts": counts_of(ask, ours.intersection(connection.introspection.table_names())),
        "head": list(head_of(ask)),
    }


def counts_of(ask: Ask, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each table has."""
    return {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608 -- names of ours


def head_of(ask: Ask) -> tuple[int, str]:
    """The last entry of the trail and its hash; 0 where there is none."""
    trail = AuditEntry._meta.db_table
    found = ask(f"SELECT sequence, hash FROM {trail} ORDER BY sequence DESC LIMIT 1")  # noqa: S608 -- a name of ours
    return found[0] if found else (0, "")


def sealed(facts: dict[str, Any]) -> dict[str, Any]:
    """The manifest under the key of the installation, so that nobody rewrites it unnoticed."""
    key = settings.SECRET_KEY
    return {**facts, "key": _print_of(key), "seal": _seal(facts, key)}


def backups_in(folder: Path) -> list[Path]:
    """The whole backups of a folder, the oldest first; whatever else lies there is none of ours."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(
        path for path in found if NAME.fullmatch(path.name) and (path / MANIFEST).is_file()
    )


def read_manifest(backup: Path) -> Manifest:
    """The manifest of a backup of this product, of our key, unchanged, and not newer than this code.

    Raises `CannotRestore`.
    """
    try:
        facts = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        is_ours = facts.pop("product") == PRODUCT and facts.pop("format") == FORMAT
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as problem:
        raise CannotRestore(
            _("%(folder)s holds no backup: its manifest is missing or unreadable.")
            % {"folder": backup}
        ) from problem
    if not is_ours:
        raise CannotRestore(_("This is a backup of something else, or of a later format."))
    _demand_seal({"product": PRODUCT, "format": FORMAT, **facts})
    manifest = Manifest(
        made_at=facts["made_at"],
        vendor=facts["vendor"],
        migrations=tuple(facts["migrations"]),
        counts=facts["counts"],
        head=(facts["head"][0], facts["head"][1]),
        parts=facts["parts"],
    )
    _demand_fit(manifest)
    return manifest


def demand_whole(backup: Path, manifest: Manifest) -> None:
    """Every part is there with the bytes it had, and nothing else is; raises `CannotRestore`."""
    there = {path.relative_to(backup).as_posix() for path in files_below(backup)} - {MANIFEST}
    for name in sorted(there ^ set(manifest.parts)):
        raise CannotRestore(
            _("The backup is not whole: %(name)s is missing or does not belong to it.")
            % {"name": name}
        )
    for name, part in manifest.parts.items():
        path = backup / name
        if path.stat().st_size != part["size"] or sha256_of(path) != part["sha256"]:
            raise CannotRestore(
                _("The backup is damaged: %(name)s does not match its hash.") % {"name": name}
            )


def files_below(folder: Path) -> Iterator[Path]:
    """Every file of a folder and below, in a steady order."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def sha256_of(path: Path) -> str:
    """The hash of a file of any size."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _demand_seal(facts: dict[str, Any]) -> None:
    key_print, seal = facts.pop("key", ""), facts.pop("seal", "")
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if key_print == _print_of(key):
            if constant_time_compare(seal, _seal(facts, key)):
                return
            raise CannotRestore(_("The manifest of the backup was changed after it was made."))
    raise CannotRestore(
        _(
            "The backup was made under another SECRET_KEY; without that key sealed secrets stay shut. "
            "Set SECRET_KEY (or SECRET_KEY_FALLBACKS) to the one it was made under."
        )
    )


def _demand_fit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor or copier_of(connection).name not in manifest.parts:
        raise CannotRestore(
            _("The backup is of %(theirs)s, this system runs on %(ours)s.")
            % {"theirs": manifest.vendor, "ours": connection.vendor}
        )
    unknown = sorted(set(manifest.migrations) - _known_migrations())
    if unknown:
        raise CannotRestore(
            _("The backup is of a newer version than this one (%(migration)s); upgrade first.")
            % {"migration": unknown[0]}
        )


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = set(loader.disk_migrations)
    # A database that lived through folded migrations remembers them.
    known |= {old for each in loader.disk_migrations.values() for old in each.replaces}
    return {f"{app}.{name}" for app, name in known}


def _print_of(key: str) -> str:
    return salted_hmac(_SALT, "key", secret=key, algorithm="sha256").hexdigest()[:16]


def _seal(facts: dict[str, Any], key: str) -> str:
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return salted_hmac(_SALT, text, secret=key, algorithm="sha256").hexdigest()
