"""Exports as files: CSV (also .xz) and XLSX become a head and rows, whatever encoding and delimiter (X1–X14)."""

import codecs
import csv
import hashlib
import io
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from kpi.lib.ticket_mapping import TicketMapping
from kpi.lib.ticket_rows import FileRefused
from kpi.lib.ticket_workbook import open_workbook

KINDS = (".csv", ".csv.xz", ".tsv", ".txt", ".xlsx")
DELIMITERS = ",;\t|"
CHUNK = 1 << 20
MOST_BYTES = 1 << 30
ROWS_PER_REPORT = 5000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"<!DOCTYPE", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Export:
    """An opened export: the names of its columns, its rows with their numbers, and how it was written."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[Any]]]
    encoding: str = ""
    delimiter: str = ""


def kind_of(name: str) -> str:
    """The kind of a file goes by its name; another kind is refused with the accepted ones."""
    lowered = name.casefold()
    for kind in sorted(KINDS, key=len, reverse=True):
        if lowered.endswith(kind):
            return kind
    raise FileRefused(
        _("This kind of file is not read; please hand in one of: %(kinds)s.")
        % {"kinds": ", ".join(KINDS)}
    )


def sha256_of(path: Path) -> str:
    """The fingerprint of a file's bytes, by which the same export is recognised."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_export(
    path: Path, mapping: TicketMapping, *, name: str = "", progress: Progress | None = None
) -> Iterator[Export]:
    """A file is opened only when its head has every column the mapping names, once; rows are read one by one.

    `progress` is called now and then with bytes read and bytes in all.
    """
    kind = kind_of(name or path.name)
    told = progress or (lambda done, total: None)
    if not path.stat().st_size:
        raise FileRefused(_("The file is empty."))
    if kind == ".xlsx":
        with open_workbook(path, mapping.sheet) as rows:
            yield _export(_reported(rows, told), mapping)
        return
    with path.open("rb") as raw:
        _refuse_foreign(raw)
        encoding = _encoding_of(raw, packed=kind.endswith(".xz"))
        raw.seek(0)
        text = io.TextIOWrapper(
            _unpacked(raw, packed=kind.endswith(".xz")), encoding=encoding, newline=""
        )
        delimiter = _delimiter_of(text.readline(), mapping.needed)
        raw.seek(0)
        text = io.TextIOWrapper(
            _unpacked(raw, packed=kind.endswith(".xz")), encoding=encoding, newline=""
        )
        yield _export(_csv_rows(text, delimiter, raw, told), mapping, encoding, delimiter)


def _reported(
    rows: Iterable[tuple[int, Sequence[Any]]], told: Progress
) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, row in rows:
        if not number % ROWS_PER_REPORT:
            told(number, 0)
        yield number, row


def _export(
    rows: Iterator[tuple[int, Sequence[Any]]],
    mapping: TicketMapping,
    encoding: str = "",
    delimiter: str = "",
) -> Export:
    head = next(rows, None)
    if head is None:
        raise FileRefused(_("The file is empty."))
    header = tuple(str(cell).strip() for cell in head[1])
    _check_header(header, mapping.needed)
    first = next(rows, None)
    if first is None:
        raise FileRefused(_("The file has a head but no rows."))
    return Export(header, _chained(first, rows), encoding, delimiter)


def _chained(
    first: tuple[int, Sequence[Any]], rest: Iterator[tuple[int, Sequence[Any]]]
) -> Iterator[tuple[int, Sequence[Any]]]:
    yield first
    yield from rest


def _check_header(header: tuple[str, ...], needed: tuple[str, ...]) -> None:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise FileRefused(
            _("The head names a column twice: %(names)s.") % {"names": ", ".join(twice)}
        )
    missing = [name for name in needed if name not in header]
    if missing:
        near = {name: get_close_matches(name, header, 1) for name in missing}
        told = ", ".join(
            f"{name}（≈ {near[name][0]}?）" if near[name] else name for name in missing
        )
        raise FileRefused(
            _("The head lacks the columns: %(missing)s. It has: %(found)s.")
            % {"missing": told, "found": ", ".join(header[:40])}
        )


def _refuse_foreign(raw: BinaryIO) -> None:
    head = raw.read(64).lstrip()
    for mark, kind in _FOREIGN:
        if head.startswith(mark):
            raise FileRefused(
                _("This is a %(kind)s file under another name; please hand in one of: %(kinds)s.")
                % {"kind": kind, "kinds": ", ".join(KINDS)}
            )
    raw.seek(0)


def _unpacked(raw: BinaryIO, *, packed: bool) -> BinaryIO:
    return lzma.LZMAFile(raw) if packed else io.BufferedReader(_Unclosed(raw))  # type: ignore[return-value]  # -- both read like a binary file


class _Unclosed(io.RawIOBase):
    """Lends a file to a text reader that would otherwise close it when it is thrown away."""

    def __init__(self, raw: BinaryIO) -> None:
        self.raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.raw.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _chunks(raw: BinaryIO, *, packed: bool) -> Iterator[bytes]:
    """The bytes as they will be read, never more than the limit (a small .xz may hold a great deal)."""
    raw.seek(0)
    stream, size = _unpacked(raw, packed=packed), 0
    try:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise FileRefused(
                    _("The file holds more than %(most)s MB.") % {"most": MOST_BYTES >> 20}
                )
            yield chunk
    except (lzma.LZMAError, EOFError) as error:
        raise FileRefused(
            _("The compressed file is damaged: %(error)s") % {"error": error}
        ) from error


def _encoding_of(raw: BinaryIO, *, packed: bool) -> str:
    """UTF-16 and UTF-8 by their mark or by fitting throughout, else GB18030, else refused with the line."""
    head = next(_chunks(raw, packed=packed), b"")[:4096]
    if not head:
        raise FileRefused(_("The file is empty."))
    marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "")
    # Latin text in UTF-16 is half zeros; a stray zero is no encoding but damage.
    if not marked and head.count(0) > len(head) // 4:
        marked = "utf-16-le" if head[1:200:2].count(0) > head[0:200:2].count(0) else "utf-16-be"
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        line = _misfit(raw, encoding, packed=packed)
        if not line:
            return encoding
    raise FileRefused(
        _("The text is neither UTF-8 nor GB18030 nor UTF-16 (line %(line)s cannot be read).")
        % {"line": line}
    )


def _misfit(raw: BinaryIO, encoding: str, *, packed: bool) -> int:
    """0 where the whole file fits the encoding, else the line at which it does not."""
    decoder, lines = codecs.getincrementaldecoder(encoding)(), 1
    for chunk in _chunks(raw, packed=packed):
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return lines + chunk[: error.start].count(b"\n")
        if "\0" in text:
            return lines + text[: text.index("\0")].count("\n")
        lines += text.count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return lines
    return 0


def _delimiter_of(line: str, needed: tuple[str, ...]) -> str:
    """The delimiter is the one under which the head shows the most of the columns that are needed."""

    def fit(delimiter: str) -> tuple[int, int]:
        names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        return len(set(names) & set(needed)), len(names)

    return max(DELIMITERS, key=fit)


def _csv_rows(
    text: io.TextIOWrapper, delimiter: str, raw: BinaryIO, told: Progress
) -> Iterator[tuple[int, Sequence[Any]]]:
    total = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    reader, count = csv.reader(text, delimiter=delimiter, strict=True), 0
    try:
        for row in reader:
            count += 1
            if not count % ROWS_PER_REPORT:
                told(raw.tell(), total)
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)s cannot be read as CSV: %(error)s")
            % {"line": reader.line_num, "error": error}
        ) from error
