"""Zip files and workbooks whose bytes depend on their content alone: no clock, no order of arrival."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from typing import BinaryIO

# The earliest moment a zip can hold; whoever wants a date finds it in the content.
MOMENT = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
LONGEST = 90
_ODD = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|\s]+")
_STAMPS = re.compile(
    rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:(?:created|modified)>)"
)
_LONG_AGO = rb"\g<1>1980-01-01T00:00:00Z\g<3>"


def write_steady_zip(stream: BinaryIO, entries: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
    """Entries go into the zip in the order given, each under the same date and rights.

    Their bytes are asked for one after the other, so that only one lies in memory.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in entries:
            archive.writestr(_info(name), content(), compresslevel=6)


def steady_workbook(content: bytes) -> bytes:
    """A workbook without the moment it was written at: equal tables give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = [(name, source.read(name)) for name in source.namelist()]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            if name == "docProps/core.xml":
                part = _STAMPS.sub(_LONG_AGO, part)  # noqa: PLW2901 -- the one part that knows the clock
            archive.writestr(_info(name), part)
    return stream.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    # A zip says which system wrote it; the same on every one.
    info.create_system = 3
    info.external_attr = _READABLE
    return info


def plain_name(text: str) -> str:
    """A name that every file system takes: no separators, no control characters, not endless.

    >>> plain_name("YN/RPT: 2026*01")
    'YN_RPT_2026_01'
    """
    return _ODD.sub("_", text).strip("._ ")[:LONGEST] or "file"
