"""CSV files, also compressed as .xz: encoding and delimiter are found out, never guessed silently (X13, X14)."""

import codecs
import csv
import io
import lzma
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from governance.lib.workbook import FileRefused

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
class CsvTable:
    """The rows of a CSV file with the number of their line, and how the file was written."""

    rows: Iterator[tuple[int, Sequence[Any]]]
    encoding: str
    delimiter: str


@contextmanager
def open_csv(
    path: Path, needed: Collection[str], kinds: Sequence[str], *, packed: bool, told: Progress
) -> Iterator[CsvTable]:
    """A text file is read row by row in its own encoding and delimiter; `needed` are the columns looked for.

    `kinds` are named where the file is something else under another name; `told` hears of bytes read.
    """
    with path.open("rb") as raw:
        _refuse_foreign(raw, kinds)
        encoding = _encoding_of(raw, packed=packed)
        raw.seek(0)
        text = io.TextIOWrapper(_unpacked(raw, packed=packed), encoding=encoding, newline="")
        delimiter = _delimiter_of(text.readline(), needed)
        raw.seek(0)
        text = io.TextIOWrapper(_unpacked(raw, packed=packed), encoding=encoding, newline="")
        yield CsvTable(_csv_rows(text, delimiter, raw, told), encoding, delimiter)


def _refuse_foreign(raw: BinaryIO, kinds: Sequence[str]) -> None:
    head = raw.read(64).lstrip()
    for mark, kind in _FOREIGN:
        if head.startswith(mark):
            raise FileRefused(
                _("This is a %(kind)s file under another name; please hand in one of: %(kinds)s.")
                % {"kind": kind, "kinds": ", ".join(kinds)}
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


def _delimiter_of(line: str, needed: Collection[str]) -> str:
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
