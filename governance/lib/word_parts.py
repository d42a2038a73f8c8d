"""The parts of a Word file: headings with their places, captions that count, tables, pictures with words."""

import base64
import io
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.shared import Mm

from governance.lib.word_frame import INK, TEXT_MM, field_runs

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIPS = 56.6929
_BLANK = "\u2002"
_SHORT_TITLE = 36
_SMALL = 7.5
_SMALL_TIGHT = (
    6.5  # numerator and denominator of six figures each stand on one line of a narrow column
)
_STYLES = {
    "body": "BodyIndented",
    "note": "Remark",
    "quote": "Remark",
    "lead": "Normal",
    "seal": "Remark",
}
_TONES = {
    "met": "2C6E4C", "watch": "8A5A00", "missed": "B3181D", "incomplete": "8A5A00",
    "no_sample": "555555", "not_applicable": "555555",
}  # fmt: skip
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA3AE"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_IN_TABLE = '<w:pStyle w:val="TableText"/>'
_NONE = _BORDERS.replace("single", "nil")
# What XML cannot hold; everything else is written as it was typed.
_FORBIDDEN = {at: None for at in range(32) if at not in {9, 10, 13}} | {0xFFFE: None, 0xFFFF: None}


class Writer:
    """Writes block after block at the end of a document."""

    def __init__(self, document: Any, order: dict[str, Any]) -> None:
        self.document, self.order = document, order
        self.counts = {"table": 0, "figure": 0}
        self.places = 0
        self.headings = [
            (block["text"], block["level"])
            for block in order["blocks"]
            if block["kind"] == "heading"
        ]

    def write(self, block: dict[str, Any]) -> None:
        """One block of the order."""
        acts = {
            "heading": self._heading,
            "text": self._text,
            "grid": self._grid,
            "figures": self._figures,
            "cover": self._cover,
            "contents": self._contents,
        }
        acts[block["kind"]](block)

    def _add(self, xml: str) -> Any:
        element = parse_xml(xml)
        body = self.document.element.body
        body.insert(len(body) - 1, element)
        return element

    def _heading(self, block: dict[str, Any]) -> None:
        self.places += 1
        fresh = "<w:pageBreakBefore/>" if block["fresh"] else ""
        place = f'w:id="{self.places}"'
        self._add(
            f'<w:p {_W}><w:pPr><w:pStyle w:val="Heading{block["level"]}"/>{fresh}</w:pPr>'
            f'<w:bookmarkStart {place} w:name="{_place(self.places)}"/>{_run(block["text"])}'
            f"<w:bookmarkEnd {place}/></w:p>"
        )

    def _text(self, block: dict[str, Any]) -> None:
        if block["style"] == "end":
            self._add(f'<w:p {_W}><w:pPr><w:jc w:val="center"/></w:pPr>{_run(block["text"])}</w:p>')
            return
        # A record goes with the line that ends the document, a lead with what it leads to.
        keep = "<w:keepNext/>" if block["style"] in {"lead", "seal"} else ""
        for line in block["text"].splitlines():
            if line.strip():
                self._add(_paragraph(line, style=_STYLES[block["style"]], extra=keep))

    def _contents(self, block: dict[str, Any]) -> None:
        self._add(
            f'<w:p {_W}><w:pPr><w:pageBreakBefore/><w:spacing w:after="160"/></w:pPr>'
            f"{_run(block['title'], bold=True, size=16, colour=INK)}</w:p>"
        )
        begin, code, separate, _shown, end = field_runs(r'TOC \o "1-2" \h \z \u', "")
        begin = begin.replace("/></w:r>", ' w:dirty="true"/></w:r>')
        lines = [row for row in enumerate(self.headings, 1) if row[1][1] <= 2]  # noqa: PLR2004 -- two levels
        for at, (place, (text, level)) in enumerate(lines):
            opening = begin + code + separate if at == 0 else ""
            closing = end if at == len(lines) - 1 else ""
            # Without page numbers until Word has laid the pages out: a guessed one would be wrong.
            self._add(
                f'<w:p {_W}><w:pPr><w:pStyle w:val="toc{level}"/></w:pPr>{opening}'
                f'<w:hyperlink w:anchor="{_place(place)}" w:history="1">{_run(text)}'
                f"</w:hyperlink>{closing}</w:p>"
            )

    def _caption(self, kind: str, text: str, *, before: bool) -> str:
        self.counts[kind] += 1
        word = self.order["words"][kind]
        number = "".join(field_runs(f"SEQ {kind} \\* ARABIC", str(self.counts[kind])))
        keep = "<w:keepNext/>" if before else ""
        return (
            f'<w:p {_W}><w:pPr><w:pStyle w:val="Caption"/>{keep}</w:pPr>{_run(word)}{number}'
            f"{_run(f'{_BLANK}{text}')}</w:p>"
        )

    def _grid(self, block: dict[str, Any]) -> None:
        if block["caption"]:
            self._add(self._caption("table", block["caption"], before=True))
        total = sum(block["widths"])
        widths = [round(TEXT_MM * _TWIPS * part / total) for part in block["widths"]]
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        align, last = block["align"], len(block["rows"]) - 1
        # A head never stands alone at the foot of a page; a whole table has no break between its rows.
        rows = "".join(_row(row, widths, align, is_head=True, keeps=True) for row in block["head"])
        rows += "".join(
            _row(row, widths, align, is_head=False, keeps=bool(block.get("is_whole")) and at < last)
            for at, row in enumerate(block["rows"])
        )
        self._add(
            f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
            '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )
        self._add(
            f'<w:p {_W}><w:pPr><w:spacing w:after="120" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def _figures(self, block: dict[str, Any]) -> None:
        half = round(TEXT_MM * _TWIPS / 2)
        rows: list[list[dict[str, Any]]] = []
        for item in block["items"]:
            if not item["full"] and rows and len(rows[-1]) == 1 and not rows[-1][0]["full"]:
                rows[-1].append(item)
            else:
                rows.append([item])
        table = self._add(
            f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{2 * half}" w:type="dxa"/>'
            f'<w:tblBorders>{_NONE}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid></w:tbl>'
        )
        for row in rows:
            table.append(self._picture_row(row, half))
        self._add(
            f'<w:p {_W}><w:pPr><w:spacing w:after="60" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def _picture_row(self, row: list[dict[str, Any]], half: int) -> Any:
        line = parse_xml(f"<w:tr {_W}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
        for item in row:
            span = 2 if item["full"] else 1
            grown = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            cell = parse_xml(
                f'<w:tc {_W}><w:tcPr><w:tcW w:w="{half * span}" w:type="dxa"/>{grown}</w:tcPr></w:tc>'
            )
            cell.append(self._picture(item, width=TEXT_MM - 4 if item["full"] else TEXT_MM / 2 - 4))
            cell.append(parse_xml(self._caption("figure", item["caption"], before=False)))
            line.append(cell)
        if len(row) == 1 and not row[0]["full"]:
            line.append(
                parse_xml(
                    f'<w:tc {_W}><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
                )
            )
        return line

    def _picture(self, item: dict[str, Any], *, width: float) -> Any:
        paragraph = self.document.add_paragraph()
        data = base64.b64decode(self.order["pictures"][item["name"]])
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width))
        shape._inline.docPr.set("descr", _clean(item["alt"]))  # noqa: SLF001 -- alternative texts have no door
        shape._inline.docPr.set("name", _clean(item["caption"]))  # noqa: SLF001 -- as above
        paragraph.paragraph_format.keep_with_next = True
        element = paragraph._p  # noqa: SLF001 -- it moves into its cell
        element.getparent().remove(element)
        return element

    def _cover(self, block: dict[str, Any]) -> None:
        self._add(
            f'<w:p {_W}><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="16" w:space="6" w:color="{INK}"/></w:pBdr>'
            f'<w:tabs><w:tab w:val="right" w:pos="{round(TEXT_MM * _TWIPS)}"/></w:tabs></w:pPr>'
            f"{_run(block['company'], bold=True, size=16, colour=INK)}<w:r><w:tab/></w:r>{_run(block['number'], size=10.5)}</w:p>"
        )
        # A long title takes lines of its own: the space above gives way, so that the foot stays here.
        above = 2900 if len(block["title"]) <= _SHORT_TITLE else 1300
        self._add(f'<w:p {_W}><w:pPr><w:spacing w:before="{above}"/></w:pPr></w:p>')
        self._add(_paragraph(block["title"], style="Title"))
        self._add(
            f'<w:p {_W}><w:pPr><w:spacing w:after="1500"/><w:jc w:val="center"/></w:pPr>{_run(block["subtitle"], size=18)}</w:p>'
        )
        self._facts(block["facts"])
        self._add(f'<w:p {_W}><w:pPr><w:spacing w:before="1300"/></w:pPr></w:p>')
        for at, line in enumerate(block["foot"]):
            size = 14 if at == 0 else 10.5
            self._add(
                f'<w:p {_W}><w:pPr><w:jc w:val="center"/></w:pPr>{_run(line, size=size)}</w:p>'
            )

    def _facts(self, facts: list[list[str]]) -> None:
        wide = (2200, 4500)
        line = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="8B95A3"/>'
        rows = "".join(
            "<w:tr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:tcBorders>{line}</w:tcBorders></w:tcPr>'
                f'<w:p><w:pPr><w:spacing w:before="80" w:after="80"/></w:pPr>{_run(text)}</w:p></w:tc>'
                for width, text in zip(wide, pair, strict=True)
            )
            + "</w:tr>"
            for pair in facts
        )
        self._add(
            f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="{wide[0]}"/>'
            f'<w:gridCol w:w="{wide[1]}"/></w:tblGrid>{rows}</w:tbl>'
        )


def _place(number: int) -> str:
    return f"_Toc{number:06}"


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)


def _run(text: str, *, bold: bool = False, size: float = 0, colour: str = "") -> str:
    marks = "<w:b/>" if bold else ""
    marks += f'<w:color w:val="{colour}"/>' if colour else ""
    marks += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(text).split("\n")]
    return f"<w:r><w:rPr>{marks}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def _lines(lines: list[str], small: Iterable[int], *, bold: bool, colour: str, size: float) -> str:
    """The lines of a cell as runs of one size each; a small line is a run of its own."""
    smaller = _SMALL_TIGHT if size else _SMALL
    runs: list[tuple[bool, list[str]]] = []
    for at, line in enumerate(lines):
        if not runs or runs[-1][0] != (at in small):
            runs.append((at in small, []))
        runs[-1][1].append(line)
    told = [
        _run("\n".join(part), bold=bold, colour=colour, size=smaller if is_small else size)
        for is_small, part in runs
    ]
    return "<w:r><w:br/></w:r>".join(told)


def _paragraph(text: str, *, style: str, extra: str = "") -> str:
    return f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{_run(text)}</w:p>'


def _row(row: list[Any], widths: list[int], align: str, *, is_head: bool, keeps: bool) -> str:
    cells = _cells(row, widths, align, is_head=is_head)
    if keeps:
        cells = cells.replace(_IN_TABLE, f"{_IN_TABLE}<w:keepNext/>")
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cells(row: list[Any], widths: list[int], align: str, *, is_head: bool) -> str:
    found, at = [], 0
    for given in row:
        cell = given if isinstance(given, dict) else {"text": given}
        across = cell.get("across", 1)
        place = "c" if is_head else cell.get("align") or (align[at] if at < len(align) else "l")
        found.append(
            _cell(
                cell,
                sum(widths[at : at + across]),
                place,
                is_head=is_head or bool(cell.get("is_head")),
            )
        )
        at += across
    return "".join(found)


def _cell(cell: dict[str, Any], width: int, place: str, *, is_head: bool) -> str:
    across = cell.get("across", 1)
    shape = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    shape += f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    if cell["text"] is None:
        shape += "<w:vMerge/>"
    elif cell.get("down", 1) > 1:
        shape += '<w:vMerge w:val="restart"/>'
    shape += '<w:shd w:val="clear" w:color="auto" w:fill="E9EDF2"/>' if is_head else ""
    shape += '<w:vAlign w:val="center"/>'
    where = {"l": "left", "c": "center", "r": "right"}[place]
    run = _lines(
        (cell["text"] or "").split("\n"),
        cell.get("small", ()),
        bold=is_head,
        colour=INK if is_head else _TONES.get(cell.get("tone", ""), ""),
        size=8 if cell.get("is_tight") else 0,
    )
    return (
        f"<w:tc><w:tcPr>{shape}</w:tcPr><w:p><w:pPr>{_IN_TABLE}"
        f'<w:jc w:val="{where}"/></w:pPr>{run}</w:p></w:tc>'
    )
