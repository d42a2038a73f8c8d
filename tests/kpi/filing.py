"""Files with weeks' data for tests: templates filled in, lists as XLSX and CSV, handed in by the service."""

import csv
import io

from governance.lib.periods import Week
from kpi.forms.week_template import Due, template_file
from kpi.selectors.rule import collection_rules
from kpi.selectors.sheet_set import definition_book, week_sheets
from kpi.services.upload import HandedIn, stage_weeks

HEAD = (
    "process",
    "department",
    "week",
    "slice_start",
    "measure",
    "value",
    "no_data_reason",
    "reason",
)


def template_of(pairs, at):
    """The template of some assignments and weeks, as a person downloads it."""
    sheets = week_sheets(pairs, collection_rules())
    book = definition_book({assignment.process_id for assignment, _week in pairs})
    return template_file([Due(sheet, at) for sheet in sheets], book)


def opened(content):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(content, cells, *, sheet=None, change=None):
    """A template with some cells typed in: `{"E6": 5}`."""
    book = opened(content)
    page = book[sheet] if sheet else next(each for each in book if each.sheet_state == "visible")
    for place, value in cells.items():
        page[place] = value
    if change:
        change(book, page)
    return saved(book)


def list_xlsx(rows, head=HEAD, change=None):
    from openpyxl import Workbook

    book = Workbook()
    for row in [head, *rows]:
        book.active.append(list(row))
    if change:
        change(book, book.active)
    return saved(book)


def list_csv(rows, head=HEAD, *, encoding="utf-8", delimiter=",", end="\r\n"):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerows([head, *rows])
    return stream.getvalue().encode(encoding)


def handed_in(content, name="weeks.xlsx"):
    return HandedIn(name, len(content), io.BytesIO(content))


def stage(content, by, at, name="weeks.xlsx"):
    return stage_weeks(handed_in(content, name), by=by, at=at)


def rows_of(label, met="4", due="5", *, process="incident", department="operations"):
    """A whole week of the small place as rows of a list."""
    return [
        [process, department, label, part.start.isoformat(), code, value, "", ""]
        for part in Week.parse(label).slices()
        for code, value in (("s_met", met), ("s_due", due))
    ]
