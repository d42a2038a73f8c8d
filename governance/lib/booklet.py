"""A long document in parts: each is printed once and kept by the hash of what it says, then all are bound (P6).

Printed whole, 1,280 indicators need 1.3 GB and a minute; in parts the memory stays that of the
largest part, and after a correction only the parts that changed are printed again.
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.fonts import fontconfig_file, missing_characters, named
from governance.lib.keep import kept, kept_all
from governance.lib.pdf import CannotPrint, Printed, alone, text_of_html

# Measured with 16 processes of 80 indicators: 213 MB, 60 s of processor (benchmarks/report_pdf.py);
# the wall time stays below the lease of a job, however busy the machine is.
BOOKLET_BOUNDS = Bounds(address_mb=0, data_mb=600, cpu_seconds=240, wall_seconds=540)
_SHELF = "leaves"
# What changes how a leaf is laid out, beside its own words.
_EDITION = "1"
_ASSET = re.compile(r"asset:[\w-]+")


@dataclass(frozen=True)
class Booklet:
    """A document in parts, each an HTML body of its own, printed under one style.

    `front` comes first and holds `@@page:id@@` where the page of an anchor in any part is to stand and
    links `#id` to it. `folio` is the style of what is drawn over every page, `running` the words it
    is drawn from: number heading version label before between after.
    """

    head: str
    language: str
    front: str
    parts: tuple[str, ...]
    css: str
    folio: str
    running: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)


def print_booklet(booklet: Booklet, *, bounds: Bounds = BOOKLET_BOUNDS) -> Printed:
    """The same booklet gives the same bytes, whether its parts were kept or are printed anew.

    Raises `CannotPrint` with the reason.
    """
    lost = missing_characters(
        text_of_html(booklet.front + "".join(booklet.parts)) + "".join(booklet.running.values())
    )
    if lost:
        raise CannotPrint(f"no font has these characters: {named(lost[:20])}")
    began = time.monotonic()
    leaves = _leaves(booklet)
    with alone():
        known = kept_all(_SHELF, [leaf["key"] for leaf in leaves])
        order = {
            "front": _whole(booklet, booklet.front),
            "folio": {
                "head": booklet.head,
                "css": booklet.folio,
                "language": booklet.language,
                "words": dict(booklet.running),
            },
            "leaves": [
                {"packed": base64.b64encode(known[leaf["key"]]).decode()}
                if leaf["key"] in known
                else leaf
                for leaf in leaves
            ],
        }
        answer = _asked(order, bounds)
    for key, packed in answer.made.items():
        kept(_SHELF, key, packed)
    return Printed(
        content=answer.content,
        sha256=hashlib.sha256(answer.content).hexdigest(),
        pages=answer.pages,
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True)
class _Answer:
    pages: int
    made: dict[str, bytes]
    content: bytes


def _asked(order: dict[str, Any], bounds: Bounds) -> _Answer:
    try:
        answer = run_child(
            "governance.lib.booklet_child",
            json.dumps(order).encode(),
            bounds=bounds,
            env={"FONTCONFIG_FILE": str(fontconfig_file())},
        )
    except ChildFailed as failure:
        raise CannotPrint(str(failure)) from failure
    line, _newline, rest = answer.partition(b"\n")
    head, made, at = json.loads(line), {}, 0
    for key, size in head["made"]:
        made[key] = rest[at : at + size]
        at += size
    if not rest[at:].startswith(b"%PDF-"):
        raise CannotPrint("the child brought no PDF")
    return _Answer(head["pages"], made, rest[at:])


def _leaves(booklet: Booklet) -> list[dict[str, Any]]:
    # Captions are numbered through the document, so a part knows how many came before it.
    tables, figures = _captions(booklet.front)
    leaves = []
    for body in booklet.parts:
        leaf = _whole(booklet, body, counters=(tables, figures))
        leaf["key"] = hashlib.sha256(
            json.dumps([_EDITION, leaf], sort_keys=True).encode()
        ).hexdigest()
        leaves.append(leaf)
        own = _captions(body)
        tables, figures = tables + own[0], figures + own[1]
    return leaves


def _whole(booklet: Booklet, body: str, *, counters: Sequence[int] = (0, 0)) -> dict[str, Any]:
    begin = "body {{ counter-reset: table {} figure {} }}".format(*counters)
    return {
        "html": f'<!DOCTYPE html><html lang="{booklet.language}"><head><meta charset="utf-8">'
        f"<title>-</title></head><body>{body}</body></html>",
        "css": f"{booklet.css}\n{begin}",
        "assets": {
            name: booklet.assets[name] for name in sorted(set(_ASSET.findall(body + booklet.css)))
        },
    }


def _captions(body: str) -> tuple[int, int]:
    return body.count("<caption"), body.count("<figcaption")
