"""XLSX files behind a check of the zip: nothing is unpacked before its true size is known (X2–X9)."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import python_calamine
from django.utils.translation import gettext as _

from governance.lib.workflow import Refused

MOST_ENTRIES = 500
MOST_RATIO = 100
RATIO_FROM = 100 << 10
CHUNK = 1 << 18
# A repeated cell pattern makes sheets of tickets compress well; beyond this it is a bomb.
_OVERLAP = 2048
_PERCENT_FORMATS = {b"9", b"10"}  # 0% and 0.00%, built in
_LOCAL_HEADER = struct.Struct("<26xHH")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*\bt="e"')
_UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


class FileRefused(Refused):
    """The file cannot be read; the sentence names what is wrong and where."""

    code = "file_refused"


@dataclass(frozen=True)
class Room:
    """What the parts of a workbook may unpack to, and whether a broken cell refuses the whole file.

    Where a reader lists every bad cell itself, `broken_cells` lets them pass the check.
    """

    entry: int = 400 << 20
    total: int = 600 << 20
    broken_cells: bool = False


EXPORT = Room()


@contextmanager
def open_workbook(
    path: Path, sheet: str = "", *, room: Room = EXPORT
) -> Iterator[Iterator[tuple[int, Sequence[Any]]]]:
    """The named sheet, or else the first visible one, is read row by row after the file passed the check."""
    check_workbook(path, room)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except (
        Exception
    ) as error:  # the reader raises many kinds for one thing: a file that is no workbook
        raise FileRefused(
            _("The file cannot be opened as a workbook; is it protected by a password?")
        ) from error
    try:
        yield _rows(_sheet(book, sheet))
    finally:
        book.close()


def check_workbook(path: Path, room: Room = EXPORT) -> None:
    """A workbook is a zip of modest entries with plain names; bombs, lies about sizes and entities are refused."""
    with path.open("rb") as raw:
        try:
            archive = zipfile.ZipFile(raw)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise FileRefused(
                _(
                    "This is not an XLSX workbook (an old .xls or a protected file has to be saved as .xlsx first)."
                )
            ) from error
        with archive:
            _check_entries(archive.infolist(), room)
            for info in archive.infolist():
                _check_content(raw, info, broken_cells=room.broken_cells)


def percent_cell(path: Path) -> str:
    """The first cell with a number shown as a percentage, which a fast reader would take for a hundredth; "" if none."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
        marks = _percent_styles(styles)
        if not marks:
            return ""
        looked_for = re.compile(
            rb'<c r="([A-Z]+[0-9]+)" s="(?:%s)"(?: t="n")?>\s*<v>' % b"|".join(marks)
        )
        for name in names:
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as part:
                rest = b""
                while chunk := part.read(CHUNK):
                    found = looked_for.search(rest + chunk)
                    if found:
                        return found[1].decode()
                    rest = chunk[-_OVERLAP:]
    return ""


def _percent_styles(styles: bytes) -> list[bytes]:
    """The numbers of the cell styles that show a percentage."""
    custom = {
        number
        for number, code in re.findall(
            rb'<numFmt [^>]*?numFmtId="(\d+)" formatCode="([^"]*)"', styles
        )
        if b"%" in code
    }
    _before, _tag, after = styles.partition(b"<cellXfs")
    formats = re.findall(rb'<xf [^>]*?numFmtId="(\d+)"', after.partition(b"</cellXfs>")[0])
    return [
        str(place).encode()
        for place, number in enumerate(formats)
        if number in custom | _PERCENT_FORMATS
    ]


def _check_entries(entries: list[zipfile.ZipInfo], room: Room) -> None:
    names = [info.filename for info in entries]
    if len(entries) > MOST_ENTRIES or sum(info.file_size for info in entries) > room.total:
        raise FileRefused(_("The workbook is too large or has too many parts."))
    if len(set(names)) != len(names) or any(_is_odd(info) for info in entries):
        raise FileRefused(_("The workbook has parts with doubtful names."))
    if "[Content_Types].xml" not in names or not any(
        name.startswith("xl/worksheets/") for name in names
    ):
        raise FileRefused(
            _(
                "This is not an XLSX workbook (an old .xls or a protected file has to be saved as .xlsx first)."
            )
        )
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise FileRefused(_("The workbook contains macros; please save it as .xlsx without them."))
    for info in entries:
        if info.file_size > room.entry or (
            info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1)
        ):
            raise FileRefused(_("A part of the workbook unpacks to a size that no export has."))


def _is_odd(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return (
        "\\" in info.orig_filename
        or path.is_absolute()
        or ".." in path.parts
        or ":" in info.filename
        or stat.S_ISLNK(info.external_attr >> 16)
    )


def _check_content(raw: BinaryIO, info: zipfile.ZipInfo, *, broken_cells: bool) -> None:
    """Every part is unpacked once, thrown away, and compared with the size it claims."""
    is_sheet = info.filename.startswith("xl/worksheets/")
    is_xml = info.filename.endswith((".xml", ".rels"))
    size, rest = 0, b""
    for chunk in _inflated(raw, info):
        size += len(chunk)
        if size > info.file_size:
            raise FileRefused(_("A part of the workbook is larger than it claims."))
        window = rest + chunk
        if is_xml and _DOCTYPE.search(window):
            raise FileRefused(_("The workbook declares XML entities, which no export does."))
        if is_sheet and not broken_cells:
            _refuse_broken_cells(window)
        rest = window[-_OVERLAP:]
    if size != info.file_size:
        raise FileRefused(_("A part of the workbook is smaller than it claims."))


def _inflated(raw: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The true bytes of a part, in chunks; the library's own reader would stop at the claimed size."""
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & 1:
        raise FileRefused(
            _("The file cannot be opened as a workbook; is it protected by a password?")
        )
    raw.seek(info.header_offset)
    try:
        name_length, extra_length = _LOCAL_HEADER.unpack(raw.read(_LOCAL_HEADER.size))
        raw.seek(name_length + extra_length, 1)
        left = info.compress_size
        inflater = (
            zlib.decompressobj(-zlib.MAX_WBITS)
            if info.compress_type == zipfile.ZIP_DEFLATED
            else None
        )
        while left > 0 and (data := raw.read(min(CHUNK, left))):
            left -= len(data)
            while data:
                yield inflater.decompress(data, CHUNK) if inflater else data
                data = inflater.unconsumed_tail if inflater else b""
        if inflater:
            yield inflater.flush()
    except (zlib.error, struct.error) as error:
        raise FileRefused(_("The workbook is damaged.")) from error


def _refuse_broken_cells(window: bytes) -> None:
    broken = _BROKEN_CELL.search(window)
    if broken:
        raise FileRefused(_("Cell %(cell)s holds an error value.") % {"cell": broken[1].decode()})
    uncomputed = _UNCOMPUTED.search(window)
    if uncomputed:
        raise FileRefused(
            _(
                "Cell %(cell)s holds a formula without a computed value; please save the file in Excel once."
            )
            % {"cell": uncomputed[1].decode()}
        )


def _sheet(book: python_calamine.CalamineWorkbook, wanted: str) -> python_calamine.CalamineSheet:
    visible = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == python_calamine.SheetVisibleEnum.Visible
        and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    name = wanted or next(iter(visible), "")
    if name not in book.sheet_names:
        raise FileRefused(
            _("The workbook has no sheet “%(name)s”; it has: %(found)s.")
            % {"name": wanted, "found": ", ".join(visible)}
        )
    sheet = book.get_sheet_by_name(name)
    merged = sheet.merged_cell_ranges
    if merged:
        (top, left), (bottom, right) = merged[0]
        raise FileRefused(
            _("The sheet has merged cells (%(range)s); an export has one value a cell.")
            % {"range": f"R{top + 1}C{left + 1}:R{bottom + 1}C{right + 1}"}
        )
    return sheet


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows with something in them, by the number they have in the sheet."""
    first = sheet.start[0] if sheet.start else 0
    width = 0
    for number, row in enumerate(sheet.iter_rows(), first + 1):
        if any(cell != "" for cell in row):
            # Empty columns right of the head are no columns.
            width = width or max(index for index, cell in enumerate(row, 1) if cell != "")
            cells = row[:width] if all(cell == "" for cell in row[width:]) else row
            # As text, because true and the number 1 are the same key to a dictionary.
            yield number, [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]
