"""PostgreSQL and Redis of the tests' own, on free ports, from the machine's binaries."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

# The one reason to skip that CI accepts: a clone without the data sets beside it.
NO_SHARED = "needs the data sets of ../shared, which a user's checkout does not have"
STARTED = pytest.StashKey[list]()
POSTGRES_HOMES = (
    "usr/lib/postgresql/*/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/pgsql-*/bin",
)
POSTGRES_LINE = "sudo apt-get install -y postgresql"
REDIS_LINE = "sudo apt-get install -y redis-server"


class Absent(Exception):
    """The machine has no such program; the message is the line that installs it."""


def missing(what, line):
    """Skip and say which line would let the test run; where no skip is allowed, this fails."""
    pytest.skip(f"{what} is not installed; for these tests:  {line}")


def without_skip(report, environ):
    """In CI a test that skips is a test that fails: there, everything it could ask for is installed."""
    if environ.get("ALLOW_NO_SKIP") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if NO_SHARED not in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}  (no skip is allowed here)"
    return report


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chromium(environ):
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def wait_for(port, process, seconds=120.0):
    """Until somebody listens, or the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}: {process.args}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on {port}: {process.args}")


class Service:
    """A server that lives in a folder of its own and leaves nothing behind."""

    def __init__(self):
        for is_last in (False, False, True):
            self.folder = Path(tempfile.mkdtemp(prefix="governance-test-"))
            self.port = free_port()
            self.process = None
            try:
                self.start()
                break
            except RuntimeError:
                # Between asking and starting somebody else may have been given the port.
                self.stop()
                if is_last:
                    raise

    def spawn(self, *command):
        # A test run that is killed the hard way leaves no server behind (util-linux only).
        keeper = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        self.process = subprocess.Popen(
            [*keeper, *(str(part) for part in command)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,
        )

    def start(self):
        raise NotImplementedError

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis(Service):
    line = REDIS_LINE
    variable = "REDIS_URL"

    def start(self):
        server = shutil.which("redis-server") or shutil.which("valkey-server")
        if server is None:
            raise Absent(REDIS_LINE)
        self.spawn(
            *(
                server,
                "--port",
                self.port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                self.folder,
            ),
            *("--appendonly", "no", "--maxmemory-policy", "noeviction"),
        )
        wait_for(self.port, self.process)
        self.url = f"redis://127.0.0.1:{self.port}/0"


class Postgres(Service):
    line = POSTGRES_LINE
    variable = "DATABASE_URL"

    def start(self):
        home = self.home()
        if home is None:
            raise Absent(POSTGRES_LINE)
        data = self.folder / "data"
        prefix = ()
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            try:
                owner = pwd.getpwnam("postgres")
            except KeyError:
                raise Absent(POSTGRES_LINE) from None
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            # setpriv execs: our SIGTERM reaches the server itself, where runuser would stand between.
            prefix = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups")
        subprocess.run(
            [
                *prefix,
                *(home / "initdb", "-D", data, "-U", "governance", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )
        self.spawn(
            *prefix,
            *(home / "postgres", "-D", data, "-p", self.port, "-k", self.folder, "-h", "127.0.0.1"),
            # Nothing here outlives the run, so nothing need reach the disk.
            *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
            *("-c", "max_connections=300", "-c", "timezone=UTC"),
        )
        wait_for(self.port, self.process)
        self.url = f"postgresql://governance@127.0.0.1:{self.port}/postgres"

    @staticmethod
    def home():
        found = [
            path
            for pattern in POSTGRES_HOMES
            for path in sorted(Path("/").glob(pattern), reverse=True)
        ]
        if on_path := shutil.which("initdb"):
            found.insert(0, Path(on_path).resolve().parent)
        return next((path for path in found if (path / "postgres").exists()), None)


WANTED = {"TEST_DATABASE": ("postgres", Postgres), "TEST_BROKER": ("redis", Redis)}


def start_for(environ):
    """Start what TEST_DATABASE=postgres and TEST_BROKER=redis ask for and point the settings at it."""
    started = []
    for name, (value, kind) in WANTED.items():
        asked = environ.get(name, "")
        if asked not in {"", value, "sqlite", "none"}:
            raise pytest.UsageError(f"{name}={asked!r}: expected {value!r} or nothing")
        if asked == value:
            try:
                service = kind()
            except Absent as absent:
                raise pytest.UsageError(f"{name}={value} needs:  {absent}") from None
            started.append(service)
            environ[kind.variable] = service.url
    return started


@contextlib.contextmanager
def borrowed(kind, environ):
    """A service for the tests that name it, where its program is installed."""
    try:
        service = kind()
    except Absent:
        missing(kind.__name__, kind.line)
    try:
        yield service
    finally:
        service.stop()
