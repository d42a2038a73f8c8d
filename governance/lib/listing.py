"""A list page as a file: every row its filter leaves, with the same rights, as XLSX or CSV (X23; design §4)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from governance.lib.csvtext import csv_text
from governance.lib.sheets import CellValue, put, sheet_title

CSV, XLSX = "csv", "xlsx"
FORMATS = (XLSX, CSV)
# A file of more rows is no list any more; who needs them narrows the filter or asks the interface.
MOST_ROWS = 50_000
BATCH = 500
TEXT, NUMBER, DAY, MOMENT, AS_IS = "text", "number", "day", "moment", "as_is"
_WIDTHS = {TEXT: 26, NUMBER: 12, DAY: 12, MOMENT: 20, AS_IS: 20}
MOST_WORDS = 200
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_A_FILTER = {"page", "format", "sort"}

Label = str | Promise
Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """One column: its head, what a row says in it, and of which kind that is (`as_is`: the value tells)."""

    label: Label
    value: Callable[[Any], Any]
    kind: str = TEXT


@dataclass(frozen=True)
class Listing:
    """What a list page gives as a file; declared once, beside the page's forms."""

    name: str
    title: Label
    columns: Sequence[Column]


def file_wanted(request: HttpRequest) -> str:
    """`?format=xlsx` and `?format=csv` ask for the list as a file; anything else is the page."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def list_file(
    request: HttpRequest, listing: Listing, rows: Iterable[Any], *, at: datetime, form: Any = None
) -> HttpResponseBase:
    """The whole list behind a page, not only the part shown, cut at 50,000 rows and saying so.

    `rows` are the page's own, so nobody gets more than they may see. The filter and the moment stand
    on a second sheet of the workbook, in a CSV on the last line.
    """
    asked = file_wanted(request)
    facts = _facts(request, form, at)
    name = f"{listing.name}-{timezone.localtime(at):%Y%m%d-%H%M}.{asked}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if asked == CSV:
        language = translation.get_language()
        return StreamingHttpResponse(
            _csv_parts(listing, rows, facts, language),
            content_type="text/csv; charset=utf-8",
            headers=headers,
        )
    return HttpResponse(_workbook(listing, rows, facts), content_type=_XLSX_TYPE, headers=headers)


def in_batches(
    rows: Iterable[Any], lines: Callable[[list[Any]], Iterable[Any]], size: int = BATCH
) -> Iterator[Any]:
    """Rows made into lines some hundred at a time: as few questions as a page asks, never one per row."""
    source = _drawn(rows)
    while batch := list(islice(source, size)):
        yield from lines(batch)


def yes_no(value: Any) -> str:
    """A truth value in the reader's language."""
    return _("yes") if value else _("no")


def typed(value: Any, kind: str) -> CellValue:
    """A number stays a number, a day a day, a moment is shown by the company's clock; nothing stays empty."""
    if value is None or value == "":
        return None
    if kind == AS_IS:
        kind = _kind_of(value)
    if kind == NUMBER:
        return _plain_number(value)
    if kind in {DAY, MOMENT}:
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
        found: date = value.date() if kind == DAY and isinstance(value, datetime) else value
        return found
    return str(value)


def _kind_of(value: Any) -> str:
    """Fields of foreign tickets come as what they are; only a true text is one."""
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return DAY
    return NUMBER if isinstance(value, int | Decimal) and not isinstance(value, bool) else TEXT


def _plain_number(value: Any) -> CellValue:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value if isinstance(value, int | Decimal) else Decimal(str(value))


def _drawn(rows: Iterable[Any]) -> Iterator[Any]:
    if isinstance(rows, QuerySet):
        return rows.iterator(chunk_size=BATCH)
    return iter(rows)


def _cells(listing: Listing, row: Any) -> list[CellValue]:
    return [typed(column.value(row), column.kind) for column in listing.columns]


def _csv_text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return csv_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _csv_parts(
    listing: Listing, rows: Iterable[Any], facts: Facts, language: str | None
) -> Iterator[str]:
    """Some hundred rows at a time; the request's language is long gone when they are drawn."""
    source, count = _drawn(rows), 0
    with translation.override(language):
        head = [str(column.label) for column in listing.columns]
    yield "\ufeff" + _csv_lines([[csv_text(label) for label in head]])
    while count < MOST_ROWS:
        with translation.override(language):
            batch = [_cells(listing, row) for row in islice(source, min(BATCH, MOST_ROWS - count))]
        if not batch:
            break
        count += len(batch)
        yield _csv_lines([[_csv_text(value) for value in row] for row in batch])
    with translation.override(language):
        told = [*facts, *_size(count, has_more=next(source, None) is not None)]
        yield _csv_lines([["# " + " · ".join(f"{label}: {text}" for label, text in told)]])


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def _workbook(listing: Listing, rows: Iterable[Any], facts: Facts) -> bytes:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(sheet_title(str(listing.title)))
    sheet.freeze_panes = "B2"
    for place, column in enumerate(listing.columns, 1):
        width = max(_WIDTHS[column.kind], 2 * len(str(column.label)) + 3)
        sheet.column_dimensions[get_column_letter(place)].width = min(width, 60)
    head = [put(WriteOnlyCell(sheet), str(column.label)) for column in listing.columns]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    source, count = _drawn(rows), 0
    for row in islice(source, MOST_ROWS):
        count += 1
        sheet.append([_cell(WriteOnlyCell(sheet), value) for value in _cells(listing, row)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(listing.columns))}{count + 1}"
    about: Any = book.create_sheet(sheet_title(_("About this file"), [sheet.title]))
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 24, 60
    for pair in [*facts, *_size(count, has_more=next(source, None) is not None)]:
        about.append([put(WriteOnlyCell(about), text) for text in pair])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(cell: Any, value: CellValue) -> Any:
    put(cell, value)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _size(count: int, *, has_more: bool) -> Facts:
    facts = [(_("Rows"), str(count))]
    if has_more:
        sentence = _("Only the first %(most)s rows are here; narrow the filter to get the others.")
        facts.append((_("Attention"), sentence % {"most": f"{MOST_ROWS:,}"}))
    return facts


def _facts(request: HttpRequest, form: Any, at: datetime) -> Facts:
    """When, by whom and with which filter the file was made."""
    chosen = filter_in_words(form) if form is not None else _as_in_address(request)
    who = getattr(request.user, "name", "")
    return [
        (_("Exported at"), f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"),
        (_("Exported by"), str(who)),
        *(chosen or [(_("Filter"), _("none"))]),
    ]


def _as_in_address(request: HttpRequest) -> Facts:
    return [
        (name, str(value))
        for name, value in request.GET.items()
        if value and name not in _NOT_A_FILTER and len(value) <= MOST_WORDS
    ]


def filter_in_words(form: Any) -> Facts:
    """What a filter form was read as, field by field in the reader's words; what is not chosen is left out."""
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    told = []
    for bound in form.visible_fields():
        value = given.get(bound.name)
        if value in (None, "", False):
            continue
        words = {str(key): label for key, label in getattr(bound.field, "choices", ())}
        text = getattr(value, "label", None) or words.get(str(value), value)
        told.append((str(bound.label), _("yes") if value is True else str(text)))
    return told
