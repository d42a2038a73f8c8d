"""Files with weeks' data become tables of raw cells: a template filled in, or a list as XLSX or CSV (X1–X14).

Nothing is judged here but the shape of the file; what a cell says is judged by the one validator.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from governance.lib import workbook_child as book
from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.csvfile import open_csv
from governance.lib.numbers import half_width, plain, shorten
from governance.lib.workbook import FileRefused, Room, check_workbook
from kpi.lib.week_columns import (
    MARK,
    NEEDED_IN_LIST,
    NEEDED_IN_TEMPLATE,
    contents_titles,
    known_names,
    read_header,
)
from kpi.lib.week_identity import SHEET, Identity, read_identity

KINDS = (".xlsx", ".csv")
# A head stands within the first rows of a sheet; these columns together only the template has.
HEAD_WITHIN = 12
TEMPLATE_ONLY = frozenset({"name", "before", "measure", "slice_start"})
MOST_ROWS = 5_000
MOST_BYTES = 5 << 20
# Five thousand rows of a template unpack to about two megabytes.
ROOM = Room(entry=20 << 20, total=40 << 20, broken_cells=True)
BOUNDS = Bounds(address_mb=1024, data_mb=768, cpu_seconds=40, wall_seconds=60)


@dataclass(frozen=True)
class Raw:
    """A cell as the file has it: what was put in, or why it cannot be read at all."""

    value: str = ""
    fault: str = ""


EMPTY = Raw()


@dataclass(frozen=True)
class Line:
    """A row of a table, with the number people see."""

    row: int
    cells: Mapping[str, Raw]

    def text(self, column: str) -> str:
        return self.cells.get(column, EMPTY).value

    @property
    def is_blank(self) -> bool:
        return not any(raw.value or raw.fault for raw in self.cells.values())


@dataclass(frozen=True)
class Table:
    """One sheet: where its columns stand and its filled rows; `identity` where it is a template's."""

    title: str
    places: Mapping[str, int]
    lines: Sequence[Line]
    identity: Identity | None = None


@dataclass(frozen=True)
class WeekFile:
    """Everything a file says, and what a reader must know about how it was read."""

    tables: Sequence[Table]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def row_count(self) -> int:
        return sum(len(table.lines) for table in self.tables)


def kind_of(name: str) -> str:
    """XLSX and CSV are read, by the end of the name; anything else is refused with these two."""
    kind = next((kind for kind in KINDS if name.casefold().endswith(kind)), "")
    if not kind:
        raise FileRefused(
            _("This kind of file is not read; please hand in one of: %(kinds)s.")
            % {"kinds": ", ".join(KINDS)}
        )
    return kind


def read_week_file(path: Path, name: str) -> WeekFile:
    """A file is read whole or refused with a sentence: at most 5,000 rows, each cell as what it is."""
    kind = kind_of(name)
    if not path.stat().st_size:
        raise FileRefused(_("The file is empty."))
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused(_("The file holds more than %(most)s MB.") % {"most": MOST_BYTES >> 20})
    found = _from_csv(path) if kind == ".csv" else _from_workbook(path)
    if not found.row_count:
        raise FileRefused(_("The file has a head but no rows."))
    if found.row_count > MOST_ROWS:
        raise FileRefused(
            _("The file has %(count)s rows; at most %(most)s are read at once.")
            % {"count": found.row_count, "most": MOST_ROWS}
        )
    return found


def _from_csv(path: Path) -> WeekFile:
    with open_csv(path, _spellings(), KINDS, packed=False, told=lambda done, total: None) as text:
        head = next(text.rows, None)
        if head is None:
            raise FileRefused(_("The file is empty."))
        _refuse_loose_template([head[1], *_peek(text.rows, head[1])])
        places = read_header(list(enumerate(head[1])), NEEDED_IN_LIST)
        lines = list(_csv_lines(text.rows, places, len(head[1])))
    note = _("Read as %(encoding)s, columns separated by “%(delimiter)s”.") % {
        "encoding": text.encoding.upper(),
        "delimiter": {"\t": "TAB"}.get(text.delimiter, text.delimiter),
    }
    return WeekFile([Table("", places, [line for line in lines if not line.is_blank])], [note])


def _peek(rows: Iterator[tuple[int, Sequence[Any]]], head: Sequence[Any]) -> list[Sequence[Any]]:
    """The rows below a first row that names no column at all; of a list with a head none is taken away."""
    if any(_code_of(str(cell)) for cell in head):
        return []
    return [row for _number, row in islice(rows, HEAD_WITHIN)]


def _refuse_loose_template(rows: Sequence[Sequence[Any]]) -> None:
    """A sheet copied out of the template, or saved as CSV, has lost the hidden sheet with its address."""
    for row in rows:
        codes = {_code_of(str(cell)) for cell in row}
        if codes >= TEMPLATE_ONLY and not codes & {"process", "department"}:
            raise FileRefused(
                _(
                    "This is a sheet of the template without the hidden sheet that says whose week it is; please fill in the file as it was downloaded and hand in that one, saved as XLSX."
                )
            )


def _code_of(text: str) -> str | None:
    return known_names().get(half_width(text).rstrip(MARK).strip().casefold())


def _spellings() -> list[str]:
    return [*known_names(), *(name.capitalize() for name in known_names())]


def _csv_lines(
    rows: Iterator[tuple[int, Sequence[Any]]], places: Mapping[str, int], width: int
) -> Iterator[Line]:
    for number, row in rows:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            raise FileRefused(
                _("Row %(row)s has %(found)s cells, the head has %(expected)s.")
                % {"row": number, "found": len(row), "expected": width}
            )
        yield Line(
            number,
            {code: Raw(row[place] if place < len(row) else "") for code, place in places.items()},
        )


def _from_workbook(path: Path) -> WeekFile:
    check_workbook(path, ROOM)
    order = json.dumps({"act": "read", "most_rows": MOST_ROWS + 60}).encode()
    answer = ask_child(order, path.read_bytes())
    sheets = {each["title"]: each for each in json.loads(answer)["sheets"]}
    identity = sheets.pop(SHEET, None)
    if identity is not None:
        return _from_template(sheets, identity)
    visible = [each for each in sheets.values() if not each["is_hidden"]]
    if not visible:
        raise FileRefused(_("The file is empty."))
    table = _table(visible[0], NEEDED_IN_LIST, None)
    return WeekFile([table], _notes([visible[0]], sheets.values()))


def ask_child(order: bytes, content: bytes) -> bytes:
    """The child opens the workbook within its bounds; what it cannot open is refused, never a crash."""
    try:
        return run_child("governance.lib.workbook_child", order + b"\n" + content, bounds=BOUNDS)
    except ChildFailed as failure:
        raise FileRefused(
            _(
                "The file cannot be opened as a workbook; please save it in Excel once and try again."
            )
        ) from failure


def _from_template(sheets: dict[str, Any], hidden: dict[str, Any]) -> WeekFile:
    rows = [[cell[2] for cell in cells] for _number, cells in hidden["rows"]]
    tables, used = [], []
    for identity in read_identity(rows[1:]):
        sheet = sheets.get(identity.sheet)
        if sheet is not None:  # a sheet somebody took out is a week they do not hand in
            used.append(sheet)
            tables.append(_table(sheet, NEEDED_IN_TEMPLATE, identity))
    if not tables:
        raise FileRefused(
            _("The sheets of this template were renamed or removed; please download it again.")
        )
    return WeekFile(tables, _notes(used, sheets.values()))


def _notes(used: Sequence[Any], sheets: Any) -> list[str]:
    notes = []
    titles = {each["title"] for each in sheets if each not in used} - contents_titles()
    left = sorted(titles)
    if left:
        notes.append(_("Sheets that were not read: %(names)s.") % {"names": ", ".join(left[:10])})
    hidden = sum(len(sheet["hidden"]) for sheet in used)
    if hidden:
        notes.append(
            _("Hidden or filtered rows were read all the same: %(count)s.") % {"count": hidden}
        )
    return notes


def _table(sheet: Any, needed: Sequence[str], identity: Identity | None) -> Table:
    """The head of a template stands below its title: it is the first row that names the measures."""
    if sheet["merged"]:
        raise FileRefused(
            _("The sheet has merged cells (%(range)s); please separate them.")
            % {"range": ", ".join(sheet["merged"])}
        )
    if sheet["count"] > len(sheet["rows"]):
        raise FileRefused(
            _("The file has %(count)s rows; at most %(most)s are read at once.")
            % {"count": sheet["count"], "most": MOST_ROWS}
        )
    if identity is None:
        first = sheet["rows"][:HEAD_WITHIN]
        _refuse_loose_template([[cell[2] for cell in cells] for _number, cells in first])
    at, places = _head(sheet["rows"], needed)
    columns = {place: code for code, place in places.items()}
    lines = [
        Line(
            number,
            {
                columns[place]: _raw(kind, text, is_percent=percent)
                for place, kind, text, percent in cells
                if place in columns
            },
        )
        for number, cells in sheet["rows"][at + 1 :]
    ]
    return Table(sheet["title"], places, [line for line in lines if not line.is_blank], identity)


def _head(rows: Sequence[Any], needed: Sequence[str]) -> tuple[int, dict[str, int]]:
    named = [[(cell[0], cell[2]) for cell in cells] for _number, cells in rows[:HEAD_WITHIN]]
    if not named:
        raise FileRefused(_("The file is empty."))
    at = max(range(len(named)), key=lambda place: _known(named[place]))
    return at, read_header(named[at], needed)


def _known(cells: Sequence[tuple[int, str]]) -> int:
    return sum(_code_of(text) is not None for _place, text in cells)


def _raw(kind: str, text: str, *, is_percent: bool) -> Raw:
    """A cell shown as a percentage means what is shown: 0.985 is 98.5 % (X10)."""
    if kind == book.ERROR:
        return Raw(text, _("The cell holds the error %(text)s.") % {"text": shorten(text)})
    if kind == book.UNCOMPUTED:
        return Raw(
            "",
            _(
                "The cell holds a formula without a computed value; please save the file in Excel once."
            ),
        )
    if kind == book.NUMBER:
        number = Decimal(text)
        return Raw(f"{plain(number * 100)}%" if is_percent else plain(number))
    return Raw(text)
