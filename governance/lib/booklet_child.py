"""The child that prints a booklet: lays out the parts that are not there yet, one after the other, and binds all."""

import base64
import gc
import html
import json
import re
import sys
from typing import Any

from governance.lib.confined import answering, confine
from governance.lib.pdf_bind import bind
from governance.lib.pdf_child import laid_out
from governance.lib.pdf_leaf import ELSEWHERE, Leaf, leaf_of, unpack_leaf

_PAGE = re.compile(r"@@page:([\w.-]+)@@")
# The first guess of how many pages stand before the first part.
_USUAL_FRONT = 3


def print_booklet(order: dict[str, Any]) -> tuple[bytes, int, list[tuple[str, bytes]]]:
    """The document, its pages, and the parts that were printed for it."""
    made: list[tuple[str, bytes]] = []
    parts = []
    for leaf in order["leaves"]:
        packed = base64.b64decode(leaf["packed"]) if "packed" in leaf else _printed(leaf, made)
        parts.append(unpack_leaf(packed))
        # A laid-out part is a large net of objects that knows itself: it goes before the next comes.
        gc.collect()
    front = _front(order, parts)
    leaves = [front, *parts]
    pages = sum(len(leaf.pages) for leaf in leaves)
    return bind(leaves, _folios(order["folio"], pages)), pages, made


def _printed(leaf: dict[str, Any], made: list[tuple[str, bytes]]) -> bytes:
    packed = leaf_of(laid_out(leaf["html"], leaf["css"], leaf["assets"])).pack()
    made.append((leaf["key"], packed))
    return packed


def _front(order: dict[str, Any], parts: list[Leaf]) -> Leaf:
    # The pages before the parts are counted by laying them out; a second time where the guess was wrong.
    guess = _USUAL_FRONT
    for _try in range(3):
        leaf = _front_with(order, parts, before=guess)
        if len(leaf.pages) == guess:
            return leaf
        guess = len(leaf.pages)
    return leaf


def _front_with(order: dict[str, Any], parts: list[Leaf], *, before: int) -> Leaf:
    pages: dict[str, int] = {}
    first = before
    for part in parts:
        pages |= {name: first + page + 1 for name, (page, _left, _top) in part.anchors.items()}
        first += len(part.pages)
    front = order["front"]
    body = _PAGE.sub(lambda found: str(pages.get(found[1], "")), front["html"])
    body = body.replace('href="#', f'href="{ELSEWHERE}')
    body = body.replace("<title>-</title>", order["folio"]["head"])
    return leaf_of(laid_out(body, front["css"], front["assets"]))


def _folios(folio: dict[str, Any], pages: int) -> Leaf:
    words = "".join(f' data-{name}="{html.escape(word)}"' for name, word in folio["words"].items())
    body = f'<div class="sheet-of-paper"{words}></div>'
    body += '<div class="sheet-of-paper"></div>' * (pages - 1)
    page = f'<!DOCTYPE html><html lang="{folio["language"]}"><body>{body}</body></html>'
    return leaf_of(laid_out(page, folio["css"], {}), tagged=False)


def main() -> None:
    confine()
    with answering():
        content, pages, made = print_booklet(json.loads(sys.stdin.buffer.read()))
        head = {"pages": pages, "made": [(key, len(packed)) for key, packed in made]}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
        for _key, packed in made:
            sys.stdout.buffer.write(packed)
        sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
