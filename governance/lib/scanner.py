"""The virus scanner beside the system, asked by its own protocol (clamd INSTREAM; reliability §6.8, U9).

The address is `tcp://host:port` or `unix:///path/of/clamd.ctl`. A library would bring no more than
these few lines: a word, pieces with their length before them, an empty piece, one answer.
"""

import contextlib
import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS, ANSWER_SECONDS, ALIVE_SECONDS = 2, 30, 1
_PIECE, _LONGEST_ANSWER = 1 << 16, 4096
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")


class ScannerAway(Exception):  # noqa: N818 -- an event with a reason, as house style names refusals
    """The scanner gave no verdict; the message says why."""


def is_scanning() -> bool:
    """An operator has named a scanner."""
    return bool(settings.SCANNER)


def scan_file(path: Path) -> str:
    """What the scanner found in a file by its name, or nothing; without a scanner nothing is found.

    Raises `ScannerAway`.
    """
    if not is_scanning():
        return ""
    with _asked(ANSWER_SECONDS) as line:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError), path.open("rb") as file:
            # Whoever refuses a file half-way answers why and closes; the answer is read all the same.
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
        answer = _answer(line)
    if answer == "stream: OK":
        return ""
    found = _FOUND.fullmatch(answer)
    if found is None:
        raise ScannerAway(answer or "no answer")
    return found["name"]


def ping_scanner() -> None:
    """The scanner answers; raises `ScannerAway`."""
    with _asked(ALIVE_SECONDS) as line:
        line.sendall(b"zPING\0")
        answer = _answer(line)
    if answer != "PONG":
        raise ScannerAway(answer or "no answer")


@contextlib.contextmanager
def _asked(seconds: float) -> Iterator[socket.socket]:
    try:
        with _connected() as line:
            line.settimeout(seconds)
            yield line
    except (OSError, ValueError) as problem:
        raise ScannerAway(str(problem) or type(problem).__name__) from problem


def _connected() -> socket.socket:
    place = urlsplit(settings.SCANNER)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
        return line
    if place.scheme != "tcp" or not place.hostname or not place.port:
        raise ValueError("SCANNER is neither tcp://host:port nor unix:///path")
    return socket.create_connection((place.hostname, place.port), timeout=CONNECT_SECONDS)


def _answer(line: socket.socket) -> str:
    told = b""
    while not told.endswith(b"\0") and len(told) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0\n").decode(errors="replace")
