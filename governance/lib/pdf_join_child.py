"""The child that binds two PDF files into one: nothing of the second runs when the document is opened."""

import base64
import io
import json
import sys

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from governance.lib.confined import answering, confine

# What would start by itself, or ask for something: it stays in the file as it was handed in.
_ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Names")


def joined(front: bytes, rest: bytes) -> tuple[bytes, int]:
    """The first file with the pages of the second behind it."""
    first = PdfReader(io.BytesIO(front))
    writer = PdfWriter(clone_from=first)
    writer.append(PdfReader(io.BytesIO(rest)), import_outline=False)
    for page in writer.pages:
        if "/AA" in page:
            del page[NameObject("/AA")]
    for name in _ACTIVE:
        if name in writer.root_object:
            del writer.root_object[NameObject(name)]
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue(), len(writer.pages)


def main() -> None:
    confine()
    with answering():
        order = json.loads(sys.stdin.buffer.read())
        content, pages = joined(*(base64.b64decode(order[name]) for name in ("front", "rest")))
        sys.stdout.buffer.write(json.dumps({"pages": pages}).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
