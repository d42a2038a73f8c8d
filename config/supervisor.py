"""Runs web, worker and broker as children of one small process; where one ends, all end, broker last.

Standard library only: the supervisor lives as long as the system and should cost next to nothing.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PATIENCE = 35.0
# Seconds to wait for the lines of a child that has ended.
LAST_WORDS = 5.0
PR_SET_PDEATHSIG = 1
WIDTH = 6
# Looked up before any fork: a child may not import anything between fork and exec.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A program to keep running, and the process once it runs."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    # A quiet child's lines are kept and shown only if it ends by itself.
    quiet: bool = False
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    process: subprocess.Popen[str] | None = None
    reader: threading.Thread | None = None


def die_with_parent() -> None:
    """A supervisor that is killed the hard way leaves no orphans (Linux)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def broker_of(environ: Mapping[str, str], folder: Path) -> tuple[list[Child], dict[str, str]]:
    """A broker of our own where none is given: Redis or Valkey on a socket, else files (no process)."""
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if environ.get("REDIS_URL") or environ.get("REDIS_URL_FILE") or not server:
        return [], {}
    socket = folder / "broker.sock"
    command = [
        server,
        *("--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "600"),
        # Nothing in the queue is worth keeping: the database says what is owed.
        *("--save", "", "--appendonly", "no"),
        *("--maxmemory", "64mb", "--maxmemory-policy", "noeviction"),
        *("--dir", str(folder), "--loglevel", "warning"),
    ]
    return [Child("broker", command, quiet=True)], {"REDIS_URL": f"redis+socket://{socket}"}


def system(host: str, port: int, env: dict[str, str]) -> list[Child]:
    """The web server and the worker with the clock inside it, started with this interpreter."""
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4"),
        *("--backlog", "256", "--log-level", "warning", "--no-ws"),
        *("--workers-kill-timeout", "8", "config.wsgi:application"),
    ]
    worker = [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config.celery", "worker", "--clock"),
        # Threads: what is heavy (PDF) runs in a child process of its own, with limits.
        *("--pool", "threads", "--concurrency", "2", "--queues", "default,documents,imports"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *("--loglevel", "warning"),
    ]
    # One heap for all threads of a process: Python lets one of them work at a time, and glibc's heap per
    # thread keeps what each has freed to itself, 60 MB in the worker.
    lean = {"MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "1"), **env}
    # Whoever tries the system out as root in a container knows it.
    calm = {**lean, "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return [Child("web", web, lean), Child("worker", worker, calm)]


class Supervisor:
    """Starts the children in order and stops them in the opposite order."""

    def __init__(self, children: list[Child], *, write: Callable[[str], object]) -> None:
        self.children = children
        self.write = write
        self.asked = threading.Event()
        self.lock = threading.Lock()

    def say(self, name: str, line: str) -> None:
        with self.lock:
            self.write(f"{name:<{WIDTH}} | {line}")

    def relay(self, child: Child, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                if child.quiet:
                    child.last_lines.append(line.rstrip("\n"))
                else:
                    self.say(child.name, line.rstrip("\n"))

    def start(self, child: Child) -> None:
        # A session of its own: Ctrl-C reaches the supervisor only, which then asks the children.
        child.process = subprocess.Popen(  # noqa: S603 -- our own interpreter or a broker from PATH
            child.command,
            env={**os.environ, **child.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- no thread of ours holds a lock yet
        )
        child.reader = threading.Thread(
            target=self.relay, args=(child, child.process.stdout), daemon=True
        )
        child.reader.start()

    def dead(self) -> Child | None:
        """The first child that has ended by itself."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                return child
        return None

    def stop(self, child: Child) -> None:
        """Ask politely, wait, then insist on the child and all that it started."""
        process = child.process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.say("serve", f"{child.name} did not stop in {PATIENCE:.0f} s; ending it")
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if child.reader is not None:
            # What it said while stopping is often what tells why; it is still on its way to us.
            child.reader.join(LAST_WORDS)

    def run(self) -> int:
        """Run until asked to stop (0) or until a child ends (its code)."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.asked.set())
        try:
            for child in self.children:
                self.start(child)
            return self.watch()
        finally:
            self.stop_all()

    def watch(self) -> int:
        """Wait for a signal or for the end of a child, whose last words are passed on."""
        while not self.asked.wait(0.5):
            ended = self.dead()
            if ended is not None:
                for line in ended.last_lines:
                    self.say(ended.name, line)
                code = exit_code(ended)
                self.say("serve", f"{ended.name} ended (code {code}); stopping the rest")
                return code
        return 0

    def stop_all(self) -> None:
        """Web and worker stop at once, the broker only after both."""
        talkers = [child for child in self.children if child.name != "broker"]
        threads = [threading.Thread(target=self.stop, args=(child,)) for child in talkers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for child in self.children:
            self.stop(child)


def exit_code(child: Child) -> int:
    """The child's code as a shell would give it; an end nobody asked for is never a success."""
    code = child.process.returncode if child.process else 1
    return 128 - code if code < 0 else code or 1


def serve(host: str, port: int) -> int:
    """Start the whole system on one machine and stay until it stops."""
    # A short path: a socket's name may not be longer than about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="governance-") as folder:
        brokers, env = broker_of(os.environ, Path(folder))
        env["PORT"] = str(port)
        supervisor = Supervisor(
            [*brokers, *system(host, port, env)],
            write=lambda line: print(line, flush=True),  # noqa: T201 -- this is its log
        )
        return supervisor.run()


if __name__ == "__main__":
    started = time.monotonic()
    status = serve(sys.argv[1], int(sys.argv[2]))
    print(f"serve  | stopped after {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201 -- its log
    sys.exit(status)
