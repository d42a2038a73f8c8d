"""Whether bytes are of the kind a name claims: each kind read by its own grammar, nothing decoded or run (U3, U6–U8, U15, U16).

Every check raises `ValueError` with a phrase that fits after "not a sound … file:", and returns
whether the file holds active content (scripts, macros, launch actions), which is then marked.
"""

import codecs
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

MOST_PIXELS = 60_000_000
MOST_SIDE = 20_000
MOST_UNPACKED = 100 << 20
MOST_ENTRIES = 200
MOST_OFFICE_ENTRIES = 5_000
CHUNK = 1 << 16
PNG = b"\x89PNG\r\n\x1a\n"
_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_IN_ZIP = frozenset(["pdf", "docx", "xlsx", "pptx", "png", "jpg", "jpeg", "txt", "csv", "md"])
_IN_OFFICE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA)\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def check_pdf(path: Path) -> bool:
    """A PDF opens with its mark, has a catalogue with pages, and needs no password.

    Active content is marked where the bytes or the catalogue name it; inside a packed object
    stream it is not looked for, which is why every file is only ever handed out as a download.
    """
    # Slow to import, and only here.
    from pypdf import PdfReader  # noqa: PLC0415 -- half a second of every start otherwise
    from pypdf.errors import PyPdfError  # noqa: PLC0415 -- comes with it

    data = path.read_bytes()
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise ValueError(_("its beginning or its end is missing"))
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError(_("it is protected by a password"))
        if not len(reader.pages):
            raise ValueError(_("it has no page"))
        root = reader.root_object
        told = repr([root, root.get("/Names") and root["/Names"].get_object()]).encode()
    except (PyPdfError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(_("it cannot be read")) from error
    return bool(_ACTIVE_PDF.search(data) or _ACTIVE_PDF.search(told))


def check_png(path: Path) -> bool:
    """A PNG is its mark and whole chunks with right sums, from IHDR to IEND and nothing after."""
    data = path.read_bytes()
    if not data.startswith(PNG):
        raise ValueError(_("it does not begin like one"))
    place, name = len(PNG), b""
    while place < len(data) and name != b"IEND":
        head = data[place : place + 8]
        if len(head) < 8:  # noqa: PLR2004 -- length and name of a chunk
            raise ValueError(_("it ends too early"))
        size, name = struct.unpack(">I4s", head)
        body = data[place + 8 : place + 8 + size]
        sum_ = data[place + 8 + size : place + 12 + size]
        if len(sum_) < 4 or zlib.crc32(name + body) != struct.unpack(">I", sum_)[0]:  # noqa: PLR2004 -- four bytes of sum
            raise ValueError(_("it is damaged"))
        if place == len(PNG):
            if name != b"IHDR" or size != 13:  # noqa: PLR2004 -- the fixed size of IHDR
                raise ValueError(_("it does not begin like one"))
            _check_pixels(*struct.unpack(">II", body[:8]))
        place += 12 + size
    if name != b"IEND" or place != len(data):
        raise ValueError(_("it ends too early, or something follows its end"))
    return False


def check_jpg(path: Path) -> bool:
    """A JPEG is a row of segments with one frame, from SOI to EOI and nothing after."""
    data = path.read_bytes()
    if not data.startswith(b"\xff\xd8\xff") or not data.endswith(b"\xff\xd9"):
        raise ValueError(_("its beginning or its end is missing"))
    place, has_frame = 2, False
    while place + 4 <= len(data):
        if data[place] != 0xFF:  # noqa: PLR2004 -- every marker begins so
            raise ValueError(_("it is damaged"))
        marker = data[place + 1]
        size = struct.unpack(">H", data[place + 2 : place + 4])[0]
        if marker == 0xDA:  # noqa: PLR2004 -- start of scan: from here on compressed data
            break
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 -- frames
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            _check_pixels(width, height)
            has_frame = True
        place += 2 + size
    if not has_frame:
        raise ValueError(_("it holds no picture"))
    return False


def _check_pixels(width: int, height: int) -> None:
    if not width or not height or max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise ValueError(
            _("it measures %(width)s × %(height)s pixels") % {"width": width, "height": height}
        )


def check_text(path: Path) -> bool:
    """Text is UTF-8, UTF-16 with its mark, or GB18030, without control characters; it is never interpreted."""
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return False
    raise ValueError(_("it is not plain text"))


def check_zip(path: Path) -> bool:
    """At most 200 entries of the kinds that are taken alone, 100 MB unpacked, one level deep."""
    with _opened(path) as archive:
        infos = archive.infolist()
        _check_entries(infos, MOST_ENTRIES)
        for info in infos:
            if not info.is_dir() and _suffix(info) not in _IN_ZIP:
                raise ValueError(_("it holds a file of another kind: %(name)s") % _told(info))
        _check_contents(archive, infos, nested=True)
    return False


def check_office(path: Path, kind: str) -> bool:
    """An Office file is a zip with its content types and its main part; macros and remote templates are marked."""
    with _opened(path) as archive:
        infos = archive.infolist()
        _check_entries(infos, MOST_OFFICE_ENTRIES)
        names = {info.filename for info in infos}
        if not {"[Content_Types].xml", _PARTS[kind]} <= names:
            raise ValueError(_("its main part is missing"))
        _check_contents(archive, infos, nested=False)
        for name in ("[Content_Types].xml", _PARTS[kind]):
            _parse(archive.read(name))
        is_macro = any(name.casefold().endswith(("vbaproject.bin", ".exe")) for name in names)
        return is_macro or any(
            b"TargetMode" in archive.read(name) and b"attachedTemplate" in archive.read(name)
            for name in names
            if name.endswith(".rels")
        )


def _parse(data: bytes) -> None:
    try:
        defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except (defusedxml.ElementTree.ParseError, DefusedXmlException) as error:
        raise ValueError(_("a part of it cannot be read")) from error


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ValueError(_("it cannot be opened")) from error


def _check_entries(infos: list[zipfile.ZipInfo], most: int) -> None:
    if not infos or len(infos) > most:
        raise ValueError(_("it holds %(count)s entries") % {"count": len(infos)})
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise ValueError(_("unpacked it is larger than %(most)s MB") % {"most": 100})
    for info in infos:
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":"):
            raise ValueError(_("an entry points outside: %(name)s") % _told(info))
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ValueError(_("an entry is a link: %(name)s") % _told(info))
        if info.flag_bits & 0x1:
            raise ValueError(_("it is protected by a password"))


def _check_contents(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], *, nested: bool
) -> None:
    """What it really unpacks to, never what it says; nothing is written anywhere."""
    total = 0
    for info in infos:
        if info.compress_type not in _IN_OFFICE:
            raise ValueError(_("an entry is packed in an unusual way: %(name)s") % _told(info))
        try:
            with archive.open(info) as entry:
                head = entry.read(CHUNK)
                total += len(head)
                if nested and head.startswith(b"PK") and _suffix(info) not in _PARTS:
                    raise ValueError(_("an archive lies inside it: %(name)s") % _told(info))
                while chunk := entry.read(CHUNK):
                    total += len(chunk)
                    if total > MOST_UNPACKED:
                        raise ValueError(
                            _("unpacked it is larger than %(most)s MB") % {"most": 100}
                        )
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise ValueError(_("an entry is damaged: %(name)s") % _told(info)) from error


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename.replace("\\", "/")).suffix.lstrip(".").casefold()


def _told(info: zipfile.ZipInfo) -> dict[str, str]:
    return {"name": info.filename[:60]}


def _office(kind: str) -> Callable[[Path], bool]:
    return lambda path: check_office(path, kind)


CHECKS: dict[str, Callable[[Path], bool]] = {
    "pdf": check_pdf,
    "docx": _office("docx"),
    "xlsx": _office("xlsx"),
    "pptx": _office("pptx"),
    "png": check_png,
    "jpg": check_jpg,
    "txt": check_text,
    "csv": check_text,
    "md": check_text,
    "zip": check_zip,
}
