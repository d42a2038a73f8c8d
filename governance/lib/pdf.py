"""PDF out of HTML, in a child process with limits (reliability §6.9); only this and its child know WeasyPrint."""

import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.fonts import fontconfig_file, missing_characters, named

# Measured: 80 indicators take 480 MB of address space (225 MB resident), 1,280 take 1.4 GB and are refused.
PRINT_BOUNDS = Bounds(address_mb=1024, data_mb=1024, cpu_seconds=60, wall_seconds=90)
_PATIENCE = 300


class CannotPrint(Exception):  # noqa: N818 -- an event with a reason, as house style names refusals
    """The document could not be printed; the message says why."""


@dataclass(frozen=True)
class Paper:
    """What is printed: HTML that carries its dates as metas, its style, and pictures by the name `asset:…`.

    A picture is SVG, or `data:image/png;base64,…` (JPEG alike).
    """

    html: str
    css: str
    assets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """The bytes with their SHA-256, and how long they took."""

    content: bytes
    sha256: str
    pages: int
    seconds: float


def print_paper(paper: Paper, *, bounds: Bounds = PRINT_BOUNDS) -> Printed:
    """The same paper gives the same bytes; nothing is fetched from anywhere; one paper at a time.

    Raises `CannotPrint` with the reason: a character no font has, too much memory or time, or what
    the layout could not do.
    """
    lost = missing_characters(text_of_html(paper.html))
    if lost:
        raise CannotPrint(f"no font has these characters: {named(lost[:20])}")
    order = json.dumps({"html": paper.html, "css": paper.css, "assets": dict(paper.assets)})
    began = time.monotonic()
    with alone():
        try:
            answer = run_child(
                "governance.lib.pdf_child",
                order.encode(),
                bounds=bounds,
                env={"FONTCONFIG_FILE": str(fontconfig_file())},
            )
        except ChildFailed as failure:
            raise CannotPrint(str(failure)) from failure
    head, _newline, content = answer.partition(b"\n")
    if not content.startswith(b"%PDF-"):
        raise CannotPrint("the child brought no PDF")
    return Printed(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        pages=json.loads(head)["pages"],
        seconds=time.monotonic() - began,
    )


@contextmanager
def alone() -> Iterator[None]:
    """One print at a time on a machine, whatever the number of workers: memory is what is short."""
    path = Path(tempfile.gettempdir()) / f"process-governance-print-{os.getuid()}.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise CannotPrint("another document has been printing for too long") from None
                time.sleep(0.1)
        yield
    finally:
        os.close(handle)


class _Letters(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.found.update(data)


def text_of_html(html: str) -> str:
    """The characters a page shows, each once."""
    reader = _Letters()
    reader.feed(html)
    reader.close()
    return "".join(sorted(reader.found))
