"""A whole copy of the database while everybody works on, and the way back (reliability §4.7)."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused

T = TypeVar("T")
# A question to exactly the state that is copied.
Ask = Callable[[str], list[tuple[Any, ...]]]
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
LONGEST_COMPLAINT = 400
HEAD_LINES, NEWER_SETTING = 60, b"SET transaction_timeout = 0;\n"


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
        try:
            shutil.copyfile(file, staged)
            self.check(staged)
            staged.replace(self.path)
        finally:
            staged.unlink(missing_ok=True)


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
        # One transaction: whatever fails, the database is as it was.
        anew = ("-c", "DROP SCHEMA IF EXISTS public CASCADE", "-c", "CREATE SCHEMA public")
        into = self._program("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", *anew, "-f", "-")
        out_of = self._program("pg_restore", "--no-owner", "--no-privileges", "-f", "-", file)
        with (
            tempfile.TemporaryFile() as told,
            self._begun(out_of, told, stdin=DEVNULL, stdout=PIPE) as source,
        ):
            with self._begun(into, told, stdin=PIPE, stdout=DEVNULL) as sink:
                _hand_over(source, sink)
            failed = source.returncode or sink.returncode
            if failed:
                raise _failed("psql", _words_of(told))

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
        done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL with our own words, no shell
            self._program(program, *words),
            env=self._environment(),
            stdin=DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise _failed(program, done.stderr)

    def _begun(
        self, words: list[str], told: IO[bytes], *, stdin: int, stdout: int
    ) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 -- as above
            words, env=self._environment(), stdin=stdin, stdout=stdout, stderr=told
        )

    @staticmethod
    def _program(program: str, *words: object) -> list[str]:
        found = shutil.which(program)
        if found is None:
            raise CannotCopy(
                _(
                    "%(program)s is not installed here. Install the PostgreSQL client programs of the "
                    "server's version or a newer one (Debian: postgresql-client)."
                )
                % {"program": program}
            )
        return [found, *map(str, words)]

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


def _hand_over(source: "subprocess.Popen[bytes]", sink: "subprocess.Popen[bytes]") -> None:
    """What one program writes the other reads; when the first fails the second ends without its commit."""
    assert source.stdout is not None  # noqa: S101 -- both were begun with pipes
    assert sink.stdin is not None  # noqa: S101 -- as above
    try:
        with sink.stdin as into:
            for number, line in enumerate(source.stdout):
                # Programs newer than the server write a setting that it does not know; it changes no data.
                if number > HEAD_LINES or line != NEWER_SETTING:
                    into.write(line)
            if source.wait():
                sink.kill()
    except BrokenPipeError:
        # The reader has failed and says why; the writer is of no use any more.
        source.kill()


def _words_of(told: IO[bytes]) -> bytes:
    told.seek(0)
    return told.read()


def _failed(program: str, told: bytes) -> CannotCopy:
    why = told.decode(errors="replace").strip()[-LONGEST_COMPLAINT:]
    return CannotCopy(_("%(program)s failed: %(why)s") % {"program": program, "why": why})


def _in_use() -> CannotCopy:
    return CannotCopy(
        _("The database is in use. Stop web, worker and clock first; nothing was changed.")
    )
