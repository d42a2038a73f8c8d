"""The child that writes a Word file out of its order on stdin; only this and `word_parts` know python-docx."""

import io
import json
import sys
import zipfile
from typing import Any

from governance.lib.confined import answering, confine
from governance.lib.word_frame import begun, finished
from governance.lib.word_parts import Writer

# The oldest moment a zip file can hold: the same content gives the same bytes whenever it is made.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def write_order(order: dict[str, Any]) -> bytes:
    """The file of an order; the same order gives the same bytes."""
    document = begun(order)
    writer = Writer(document, order)
    for block in order["blocks"]:
        writer.write(block)
    finished(document, order)
    raw = io.BytesIO()
    document.save(raw)
    return _timeless(raw)


def _timeless(raw: io.BytesIO) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, given.read(name))
    return out.getvalue()


def main() -> None:
    confine()
    with answering():
        answer = write_order(json.loads(sys.stdin.buffer.read()))
        sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
