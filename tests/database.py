"""A test database on SQLite starts as a copy of one that is migrated already: one minute less a run."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shape.tree import APPS, ROOT

# Trees side by side each have their own; the oldest go.
KEPT = 24
# What migrations import beside Django itself.
READ_BY_MIGRATIONS = (
    *(
        f"governance/lib/{name}.py"
        for name in ("appendonly", "nooverlap", "rowlock", "tables", "trigrams")
    ),
    "reviews/lib/signed.py",
)


def _sha256(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def migrations_of_tree() -> dict[str, str]:
    """Every migration with its hash, and under an empty name everything else that one could read."""
    files = [path for app in APPS for path in sorted((ROOT / app / "migrations").glob("0*.py"))]
    found = {f"{path.parent.parent.name}.{path.stem}": _sha256(path) for path in files}
    beside = ("requirements.txt", *READ_BY_MIGRATIONS)
    found[""] = _sha256(*(ROOT / name for name in beside))
    return found


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Two workers that start together make it once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_template() -> Path:
    """The migrated, empty database of this tree; made where it is not there, from the nearest that is."""
    folder = Path(tempfile.gettempdir()) / f"governance-test-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = migrations_of_tree()
    key = hashlib.sha256(json.dumps([sys.version, wanted], sort_keys=True).encode()).hexdigest()[
        :16
    ]
    path = folder / f"{key}.sqlite3"
    with alone(folder / f"{key}.lock"):
        if not path.exists():
            _drop_oldest(folder)
            made = path.with_suffix(".making")
            made.unlink(missing_ok=True)
            nearest = _nearest(folder, wanted)
            try:
                if nearest is not None:
                    shutil.copyfile(nearest, made)
                _migrate(made)
            except subprocess.CalledProcessError:
                # A new migration below one that the nearest has: then all of them, from nothing.
                made.unlink(missing_ok=True)
                _migrate(made)
            path.with_suffix(".json").write_text(json.dumps(wanted), encoding="utf-8")
            made.rename(path)
    return path


def _nearest(folder: Path, wanted: dict[str, str]) -> Path | None:
    """The template that has most of the wanted migrations and none that are not wanted."""
    best, most = None, 0
    for list_ in folder.glob("*.json"):
        had = json.loads(list_.read_text(encoding="utf-8"))
        template = list_.with_suffix(".sqlite3")
        if len(had) > most and had.items() <= wanted.items() and template.exists():
            best, most = template, len(had)
    return best


def _drop_oldest(folder: Path) -> None:
    by_age = sorted(folder.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)
    for old in by_age[:-KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".json").unlink(missing_ok=True)


def _migrate(path: Path) -> None:
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite://{path}",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings, django_db_use_migrations):
    """The copy is kept as it is; what the tree has and the copy lacks is migrated on top, as ever."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or not django_db_use_migrations:
        return request.config.getvalue("reuse_db")
    shutil.copyfile(migrated_template(), database["TEST"]["NAME"])
    return True
