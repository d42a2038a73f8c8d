"""A whole copy of the database while everybody works on, and the way back (reliability §4.7)."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused

T = TypeVar("T")
# A question to exactly the state that is copied.
Ask = Callable[[str], list[tuple[Any, ...]]]
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
LONGEST_COMPLAINT = 400


class CannotCopy(Refused):
    """The database could not be copied or brought back; nothing was changed."""

    code = "cannot_copy"


class Copier(Protocol):
    """How one kind of database is copied and brought back; `name` is the file it makes."""

    name: str

    def copy(self, folder: Path, look: Callable[[Ask], T]) -> T:
        """A copy as of one moment lies in the folder; `look` is answered from that very moment."""

    def check(self, file: Path) -> None:
        """The copy can be read from end to end; raises `CannotCopy`."""

    def demand_quiet(self) -> None:
        """Nobody else has the database open; raises `CannotCopy`."""

    def bring_back(self, file: Path) -> None:
        """The database becomes the copy, whole or not at all; raises `CannotCopy`."""


def copier_of(connection: Any) -> Copier:
    """SQLite is copied by its own online backup, PostgreSQL by its own programs."""
    if connection.vendor == "postgresql":
        return _Postgres(connection)
    return _Sqlite(connection)


class _Sqlite:
    name = SQLITE

    def __init__(self, connection: Any) -> None:
        self.connection, self.path = connection, Path(str(connection.settings_dict["NAME"]))

    def copy(self, folder: Path, look: Callable[[Ask], T]) -> T:
        # All pages in one step are one read transaction: writers go on, the copy is of its beginning.
        # A plain copy of the file would lack what still lies in the write-ahead log.
        with (
            contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=rw", uri=True)) as source,
            contextlib.closing(sqlite3.connect(folder / self.name)) as made,
        ):
            source.backup(made)
            # One file, that needs no log beside it.
            made.execute("PRAGMA journal_mode=DELETE")
            return look(lambda question: made.execute(question).fetchall())

    def check(self, file: Path) -> None:
        try:
            with contextlib.closing(
                sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
            ) as made:
                found = made.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            found = str(problem)
        if found != "ok":
            raise CannotCopy(_("The copy of the database is damaged: %(why)s") % {"why": found})

    def demand_quiet(self) -> None:
        self.connection.close()
        try:
            # Leaving the write-ahead log needs the file for oneself, however idle the others are.
            with contextlib.closing(sqlite3.connect(self.path, timeout=1)) as held:
                held.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as problem:
            raise _in_use() from problem

    def bring_back(self, file: Path) -> None:
        self.demand_quiet()
        staged = self.path.with_name(f"{self.path.name}.restoring")
        shutil.copyfile(file, staged)
        self.check(staged)
        staged.replace(self.path)


class _Postgres:
    name = POSTGRES

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def copy(self, folder: Path, look: Callable[[Ask], T]) -> T:
        with self._moment() as (ask, snapshot):
            self._run("pg_dump", "-Fc", "--snapshot", snapshot, "-f", folder / self.name)
            return look(ask)

    def check(self, file: Path) -> None:
        # Every block is unpacked, not only the list of contents.
        self._run("pg_restore", "-f", os.devnull, file)

    def demand_quiet(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            others = cursor.fetchone()[0]
        self.connection.close()
        if others:
            raise _in_use()

    def bring_back(self, file: Path) -> None:
        self.demand_quiet()
        with tempfile.TemporaryDirectory(prefix="restore-") as folder:
            script = Path(folder) / "restore.sql"
            self._run("pg_restore", "--no-owner", "--no-privileges", "-f", script, file)
            _for_older_servers(script)
            # One transaction: whatever fails, the database is as it was.
            anew = ("-c", "DROP SCHEMA IF EXISTS public CASCADE", "-c", "CREATE SCHEMA public")
            self._run("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", *anew, "-f", script)

    @contextlib.contextmanager
    def _moment(self) -> Iterator[tuple[Ask, str]]:
        """A transaction of its own that holds one snapshot open for as long as it is needed."""
        raw = self.connection.get_new_connection(self.connection.get_connection_params())
        try:
            raw.autocommit = True
            with raw.cursor() as cursor:
                for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                    cursor.execute(f"SET {limit} = 0")
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                yield (
                    lambda question: cursor.execute(question).fetchall(),
                    cursor.fetchone()[0],
                )
        finally:
            raw.close()

    def _run(self, program: str, *words: object) -> None:
        found = shutil.which(program)
        if found is None:
            raise CannotCopy(
                _(
                    "%(program)s is not installed here. Install the PostgreSQL client programs of the "
                    "server's version or a newer one (Debian: postgresql-client)."
                )
                % {"program": program}
            )
        done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL with our own words, no shell
            [found, *map(str, words)],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            why = done.stderr.decode(errors="replace").strip()[-LONGEST_COMPLAINT:]
            raise CannotCopy(
                _("%(program)s failed: %(why)s") % {"program": program, "why": why}
            )

    def _environment(self) -> dict[str, str]:
        # The password goes by the environment: a command line is read by everybody on the machine.
        place = self.connection.settings_dict
        given = {
            "PGHOST": place["HOST"],
            "PGPORT": place["PORT"],
            "PGUSER": place["USER"],
            "PGPASSWORD": place["PASSWORD"],
            "PGDATABASE": place["NAME"],
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        told = {name: str(value) for name, value in given.items() if value}
        return {**kept, **told, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}


def _for_older_servers(script: Path) -> None:
    """Programs newer than the server write one setting that it does not know; it changes no data."""
    lines = script.with_suffix(".plain")
    with script.open("rb") as source, lines.open("wb") as made:
        made.writelines(line for line in source if line != b"SET transaction_timeout = 0;\n")
    lines.replace(script)


def _in_use() -> CannotCopy:
    return CannotCopy(
        _("The database is in use. Stop web, worker and clock first; nothing was changed.")
    )
