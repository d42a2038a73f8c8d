"""Tables on their way out as XLSX or CSV: a text never becomes a formula, a number stays one (X23; §0 row 27)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from governance.lib.csvtext import csv_text

UTF8_WITH_BOM = "utf-8-sig"  # Excel for Chinese Windows reads GBK otherwise
LONGEST_TITLE = 31
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDE = 0x2E80  # where the wide characters begin
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")

CellValue = str | int | float | Decimal | date | datetime | bool | None


def put(cell: Any, value: CellValue) -> Any:
    """A cell of a workbook takes a value as what it is; a text that begins with “=” stays a text.

    Characters that XML cannot carry are left out. Returns the cell.
    """
    if isinstance(value, str):
        cell.value = _NOT_IN_XML.sub("", value)
        # The library makes a formula of “=1+1” and an error of “#N/A” unless told otherwise.
        cell.data_type = "s"
        # And the spreadsheet itself does when somebody edits the cell, unless it is quoted.
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif isinstance(value, datetime) and value.tzinfo is not None:
        cell.value = value.replace(tzinfo=None)  # a sheet has no zones; the caller chose the clock
    else:
        cell.value = value
    return cell


def sheet_title(text: str, taken: Iterable[str] = ()) -> str:
    """A sheet's name is at most 31 characters, without those Excel forbids, and its own in the workbook.

    >>> sheet_title("a/b", ["a b"])
    'a b (2)'
    """
    clean = _NOT_IN_TITLE.sub(" ", text).strip("' ")[:LONGEST_TITLE] or "1"
    known, title, number = {each.casefold() for each in taken}, clean, 1
    while title.casefold() in known:
        number += 1
        title = f"{clean[: LONGEST_TITLE - len(f' ({number})')]} ({number})"
    return title


def table_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """A plain table as a workbook: head fixed and filterable, columns as wide as their texts."""
    return tables_xlsx([(title, head, rows)])


def tables_xlsx(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[CellValue]]]],
) -> bytes:
    """Plain tables as the sheets of one workbook, in their order: title, head, rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, head, rows in tables:
        _write_table(book.create_sheet(sheet_title(title, book.sheetnames)), head, rows)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_table(sheet: Any, head: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    widths = [_width(name) for name in head]
    for place, name in enumerate(head, 1):
        put(sheet.cell(1, place), name).font = Font(bold=True)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            put(sheet.cell(number, place), value)
            widths[place - 1] = max(widths[place - 1], _width(value))
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(width, 60) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def table_csv(head: Sequence[str], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """A plain table as CSV in UTF-8 with its mark; texts a spreadsheet would run are quoted."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([csv_text(name) for name in head])
    writer.writerows(
        [csv_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return stream.getvalue().encode(UTF8_WITH_BOM)


def _width(value: CellValue) -> int:
    """A Chinese character takes the room of two."""
    return sum(2 if ord(letter) >= _WIDE else 1 for letter in str("" if value is None else value))
