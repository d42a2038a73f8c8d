"""The child that reads uploaded documents: Word by its headings, PDF by its pages, a workbook by its sheets."""

import base64
import io
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.table import Table
from pypdf import PdfReader

from governance.lib.confined import answering, confine
from governance.lib.headings import gathered
from governance.lib.markdown import escaped_line, table_of_rows

_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"list|列表|列出", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)", re.IGNORECASE)
MOST_LETTERS = 1_000_000
_SURROGATES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def sections_of_docx(content: bytes) -> tuple[list[Any], int]:
    """The sections of a Word document in Markdown, and the number of its pictures."""
    document = Document(io.BytesIO(content))
    pictures = len(document.element.body.findall(f".//{_W}drawing")) + len(
        document.element.body.findall(f".//{_W}pict")
    )
    return gathered(_lines(document)), pictures


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _lines(document: Any) -> Iterator[tuple[int, str, str]]:
    was_point = False
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from ((0, "", line) for line in ("", *_table(block), ""))
            continue
        said = _clean(block.text).strip()
        style = (block.style.name if block.style is not None else "") or ""
        if not said or _CONTENTS.match(style):
            continue
        level = _level(block, style)
        if level:
            yield level, " ".join(said.split()), ""
            continue
        is_point = bool(_LIST.search(style)) or _node(block).find(f"{_W}pPr/{_W}numPr") is not None
        if not (is_point and was_point):
            yield 0, "", ""
        was_point = is_point
        yield 0, "", f"- {_runs(block)}" if is_point else _runs(block)


def _node(block: Any) -> Any:
    return block._p  # noqa: SLF001 -- python-docx offers no other door to numbering and outline level


def _level(block: Any, style: str) -> int:
    match = _HEADING.match(style)
    if match:
        return int(match[1])
    outline = _node(block).find(f"{_W}pPr/{_W}outlineLvl")
    if outline is None and block.style is not None:
        outline = block.style.element.find(f"{_W}pPr/{_W}outlineLvl")
    value = int(outline.get(f"{_W}val")) if outline is not None else 9
    return value + 1 if value < 9 else 0  # noqa: PLR2004 -- 9 is Word's level of plain text


def _runs(block: Any) -> str:
    # Runs of one weight are one piece, so that a bold word is not torn into bold letters.
    pieces: list[tuple[bool, str]] = []
    for run in block.runs:
        text = _clean(run.text)
        if pieces and pieces[-1][0] == bool(run.bold):
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + text)
        else:
            pieces.append((bool(run.bold), text))
    if not any(bold for bold, _text in pieces) or "".join(t for _b, t in pieces) != _clean(
        block.text
    ):
        return "\n".join(escaped_line(line) for line in _clean(block.text).splitlines())
    return "".join(_bold(text) if bold else _escaped(text) for bold, text in pieces).strip()


def _bold(text: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    before, _found, after = text.partition(inner)
    return f"{before}**{escaped_line(inner)}**{after}"


def _escaped(text: str) -> str:
    inner = text.strip()
    before, _found, after = text.partition(inner)
    return f"{before}{escaped_line(inner)}{after}" if inner else text


def _table(table: Any) -> list[str]:
    rows = [[_clean(cell.text).strip() for cell in row.cells] for row in table.rows]
    return table_of_rows(rows).split("\n") if rows and rows[0] else []


def pages_of_pdf(content: bytes) -> list[list[Any]]:
    """Each page of a PDF as a section of its own, its lines as paragraphs."""
    reader = PdfReader(io.BytesIO(content))
    rows: list[list[Any]] = []
    for number, page in enumerate(reader.pages, 1):
        lines = [line.strip() for line in _clean(page.extract_text()).splitlines()]
        text = "\n\n".join(escaped_line(line) for line in lines if line)
        rows.append([1, str(number), text])
    return rows


def sheets_of_xlsx(content: bytes) -> list[list[Any]]:
    """Each sheet of a workbook as a section of its own, a paragraph for each row with something in it.

    Cells are read as they were last computed; what a hidden sheet holds is not read. A workbook is cut
    where its words would fill a book.
    """
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    rows: list[list[Any]] = []
    left = MOST_LETTERS
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        said = []
        for row in sheet.iter_rows(values_only=True):
            line = " ".join(_clean(str(cell)).strip() for cell in row if cell is not None)
            left -= len(line)
            if left < 0:
                break
            if line.strip():
                said.append(escaped_line(" ".join(line.split())))
        rows.append([1, _clean(sheet.title), "\n\n".join(said)])
    return rows


def _clean(text: str) -> str:
    return _SURROGATES.sub("", text)


def main() -> None:
    confine()
    with answering():
        order = json.loads(sys.stdin.buffer.read())
        content = base64.b64decode(order["content"])
        if order["kind"] == "docx":
            found, pictures = sections_of_docx(content)
            told = {
                "sections": [[row.depth, row.title, row.text] for row in found],
                "pages": 0,
                "pictures": pictures,
            }
        elif order["kind"] == "xlsx":
            told = {"sections": sheets_of_xlsx(content), "pages": 0, "pictures": 0}
        else:
            pages = pages_of_pdf(content)
            told = {"sections": pages, "pages": len(pages), "pictures": 0}
        sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
