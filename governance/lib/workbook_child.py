"""The child that opens workbooks people hand in: every cell as what it is, or the file with marks (X6–X12).

The order is one line of JSON, then the bytes of the file; the answer is JSON (read) or bytes (mark).
"""

import io
import json
import sys
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from governance.lib.confined import answering, confine

TEXT, NUMBER, FLAG, DAY, ERROR, UNCOMPUTED = "t", "n", "b", "d", "e", "f"
MARK, MARK_LINE = "FFF4C7C3", "FFC3272B"


def read_book(content: bytes, most_rows: int) -> dict[str, Any]:
    """Sheets with their filled cells; a formula speaks through the value it was saved with, or not at all."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    formulas = _formulas(content)
    sheets = []
    for sheet in book.worksheets:
        lines = _lines(sheet, formulas.get(sheet.title, set()))
        sheets.append(
            {
                "title": sheet.title,
                "is_hidden": sheet.sheet_state != "visible",
                "merged": [str(each) for each in sheet.merged_cells.ranges][:5],
                "count": len(lines),
                "hidden": [
                    number for number, _cells in lines if sheet.row_dimensions[number].hidden
                ],
                "rows": lines[:most_rows],
            }
        )
    return {"sheets": sheets}


def _formulas(content: bytes) -> dict[str, set[tuple[int, int]]]:
    """Where formulas stand; a file without any is not opened twice."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in archive.read(name) for name in parts):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    return {
        sheet.title: {place for place, cell in _cells(sheet) if cell.data_type == "f"}
        for sheet in book.worksheets
    }


def _cells(sheet: Any) -> list[Any]:
    # The library's own walk would visit every place up to a declared XFD1048576.
    return sorted(sheet._cells.items())  # noqa: SLF001 -- no public door to the cells that exist


def _lines(sheet: Any, formulas: set[tuple[int, int]]) -> list[tuple[int, list[Any]]]:
    lines: dict[int, list[Any]] = {}
    for (row, column), cell in _cells(sheet):
        told = _told(cell, is_formula=(row, column) in formulas)
        if told is not None:
            lines.setdefault(row, []).append([column, *told])
    return list(lines.items())


def _told(cell: Any, *, is_formula: bool) -> list[Any] | None:
    """Kind, text and whether the cell is shown as a percentage; None for an empty cell."""
    value = cell.value
    if value is None or value == "":
        return [UNCOMPUTED, "", False] if is_formula else None
    if cell.data_type == "e":
        return [ERROR, str(value), False]
    if isinstance(value, bool):
        return [FLAG, "true" if value else "false", False]
    if isinstance(value, datetime | date):
        return [DAY, value.isoformat()[:10], False]
    if isinstance(value, int | float):
        # What the sheet shows: 15 significant digits.
        return [NUMBER, format(value, ".15g"), "%" in str(cell.number_format)]
    return [TEXT, str(value), False]


def mark_book(content: bytes, marks: list[dict[str, Any]]) -> bytes:
    """The same workbook, with the bad cells filled and the reason as their comment."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import Border, PatternFill, Side

    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    fill, line = PatternFill("solid", fgColor=MARK), Side("medium", color=MARK_LINE)
    for mark in marks:
        cell = book[mark["sheet"]].cell(mark["row"], mark["column"])
        cell.fill, cell.border = fill, Border(line, line, line, line)
        earlier = cell.comment.text + "\n" if cell.comment and mark["again"] else ""
        cell.comment = Comment(earlier + mark["reason"], mark["author"], height=90, width=280)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def main() -> None:
    line, _newline, content = sys.stdin.buffer.read().partition(b"\n")
    order = json.loads(line)
    warnings.simplefilter("ignore")  # what a library finds odd is not the reader's business
    if order["act"] == "mark":
        answer = mark_book(content, order["marks"])
    else:
        answer = json.dumps(read_book(content, order["most_rows"])).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    confine()
    with answering():
        main()
