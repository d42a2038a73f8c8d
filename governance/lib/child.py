"""Work in a process of its own, with limits and without secrets, network or files asked for (reliability §6.9)."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)
ROOT = Path(__file__).resolve().parent.parent.parent
CRASHES = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGBUS}
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV")


class ChildFailed(Exception):  # noqa: N818 -- an event with a reason, as house style names refusals
    """The child did not bring its result; the message says why in a form people may read."""


@dataclass(frozen=True)
class Bounds:
    """What a child may use: address space (0 = data only), private memory, processor and wall time."""

    address_mb: int = 1024
    data_mb: int = 1024
    cpu_seconds: int = 60
    wall_seconds: int = 90


def run_child(
    module: str, order: bytes, *, bounds: Bounds, env: Mapping[str, str] | None = None
) -> bytes:
    """A child reads its order from stdin and answers on stdout, or it is ended and the reason is told.

    It inherits no secrets: its environment holds only what finds programs and libraries. One that
    crashed is asked a second time, within the same wall time: now and then a library crashes over an
    order that it fulfils the next moment. Raises `ChildFailed`.
    """
    until = time.monotonic() + bounds.wall_seconds
    code, answer, complaint = _asked(module, order, bounds, env or {}, until)
    if code in CRASHES:
        log.warning("child_crashed", child=module, code=code)
        code, answer, complaint = _asked(module, order, bounds, env or {}, until)
    if code != 0:
        raise ChildFailed(_why(code, complaint, bounds))
    return answer


def _asked(
    module: str, order: bytes, bounds: Bounds, env: Mapping[str, str], until: float
) -> tuple[int, bytes, bytes]:
    with (
        tempfile.TemporaryDirectory(prefix="child-") as home,
        _born(module, home, bounds, env) as child,
    ):
        try:
            answer, complaint = child.communicate(order, timeout=max(0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end(child)
            raise ChildFailed(f"stopped after {bounds.wall_seconds} s") from None
        except BaseException:
            _end(child)
            raise
    return child.returncode, answer, complaint


class Conversation:
    """A child that is asked line by line and answers each with a line, until it is ended.

    It has the bounds and the bare environment of `run_child`; `wall_seconds` are for all of it.
    """

    def __init__(self, module: str, *, bounds: Bounds) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="child-")
        self._bounds = bounds
        self._child = _born(module, self._home.name, bounds, {})
        self._limit = threading.Timer(bounds.wall_seconds, _end, [self._child])
        self._limit.daemon = True
        self._limit.start()

    def ask(self, line: str) -> str:
        """The answer to one line. Raises `ChildFailed`: an answer that does not come is the child's end."""
        if (into := self._child.stdin) is None or (out := self._child.stdout) is None:
            raise ChildFailed("ended")
        try:
            into.write(line.encode() + b"\n")
            into.flush()
            answer = out.readline()
        except OSError:
            answer = b""
        if not answer:
            _rest, complaint = self._child.communicate()
            raise ChildFailed(_why(self._child.returncode, complaint, self._bounds))
        return answer.decode()

    def end(self) -> None:
        """The child is gone, and its folder with it."""
        self._limit.cancel()
        with self._child:
            _end(self._child)
        self._home.cleanup()


def _born(
    module: str, home: str, bounds: Bounds, env: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    given = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    given |= {"HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", **env}
    given |= {"CHILD_BOUNDS": f"{bounds.address_mb},{bounds.data_mb},{bounds.cpu_seconds}"}
    return subprocess.Popen(  # noqa: S603 -- our own module under our own interpreter, no shell
        [sys.executable, "-s", "-m", module],
        cwd=ROOT,
        env=given,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _end(child: "subprocess.Popen[bytes]") -> None:
    # The whole session of the child, should it have children of its own.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _why(code: int, complaint: bytes, bounds: Bounds) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    told = [line.removeprefix("child: ") for line in lines if line.startswith("child: ")]
    if told:
        return told[-1]
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return f"used more than {bounds.cpu_seconds} s of processor time, or was killed"
    if code in CRASHES:
        return f"used more than {bounds.address_mb or bounds.data_mb} MB of memory, or crashed"
    return f"ended with code {code}: {lines[-1][:300] if lines else 'no word'}"
