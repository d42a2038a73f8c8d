"""A test database on SQLite starts as a copy of one that is migrated already: one minute less a run."""

import contextlib
import fcntl
import hashlib
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
KEPT = 12


def template_key() -> str:
    """Changes whenever anything changes that a migration could read: it lies beside or below them."""
    digest = hashlib.sha256(sys.version.encode())
    files = [ROOT / "requirements.txt", *(ROOT / "governance" / "lib").rglob("*.py")]
    for app in APPS:
        files += [*(ROOT / app / "migrations").glob("*.py"), *(ROOT / app / "data").rglob("*")]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Two workers that start together make it once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_template() -> Path:
    """The migrated, empty database of this tree; made by the migrations themselves where it is not there."""
    folder = Path(tempfile.gettempdir()) / f"governance-test-templates-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{template_key()}.sqlite3"
    with alone(folder / "lock"):
        if not path.exists():
            for old in sorted(folder.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[
                :-KEPT
            ]:
                old.unlink()
            made = path.with_suffix(".making")
            made.unlink(missing_ok=True)
            environ = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": f"sqlite://{made}",
            }
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env=environ,
                check=True,
            )
            made.rename(path)
    return path


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings, django_db_use_migrations):
    """The copy is kept as it is; what the tree has and the copy lacks is migrated on top, as ever."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or not django_db_use_migrations:
        return request.config.getvalue("reuse_db")
    shutil.copyfile(migrated_template(), database["TEST"]["NAME"])
    return True
