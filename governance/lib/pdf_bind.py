"""Leaves bound into one PDF: pages, tags, outline, page numbers over them; the same leaves give the same bytes."""

import hashlib
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.lib.pdf_leaf import Leaf

# Strings are left as they are; outside of them stand references and the binder's tokens.
_TOKEN = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]{4,}>|(\d+) 0 R|@(PAGES|TREE|FOLIOS|CONTENTS\d+|KEY\d+|DEST [\w.-]+)@",
    re.DOTALL,
)
_IN_A_STREAM = 4000


@dataclass
class _Book:
    """The objects of the bound document in their order; numbers begin with 1."""

    rows: list[tuple[bytes, bytes | None] | None] = field(default_factory=list)

    def take(self) -> int:
        """A number whose object follows later."""
        self.rows.append(None)
        return len(self.rows)

    def put(self, number: int, words: bytes, stream: bytes | None = None) -> None:
        self.rows[number - 1] = (words, stream)

    def add(self, words: bytes, stream: bytes | None = None) -> int:
        number = self.take()
        self.put(number, words, stream)
        return number


@dataclass
class _Placed:
    """A leaf with where its objects, pages and keys begin in the book."""

    leaf: Leaf
    numbers: dict[int, int]
    keys: int
    pages: list[int]


def bind(leaves: Sequence[Leaf], folios: Leaf) -> bytes:
    """One tagged document of all leaves in order, each page under its folio.

    The first leaf gives the document its language and its metadata. `folios` has a page for every page.
    """
    book = _Book()
    catalog, pages, tree, parents, root = (book.take() for _ in range(5))
    drawn = _folios(book, folios)
    opening, closing = _stream(book, b"q"), _stream(book, b"Q")
    placed = _place(book, leaves)
    every_page = [number for each in placed for number in each.pages]
    places = {
        name: (each.pages[page], left, top)
        for each in placed
        for name, (page, left, top) in each.leaf.anchors.items()
    }
    first = 0
    for each in placed:
        own = drawn[first : first + len(each.pages)]
        first += len(each.pages)
        words = _Words(each, own, (opening, closing), places, pages, root)
        _write(book, each, words)
    _tree(book, placed, tree, parents, root)
    book.put(
        pages,
        b"<</Type /Pages/Kids [%s]/Count %d>>" % (_references(every_page), len(every_page)),
    )
    _catalog(book, placed, catalog, pages, tree, _outline(book, placed))
    info = book.add(_renumbered(placed[0].leaf.info.encode("latin-1"), placed[0].numbers))
    return _written(book, catalog, info)


class _Words:
    """What the tokens of a leaf stand for."""

    def __init__(
        self,
        placed: _Placed,
        folios: list[int],
        frame: tuple[int, int],
        places: dict[str, tuple[int, float, float]],
        *numbers: int,
    ) -> None:
        self.placed, self.folios, self.frame, self.places = placed, folios, frame, places
        self.pages, self.root = numbers
        self.shows: list[int] = []

    def said(self, token: bytes) -> bytes:
        if token == b"PAGES":
            return b"%d 0 R" % self.pages
        if token == b"TREE":
            return b"%d 0 R" % self.root
        if token == b"FOLIOS":
            return b"".join(b"/Folio%d %d 0 R" % (at, row) for at, row in enumerate(self.folios))
        if token.startswith(b"KEY"):
            return b"%d" % (int(token[3:]) + self.placed.keys)
        if token.startswith(b"CONTENTS"):
            return self._contents(int(token[8:]))
        return self._destination(token[5:].decode())

    def _contents(self, at: int) -> bytes:
        own = self.placed.numbers[self.placed.leaf.contents[at]]
        return b"[%s]" % _references([self.frame[0], own, self.frame[1], self.shows[at]])

    def _destination(self, name: str) -> bytes:
        page, left, top = self.places.get(name) or (self.placed.pages[0], 0.0, 0.0)
        return b"[%d 0 R /XYZ %.2f %.2f 0]" % (page, left, top)


def _place(book: _Book, leaves: Sequence[Leaf]) -> list[_Placed]:
    placed, keys = [], 0
    for leaf in leaves:
        numbers = {number: book.take() for number, _words, _data in leaf.objects}
        placed.append(_Placed(leaf, numbers, keys, [numbers[number] for number in leaf.pages]))
        keys += leaf.keys
    return placed


def _write(book: _Book, placed: _Placed, words: _Words) -> None:
    words.shows = [
        _stream(book, b"/Artifact BMC q /Folio%d Do Q EMC" % at) for at in range(len(placed.pages))
    ]
    for number, dictionary, stream in placed.leaf.objects:
        book.put(
            placed.numbers[number], _renumbered(dictionary, placed.numbers, words.said), stream
        )


def _renumbered(
    words: bytes, numbers: dict[int, int], said: Callable[[bytes], bytes] | None = None
) -> bytes:
    def other(match: re.Match[bytes]) -> bytes:
        if match[1] is not None:
            return b"%d 0 R" % numbers[int(match[1])]
        if match[2] is not None and said is not None:
            return said(match[2])
        return match[0]

    return _TOKEN.sub(other, words)


def _folios(book: _Book, folios: Leaf) -> list[int]:
    # Each page of the folios becomes a drawing that the page beneath calls by name.
    numbers = {number: book.take() for number, _words, _data in folios.objects}
    shape = b"/Type /XObject/Subtype /Form/BBox [0 0 %.3f %.3f]/Resources %d 0 R" % (
        folios.width,
        folios.height,
        numbers[folios.resources],
    )
    sheets, streams = set(folios.pages), set(folios.contents)
    for number, words, stream in folios.objects:
        if number in sheets:
            book.put(numbers[number], b"null")
            continue
        done = _renumbered(words, numbers, lambda _token: b"")
        if number in streams:
            done = done.removesuffix(b">>") + shape + b">>"
        book.put(numbers[number], done, stream)
    return [numbers[number] for number in folios.contents]


def _tree(book: _Book, placed: Sequence[_Placed], tree: int, parents: int, root: int) -> None:
    parts = [each.numbers[each.leaf.root] for each in placed]
    nums = b" ".join(
        b"%d %s" % (key + each.keys, _renumbered(value.encode("latin-1"), each.numbers))
        for each in placed
        for key, value in each.leaf.nums
    )
    book.put(parents, b"<</Nums [%s]>>" % nums)
    book.put(
        root, b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (tree, _references(parts))
    )
    book.put(tree, b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]>>" % (parents, root))


def _outline(book: _Book, placed: Sequence[_Placed]) -> int:
    rows = [(each, line) for each in placed for line in each.leaf.outline]
    if not rows:
        return 0
    top = book.take()
    first, last, count = _lines(book, rows, top)
    book.put(top, b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count))
    return top


def _lines(book: _Book, rows: Sequence[tuple[_Placed, Any]], parent: int) -> tuple[int, int, int]:
    numbers = [book.take() for _ in rows]
    total = len(rows)
    for at, (each, (title, (page, left, top), children, _state)) in enumerate(rows):
        # A leaf's outline is measured from the bottom already.
        words = b"/Title <%s>/Parent %d 0 R/Dest [%d 0 R /XYZ %.2f %.2f 0]" % (
            (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode(),
            parent,
            each.pages[page],
            left,
            top,
        )
        if at:
            words += b"/Prev %d 0 R" % numbers[at - 1]
        if at + 1 < len(numbers):
            words += b"/Next %d 0 R" % numbers[at + 1]
        if children:
            first, last, count = _lines(book, [(each, child) for child in children], numbers[at])
            words += b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, count)
            total += count
        book.put(numbers[at], b"<<" + words + b">>")
    return numbers[0], numbers[-1], total


def _catalog(
    book: _Book, placed: Sequence[_Placed], catalog: int, pages: int, tree: int, outline: int
) -> None:
    own = placed[0]
    words = b"".join(
        b"/%s %s" % (key.encode(), _renumbered(value.encode("latin-1"), own.numbers))
        for key, value in own.leaf.catalog.items()
    )
    if outline:
        words += b"/Outlines %d 0 R" % outline
    book.put(
        catalog,
        b"<</Type /Catalog/Pages %d 0 R/StructTreeRoot %d 0 R%s>>" % (pages, tree, words),
    )


def _written(book: _Book, catalog: int, info: int) -> bytes:
    parts, position = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"], 0
    position = len(parts[0])
    entries: dict[int, tuple[int, int, int]] = {}
    plain = [at for at, row in enumerate(book.rows, 1) if row is not None and row[1] is None]
    packs = [plain[at : at + _IN_A_STREAM] for at in range(0, len(plain), _IN_A_STREAM)]
    streams = [(at, row) for at, row in enumerate(book.rows, 1) if row and row[1] is not None]
    last = len(book.rows)
    for pack in packs:
        last += 1
        entries |= {number: (2, last, place) for place, number in enumerate(pack)}
        streams.append((last, _packed(book, pack)))
    for number, (words, stream) in streams:
        entries[number] = (1, position, 0)
        data = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, words, stream)
        parts.append(data)
        position += len(data)
    identity = hashlib.sha256()
    for part in parts:
        identity.update(part)
    parts.append(_directory(entries, last + 1, position, (catalog, info), identity.digest()[:16]))
    return b"".join(parts)


def _packed(book: _Book, pack: Sequence[int]) -> tuple[bytes, bytes]:
    texts, index, at = [], [], 0
    for number in pack:
        row = book.rows[number - 1]
        words = row[0] if row else b"null"
        index.append(b"%d %d" % (number, at))
        texts.append(words)
        at += len(words) + 1
    head = b" ".join(index) + b"\n"
    data = zlib.compress(head + b"\n".join(texts), 6)
    words = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
    return words % (len(pack), len(head), len(data)), data


def _directory(
    entries: dict[int, tuple[int, int, int]],
    number: int,
    position: int,
    ends: tuple[int, int],
    identity: bytes,
) -> bytes:
    entries[number] = (1, position, 0)
    rows = bytearray(b"\x00\x00\x00\x00\x00\xff\xff")
    for at in range(1, number + 1):
        kind, second, third = entries.get(at, (0, 0, 0))
        rows += kind.to_bytes(1, "big") + second.to_bytes(4, "big") + third.to_bytes(2, "big")
    data = zlib.compress(bytes(rows), 6)
    name = identity.hex().encode()
    words = (
        b"<</Type /XRef/Index [0 %d]/W [1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]"
        b"/Filter /FlateDecode/Length %d>>"
    ) % (number + 1, number + 1, *ends, name, name, len(data))
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        number,
        words,
        data,
        position,
    )


def _stream(book: _Book, data: bytes) -> int:
    return book.add(b"<</Length %d>>" % len(data), data)


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
