"""One part of a document as PDF objects that any document can take in: printed once, bound as often as wanted."""

import json
import re
import struct
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any

# A link to a place in another part: the binder knows where it is.
ELSEWHERE = "https://elsewhere.invalid/#"
_PARENT, _TREE, _FOLIOS = b"@PAGES@", b"@TREE@", b"@FOLIOS@"


@dataclass
class Leaf:
    """The objects of a part with the few facts a binder needs.

    `objects` holds (number, dictionary, stream or None); references are the part's own numbers and the
    tokens above stand where the bound document's objects are named. `anchors` lead to (page, left, top).
    """

    pages: list[int]
    contents: list[int]
    resources: int
    root: int
    keys: int
    nums: list[tuple[int, str]]
    anchors: dict[str, tuple[int, float, float]]
    outline: list[Any]
    width: float
    height: float
    catalog: dict[str, str] = field(default_factory=dict)
    info: str = ""
    objects: list[tuple[int, bytes, bytes | None]] = field(default_factory=list)

    def pack(self) -> bytes:
        """The leaf as bytes; the same leaf gives the same bytes."""
        facts = asdict(self)
        rows = facts.pop("objects")
        facts["sizes"] = [
            (number, len(words), -1 if stream is None else len(stream))
            for number, words, stream in rows
        ]
        head = json.dumps(facts, sort_keys=True).encode()
        body = b"".join(words + (stream or b"") for _number, words, stream in rows)
        return zlib.compress(struct.pack(">I", len(head)) + head + body, 6)


def unpack_leaf(packed: bytes) -> Leaf:
    """The leaf again."""
    data = zlib.decompress(packed)
    (length,) = struct.unpack(">I", data[:4])
    facts, at = json.loads(data[4 : 4 + length]), 4 + length
    objects: list[tuple[int, bytes, bytes | None]] = []
    for number, words, stream in facts.pop("sizes"):
        middle = at + words
        end = middle + max(stream, 0)
        objects.append((number, data[at:middle], data[middle:end] if stream >= 0 else None))
        at = end
    return Leaf(objects=objects, **facts)


def leaf_of(document: Any, *, tagged: bool = True) -> Leaf:
    """A laid-out WeasyPrint document as a leaf; untagged ones are drawn over pages as their folios."""
    caught: list[Leaf] = []

    def finisher(document: Any, pdf: Any) -> None:
        caught.append(_gathered(document, pdf, tagged=tagged))
        # Nothing is left to be written a second time.
        del pdf.objects[3:]

    variant = {"pdf_variant": "pdf/ua-1", "pdf_tags": True} if tagged else {}
    document.write_pdf(finisher=finisher, **variant)
    return caught[0]


def _gathered(document: Any, pdf: Any, *, tagged: bool) -> Leaf:
    pages = pdf.pages["Kids"][::3]
    by_number = pdf.objects
    page_rows = [by_number[number] for number in pages]
    resources = _number(page_rows[0]["Resources"])
    contents = [_number(row["Contents"]) for row in page_rows]
    for place, row in enumerate(page_rows):
        row["Parent"] = _PARENT
        row["Contents"] = b"@CONTENTS%d@" % place
        if tagged:
            row["StructParents"] = b"@KEY%d@" % place
    width, height = float(page_rows[0]["MediaBox"][2]), float(page_rows[0]["MediaBox"][3])
    by_number[resources].setdefault("XObject", {})
    root, nums, keys = _tree(pdf) if tagged else (0, [], 0)
    _send_elsewhere(by_number)
    return Leaf(
        pages=list(pages),
        contents=contents,
        resources=resources,
        root=root,
        keys=keys,
        nums=nums,
        anchors=_anchors(document, height),
        outline=document.make_bookmark_tree(0.75, transform_pages=True),
        width=width,
        height=height,
        catalog={
            key: _text(pdf.catalog[key])
            for key in ("Lang", "Metadata", "ViewerPreferences", "MarkInfo")
            if key in pdf.catalog
        },
        info=_text(pdf.info),
        objects=_rows(pdf, resources, skip={0, 1, 2}),
    )


def _rows(pdf: Any, resources: int, skip: set[int]) -> list[tuple[int, bytes, bytes | None]]:
    rows: list[tuple[int, bytes, bytes | None]] = []
    tree = _number(pdf.catalog.get("StructTreeRoot", b"0 0 R"))
    dropped = skip | {tree, _number(pdf.catalog.get("Outlines", b"0 0 R"))}
    if tree:
        dropped.add(_number(pdf.objects[tree]["ParentTree"]))
    for item in pdf.objects:
        if item.number in dropped or (isinstance(item, dict) and {"Title", "Dest"} <= item.keys()):
            continue
        if item.compressible:
            data = item.data
            if item.number == resources:
                data = _with_folios(item)
            rows.append((item.number, data, None))
        else:
            head, _word, rest = item.data.partition(b"\nstream\n")
            rows.append((item.number, head, rest.removesuffix(b"\nendstream")))
    return rows


def _with_folios(resources: Any) -> bytes:
    # The drawings of the page numbers join the pictures of the page.
    pictures = b"".join(
        b"/" + key.encode() + b" " + _bytes(value) for key, value in resources["XObject"].items()
    )
    rest = {key: value for key, value in resources.items() if key != "XObject"}
    words = b"".join(b"/" + key.encode() + b" " + _bytes(value) for key, value in rest.items())
    return b"<<" + words + b"/XObject <<" + pictures + b" " + _FOLIOS + b">>>>"


def _tree(pdf: Any) -> tuple[int, list[tuple[int, str]], int]:
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    document = pdf.objects[_number(root["K"][0])]
    document["S"], document["P"] = "/Part", _TREE
    pairs = pdf.objects[_number(root["ParentTree"])]["Nums"]
    nums = [(int(key), _text(value)) for key, value in zip(pairs[::2], pairs[1::2], strict=True)]
    for item in pdf.objects:
        if isinstance(item, dict) and isinstance(item.get("StructParent"), int):
            item["StructParent"] = b"@KEY%d@" % item["StructParent"]
    return document.number, nums, max((key for key, _value in nums), default=-1) + 1


def _send_elsewhere(objects: Any) -> None:
    for item in objects:
        action = item.get("A") if isinstance(item, dict) else None
        if not isinstance(action, dict) or action.get("S") != "/URI":
            continue
        address = str(action["URI"].string)
        if address.startswith(ELSEWHERE):
            del item["A"]
            name = re.sub(r"[^\w.-]", "", address.removeprefix(ELSEWHERE), flags=re.ASCII)
            item["Contents"] = b"(" + name.encode() + b")"
            item["Dest"] = b"@DEST " + name.encode() + b"@"


def _anchors(document: Any, height: float) -> dict[str, tuple[int, float, float]]:
    found: dict[str, tuple[int, float, float]] = {}
    for place, page in enumerate(document.pages):
        for name, box in page.anchors.items():
            # What goes on over several pages is where it begins.
            found.setdefault(name, (place, 0.75 * box[0], height - 0.75 * box[1]))
    return found


def _number(reference: Any) -> int:
    return int(_bytes(reference).split(b" ")[0])


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.data if hasattr(value, "data") else str(value).encode("ascii")


def _text(value: Any) -> str:
    return _bytes(value).decode("latin-1")
