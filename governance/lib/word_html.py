"""Printed HTML as the parts of a Word file, so that both forms say the same by construction (domain §5.2)."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from governance.lib.word import Cell, Figure, Figures, Grid, Heading, Part, Text

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"\bw(\d+)\b")
_LIGHT = re.compile(r"\blight--(\w+)")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
_ALIGN = {"num": "r", "mid": "c"}
_STYLES = ("note", "quote", "lead", "end")
# What stands on one page on paper stands on one page in Word.
_WHOLE = {"sheet", "mini", "signers"}
TEXT_MM = 168.0


def parts_of_html(html: str) -> list[Part]:
    """Headings, paragraphs, tables and figures of a printed page in their order.

    It reads what our own templates write: classes say the style (`note quote lead end`), the width of
    a column (`w22`), the place of a cell (`num mid`), the tone of a light; `fresh` begins a page.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.parts


@dataclass
class _Table:
    """A table while it is read; `open` counts, by column, the rows a cell from above still covers."""

    keeps_lines: bool
    is_whole: bool = False
    caption: str = ""
    widths: list[float | None] = field(default_factory=list)
    head: list[list[Cell | str | None]] = field(default_factory=list)
    rows: list[list[Cell | str | None]] = field(default_factory=list)
    row: list[Cell | str | None] = field(default_factory=list)
    column: int = 0
    in_head: bool = False
    open: dict[int, int] = field(default_factory=dict)

    def skip(self) -> None:
        """The columns that a cell of an earlier row covers."""
        while self.open.get(self.column, 0):
            self.open[self.column] -= 1
            self.row.append(None)
            self.column += 1

    def grid(self) -> Grid:
        count = len(self.widths) or max(
            (
                sum(cell.across if isinstance(cell, Cell) else 1 for cell in row)
                for row in [*self.head, *self.rows]
            ),
            default=1,
        )
        widths = self.widths or [None] * count
        known = sum(width or 0 for width in widths)
        free = max(TEXT_MM - known, 12.0) / max(widths.count(None), 1)
        return Grid(
            self.caption,
            self.head,
            self.rows,
            [width or free for width in widths],
            is_whole=self.is_whole,
        )


class _Reader(HTMLParser):
    """Gathers parts from the tags of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self.text = ""
        self.small: list[int] = []
        self.small_said: tuple[int, ...] = ()
        self.attributes: list[dict[str, str]] = []
        self.cell: dict[str, str] = {}
        self.tone, self.is_prose, self.is_fresh = "", False, False
        self.is_seal = False
        self.table: _Table | None = None
        self.figures: list[Figure] = []
        self.figure: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "")
        begin = getattr(self, f"_begin_{tag}", None)
        if begin is not None:
            begin(given, classes)
        elif tag in _HEADINGS or tag in {"p", "caption", "figcaption", "li", "dt", "dd"}:
            self.text, self.cell = "", given
        elif tag == "div" and "prose" in classes:
            self.is_prose = True
        elif tag == "div" and "seal" in classes:
            self.is_seal = True
        elif tag == "section" and "fresh" in classes:
            self.is_fresh = True

    def handle_endtag(self, tag: str) -> None:
        end = getattr(self, f"_end_{tag}", None)
        if end is not None:
            end()
        elif tag in _HEADINGS:
            self.parts.append(Heading(self._said(), _HEADINGS[tag], fresh=self.is_fresh))
            self.is_fresh = False
        elif tag in {"p", "li", "dt", "dd"}:
            self._paragraph()
        elif tag == "div":
            self._end_div()

    def handle_data(self, data: str) -> None:
        keeps = self.table is not None and self.table.keeps_lines
        self.text += data.replace("\r\n", "\n") if keeps else _BLANKS.sub(" ", data)

    def _said(self) -> str:
        self.small_said = tuple(self.small)
        self.small = []
        lines = [line.strip(" ") for line in self.text.split("\n")]
        self.text = ""
        return "\n".join(lines).strip()

    def _paragraph(self) -> None:
        given, said = self.cell.get("class", ""), self._said()
        style = next((style for style in _STYLES if style in given.split()), "")
        style = "seal" if self.is_seal else style
        if said:
            self.parts.append(
                Text(said, style or ("body" if self.is_prose or not given else "note"))
            )

    def _begin_br(self, _given: dict[str, str], _classes: str) -> None:
        self.text += "\n"

    def _begin_small(self, _given: dict[str, str], _classes: str) -> None:
        if self.text.strip():
            self.text += "\n"
            self.small.append(self.text.count("\n"))

    def _begin_span(self, _given: dict[str, str], classes: str) -> None:
        if light := _LIGHT.search(classes):
            self.tone = light[1]

    def _begin_table(self, _given: dict[str, str], classes: str) -> None:
        named = set(classes.split())
        self.table = _Table("sheet" in named, bool(named & _WHOLE) and "long" not in named)

    def _begin_col(self, _given: dict[str, str], classes: str) -> None:
        if self.table is not None:
            wide = _WIDE.search(classes)
            self.table.widths.append(float(wide[1]) if wide else None)

    def _begin_thead(self, _given: dict[str, str], _classes: str) -> None:
        if self.table is not None:
            self.table.in_head = True

    def _end_thead(self) -> None:
        if self.table is not None:
            self.table.in_head = False

    def _begin_tr(self, _given: dict[str, str], _classes: str) -> None:
        if self.table is not None:
            self.table.row, self.table.column = [], 0

    def _begin_th(self, given: dict[str, str], _classes: str) -> None:
        self.text, self.cell, self.tone, self.small = "", given, "", []

    def _begin_td(self, given: dict[str, str], _classes: str) -> None:
        self._begin_th(given, _classes)

    def _end_th(self) -> None:
        self._close_cell(is_head=True)

    def _end_td(self) -> None:
        self._close_cell(is_head=False)

    def _close_cell(self, *, is_head: bool) -> None:
        table = self.table
        if table is None:
            return
        table.skip()
        classes = self.cell.get("class", "").split()
        across, down = int(self.cell.get("colspan", 1)), int(self.cell.get("rowspan", 1))
        # The name of a row is a heading to the ear; only some are one to the eye.
        shaded = is_head and (table.in_head or table.keeps_lines or "head" in classes)
        place = next((_ALIGN[name] for name in classes if name in _ALIGN), "")
        said = self._said()
        cell = Cell(
            said, across, down, place, self.tone, shaded, "tight" in classes, self.small_said
        )
        table.row.append(cell)
        if down > 1:
            table.open |= dict.fromkeys(range(table.column, table.column + across), down - 1)
        table.column += across

    def _end_tr(self) -> None:
        table = self.table
        if table is not None and table.row:
            table.skip()
            (table.head if table.in_head else table.rows).append(table.row)

    def _end_caption(self) -> None:
        if self.table is not None:
            self.table.caption = self._said()

    def _end_table(self) -> None:
        if self.table is not None:
            self.parts.append(self.table.grid())
        self.table = None
        self.text = ""

    def _begin_figure(self, _given: dict[str, str], classes: str) -> None:
        self.figure = {"full": "full" if "full" in classes else ""}

    def _begin_img(self, given: dict[str, str], _classes: str) -> None:
        self.figure |= {"name": given.get("src", ""), "alt": given.get("alt", "")}

    def _end_figcaption(self) -> None:
        self.figure["caption"] = self._said()

    def _end_figure(self) -> None:
        facts = self.figure
        self.figures.append(
            Figure(
                facts.get("name", ""),
                facts.get("caption", ""),
                facts.get("alt", ""),
                bool(facts["full"]),
            )
        )

    def _end_div(self) -> None:
        self.is_prose = self.is_seal = False
        if self.figures:
            self.parts.append(Figures(self.figures))
            self.figures = []
