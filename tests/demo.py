"""The demo year for tests: made once for a tree, through the services, and copied from then on."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.database import alone, migrated_template
from tests.shape.tree import APPS, ROOT

# The year of the story ends the evening before; the pages are read on this Monday morning.
TODAY = date(2026, 11, 23)
MORNING = time(9, 0)
KEPT = 4
# Whatever could change a row of the demo.
READ = (".py", ".json", ".csv", ".txt", ".yaml", ".toml", ".po")


def year_template() -> Path:
    """A folder with the database and the files of the demo year; made where this tree has none yet."""
    if os.environ.get("DEMO_YEAR"):
        # Whoever works on pages looks at the year they have, not at one made anew after each line.
        return Path(os.environ["DEMO_YEAR"])
    base = migrated_template()
    folder = base.parent / "years"
    folder.mkdir(exist_ok=True)
    key = _key(base.stem)
    place = folder / key
    with alone(folder / f"{key}.lock"):
        if not place.exists():
            _drop_oldest(folder)
            making = folder / f"{key}.making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            shutil.copyfile(base, making / "year.sqlite3")
            _make(making)
            making.rename(place)
    return place


def _key(base: str) -> str:
    digest = hashlib.sha256(f"{sys.version} {base} {TODAY}".encode())
    for name in (*APPS, "config", "locale", "tests/demo.py"):
        top = ROOT / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.suffix in READ:
                digest.update(f"{file.relative_to(ROOT)}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _drop_oldest(folder: Path) -> None:
    places = [path for path in folder.iterdir() if path.is_dir()]
    for old in sorted(places, key=lambda path: path.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _make(place: Path) -> None:
    """In a process of its own: the tests' own database stays as it is."""
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite://{place / 'year.sqlite3'}",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.demo", str(place)]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)


def seed_year() -> None:
    call_command("seed_demo", "--today", f"{TODAY}", "--invented", stdout=StringIO())


def morning() -> datetime:
    from governance.selectors.calendar import local_zone

    return datetime.combine(TODAY, MORNING, tzinfo=local_zone())


def ring() -> None:
    """What the clock has done by the time somebody looks."""
    from governance.services.job import stamp_heartbeats
    from portal.tasks import tick

    tick()
    for name in ("clock", "worker"):
        stamp_heartbeats(name, at=morning())


def main(place: Path) -> None:
    import django
    import time_machine

    django.setup()
    from django.conf import settings
    from django.core.files.storage import default_storage
    from django.db import connection

    seed_year()
    with time_machine.travel(morning(), tick=False):
        ring()
    connection.close()
    stored = Path(default_storage.location)
    shutil.copytree(stored, place / "files") if stored.exists() else (place / "files").mkdir()
    shutil.rmtree(settings.SCRATCH)


def _restore() -> None:
    """The test's own database and store become the year's."""
    from django.core.files.storage import default_storage
    from django.db import connection

    if connection.vendor != "sqlite":
        seed_year()
        ring()
        return
    place = year_template()
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(place / "year.sqlite3")) as source:
        source.backup(connection.connection)
    shutil.rmtree(default_storage.location, ignore_errors=True)
    shutil.copytree(place / "files", default_storage.location)


@pytest.fixture
def demo_year(transactional_db, time_machine, settings, tmp_path):
    """The demo company on the Monday morning after its year, in a store of its own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    time_machine.move_to(morning(), tick=True)
    _restore()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
