"""A Word file as a value: headings, texts, tables, pictures; made in a child process, byte for byte the same (domain §5.2)."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.pdf import CannotPrint, Printed

# Measured: 1,280 indicators take 330 MB and 20 s; the pictures are in the order.
WORD_BOUNDS = Bounds(address_mb=0, data_mb=600, cpu_seconds=120, wall_seconds=150)


@dataclass(frozen=True)
class Heading:
    """A heading of the outline, levels 1 to 3; `fresh` begins a page."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1
    fresh: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph; the style is body, note, lead, quote, seal or end."""

    kind: ClassVar = "text"
    text: str
    style: str = "body"


@dataclass(frozen=True)
class Cell:
    """A cell that is more than a text: it spans columns or rows, has a place or a tone (met, missed, watch).

    `small` are the places of the lines that are set smaller, the first line being 0.
    """

    text: str
    across: int = 1
    down: int = 1
    align: str = ""
    tone: str = ""
    is_head: bool = False
    is_tight: bool = False
    small: Sequence[int] = ()


@dataclass(frozen=True)
class Grid:
    """A table with its caption above; the rows of `head` are repeated on every page.

    `widths` are parts of the text's width. A cell that another covers from above is None. With
    `is_whole` no page ends inside it.
    """

    kind: ClassVar = "grid"
    caption: str
    head: Sequence[Sequence[Cell | str | None]]
    rows: Sequence[Sequence[Cell | str | None]]
    widths: Sequence[float]
    align: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture by its name with the caption below and its content in words."""

    name: str
    caption: str
    alt: str
    full: bool = False


@dataclass(frozen=True)
class Figures:
    """Pictures two by two."""

    kind: ClassVar = "figures"
    items: Sequence[Figure]


@dataclass(frozen=True)
class Cover:
    """The first page, without header and footer."""

    kind: ClassVar = "cover"
    company: str
    number: str
    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    foot: Sequence[str]


@dataclass(frozen=True)
class Contents:
    """The table of contents: a field of Word's own, filled in so that it is right before it is updated."""

    kind: ClassVar = "contents"
    title: str


Part = Heading | Text | Grid | Figures | Cover | Contents


@dataclass(frozen=True)
class Manuscript:
    """A whole document; `pictures` are PNG bytes by name, `created` the moment that stands in the file.

    `running` holds number, heading, version, label and the three words around the page numbers;
    `words` the words before the numbers of tables and figures.
    """

    title: str
    subject: str
    author: str
    language: str
    created: str
    fonts: Mapping[str, str]
    running: Mapping[str, str]
    words: Mapping[str, str]
    blocks: Sequence[Part]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def write_word(manuscript: Manuscript, *, bounds: Bounds = WORD_BOUNDS) -> Printed:
    """The same manuscript gives the same bytes. Raises `CannotPrint` with the reason."""
    began = time.monotonic()
    try:
        content = run_child(
            "governance.lib.word_child", json.dumps(_order(manuscript)).encode(), bounds=bounds
        )
    except ChildFailed as failure:
        raise CannotPrint(str(failure)) from failure
    if not content.startswith(b"PK"):
        raise CannotPrint("the child brought no Word file")
    # A Word file has no pages before somebody lays it out.
    return Printed(content, hashlib.sha256(content).hexdigest(), 0, time.monotonic() - began)


def _order(manuscript: Manuscript) -> dict[str, Any]:
    return {
        "title": manuscript.title,
        "subject": manuscript.subject,
        "author": manuscript.author,
        "language": manuscript.language,
        "created": manuscript.created,
        "fonts": dict(manuscript.fonts),
        "running": dict(manuscript.running),
        "words": dict(manuscript.words),
        "blocks": [{"kind": block.kind, **asdict(block)} for block in manuscript.blocks],
        "pictures": {
            name: base64.b64encode(data).decode() for name, data in manuscript.pictures.items()
        },
    }
