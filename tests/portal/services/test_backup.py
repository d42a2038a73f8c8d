"""A living system is backed up, an empty one becomes it again; a bad backup is refused before anything is touched (reliability §4.7)."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from governance.lib.actors import SystemActor
from governance.lib.database_copy import CannotCopy, copier_of
from governance.models import ApiToken, AuditEntry
from governance.selectors.status_store import backup_line
from governance.services.audit import record, verify_chain
from governance.services.token import NewToken, issue_token
from governance.states import Health
from kpi.services.evidence import add_evidence
from kpi.services.submission import accept_submission, open_week, submit_week
from portal.selectors.backup import backups_in, read_manifest
from portal.services.backup import CannotTakeBackup, take_backup
from portal.services.restore import check_backup, restore_backup
from tests.kpi.services.test_submission import (  # noqa: F401 -- fixture
    MONDAY,
    W07,
    numbers,
    place,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english", "store"),
]
BY = SystemActor("backup")
FIGURES = (
    "SELECT indicator_id, numerator, denominator FROM kpi_indicatorvalue ORDER BY id",
    "SELECT id, name, sha256 FROM governance_storedfile ORDER BY id",
    "SELECT id, state, version FROM kpi_submission ORDER BY id",
)


@pytest.fixture
def stamp(settings, tmp_path):
    settings.BACKUP_STAMP = str(tmp_path / "last-backup")
    return Path(settings.BACKUP_STAMP)


@pytest.fixture
def week(place, specialist, officer, manager, stamp):  # noqa: F811 -- the fixture above
    """An accepted week with a file behind it, and a token that opens."""
    row = open_week(place, W07, by=specialist, at=MONDAY)
    add_evidence(row, "seen.txt", [b"seen"], by=specialist, at=MONDAY)
    row.refresh_from_db()
    row = submit_week(row, numbers(), by=specialist, at=MONDAY)
    accept_submission(row, by=officer, at=MONDAY)
    new = NewToken("warehouse", manager, ("kpi:read",), MONDAY + timedelta(days=30))
    issue_token(new, by=manager, at=MONDAY)
    return row


def taken(tmp_path, *, at=MONDAY, **wishes):
    return take_backup(tmp_path / "safe", by=BY, at=at, **wishes)


def asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [tuple(row) for row in cursor.fetchall()]


class EmptySystem:
    """Another installation with the same key: a home and a database of its own."""

    def __init__(self, home):
        self.home, self.name = home, f"restored_{os.getpid()}"
        self.environ = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(home),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "LOG_LEVEL": "ERROR",
        }

    def __enter__(self):
        if connection.vendor == "postgresql":
            given = connection.settings_dict
            asked_nothing(f"CREATE DATABASE {self.name}")
            self.environ["DATABASE_URL"] = (
                f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}/{self.name}"
            )
        return self

    def __exit__(self, *_fault):
        if connection.vendor == "postgresql":
            asked_nothing(f"DROP DATABASE {self.name} WITH (FORCE)")

    def manage(self, *words):
        command = [sys.executable, "manage.py", *map(str, words)]
        return subprocess.run(
            command,
            cwd=django_settings.ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self, question):
        if connection.vendor == "postgresql":
            import psycopg

            with psycopg.connect(self.environ["DATABASE_URL"]) as other:
                return other.execute(question).fetchall()
        with contextlib.closing(sqlite3.connect(self.home / "db.sqlite3")) as other:
            return other.execute(question).fetchall()


def asked_nothing(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextlib.contextmanager
def people_at_work():
    """Somebody writes as fast as they can, until the block ends."""
    over, begun = threading.Event(), threading.Event()

    def write():
        while not over.is_set():
            record("governance.sign_out", by=BY, at=MONDAY)
            begun.set()
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(60)
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_living_system_is_backed_up_and_an_empty_one_becomes_it(week, tmp_path, stamp):
    before = [asked(question) for question in FIGURES]
    assert all(before)
    with people_at_work():
        made = taken(tmp_path)
    written_after = AuditEntry.objects.count()

    with EmptySystem(tmp_path / "elsewhere") as other:
        done = other.manage("restore", made.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        again = other.manage("restore", made.folder)
        found = [other.asked(question) for question in FIGURES]
        sessions = other.asked("SELECT count(*) FROM django_session")
        tokens = other.asked("SELECT count(*) FROM governance_apitoken WHERE revoked_at IS NULL")
        acts = [row[0] for row in other.asked(ACTS)]

    assert found == before
    head = read_manifest(made.folder).head[0]
    assert acts[0] == "governance.revoke_token"
    assert acts[1] == "portal.restore_backup"
    assert 0 < head < written_after
    assert (sessions, tokens) == ([(0,)], [(0,)])
    kept = [path.read_bytes() for path in (tmp_path / "elsewhere" / "files").rglob("*.txt")]
    assert kept == [b"seen"]
    assert again.returncode == 1
    assert "--replace" in again.stderr
    # The system that was backed up is as it was.
    assert ApiToken.objects.filter(revoked_at=None).count() == 1
    assert verify_chain() is None
    assert stamp.exists()


# The last two acts but the verifications that follow them.
ACTS = """SELECT action FROM governance_auditentry WHERE action NOT LIKE 'governance.verify%'
ORDER BY sequence DESC LIMIT 2"""


def test_a_system_that_holds_something_is_backed_up_before_it_is_replaced(week, tmp_path):
    with EmptySystem(tmp_path / "elsewhere") as other:
        made = taken(tmp_path)
        assert other.manage("restore", made.folder).returncode == 0
        done = other.manage("restore", made.folder, "--replace")

        assert done.returncode == 0, done.stdout + done.stderr
        entry = other.asked(
            "SELECT count(*) FROM governance_auditentry WHERE action = 'portal.restore_backup'"
        )
    (safety,) = (tmp_path / "safe").glob("before-restore-*")
    assert check_backup(safety).head[0] > check_backup(made.folder).head[0]
    # The first restore is not in the backup; only the second stands in the trail.
    assert entry == [(1,)]


def test_a_database_in_use_is_not_replaced(week, tmp_path):
    made = taken(tmp_path)
    store = sorted(path for path in (tmp_path / "files").rglob("*"))
    before = asked(FIGURES[0])
    others = connection.get_new_connection(connection.get_connection_params())
    try:
        others.execute("SELECT count(*) FROM governance_person")
        with pytest.raises(Exception, match="in use"):
            restore_backup(made.folder, replace=True, by=BY, at=MONDAY)
    finally:
        others.close()

    assert asked(FIGURES[0]) == before
    assert sorted(path for path in (tmp_path / "files").rglob("*")) == store


def test_a_restore_that_fails_half_way_leaves_the_database_as_it_was(week, tmp_path):
    """A copy that is cut off, or is none, is not taken over by half."""
    made = taken(tmp_path)
    copier = copier_of(connection)
    copy = made.folder / copier.name
    content = copy.read_bytes()
    before = asked(FIGURES[0])
    for spoilt in (content[: len(content) // 2], b"PGDMP"):
        copy.write_bytes(spoilt)
        with pytest.raises(CannotCopy):
            copier.bring_back(copy)
        assert asked(FIGURES[0]) == before
    assert not list(django_settings.SCRATCH.glob("*.restoring"))


def test_a_missing_program_is_named(week, tmp_path, monkeypatch):
    """SQLite needs none; PostgreSQL's are named with the package that brings them."""
    monkeypatch.setenv("PATH", str(tmp_path))
    if connection.vendor == "sqlite":
        assert taken(tmp_path).files == 1
        return
    with pytest.raises(CannotCopy, match="pg_dump is not installed"):
        taken(tmp_path)


def test_the_status_page_learns_of_a_backup(week, tmp_path, time_machine, stamp):
    from django.utils import timezone

    assert backup_line(timezone.now()).light == Health.UNRECORDED

    call_command("backup", tmp_path / "safe")

    assert backup_line(timezone.now()).light == Health.GOOD
    entry = AuditEntry.objects.get(action="portal.take_backup")
    assert entry.after["files"] == 1


def test_so_many_backups_are_kept_and_nothing_else_is_removed(week, tmp_path):
    (tmp_path / "safe" / "backup-20200101T000000Z").mkdir(parents=True)
    for day in range(4):
        made = taken(tmp_path, at=MONDAY + timedelta(days=day), keep=2)

    kept = backups_in(tmp_path / "safe")
    assert len(kept) == 2
    assert kept[-1] == made.folder
    assert len(made.dropped) == 1
    # Not ours to remove: no manifest, so no backup.
    assert (tmp_path / "safe" / "backup-20200101T000000Z").exists()


def test_no_backup_is_left_behind_half(week, tmp_path, monkeypatch):
    (tmp_path / "files" / "out").symlink_to(tmp_path / "nowhere", target_is_directory=False)
    unreadable = tmp_path / "files" / "stored" / "xx"
    unreadable.mkdir()
    os.mkfifo(unreadable / "pipe")
    (tmp_path / "safe" / ".making-backup-x").mkdir(parents=True)

    made = taken(tmp_path)

    # Neither a link nor a pipe is a stored file; what a crash had left is gone.
    assert made.files == 1
    assert not list((tmp_path / "safe").glob(".making*"))


def test_a_full_disk_leaves_nothing_and_says_so(week, tmp_path, stamp, monkeypatch):
    import errno
    import shutil

    def full(*_words):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(CannotTakeBackup, match="no room"):
        taken(tmp_path)

    assert [path.name for path in (tmp_path / "safe").iterdir()] == [".lock"]
    assert not stamp.exists()


def test_a_backup_into_the_store_is_refused(week, tmp_path):
    with pytest.raises(CannotTakeBackup, match="among the files"):
        take_backup(tmp_path / "files" / "safe", by=BY, at=MONDAY)
    with pytest.raises(CannotTakeBackup, match="At least one"):
        taken(tmp_path, keep=0)
