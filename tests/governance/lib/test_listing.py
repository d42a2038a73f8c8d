import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import RequestFactory

from governance.lib import listing
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing, in_batches, list_file

AT = datetime(2026, 2, 24, 2, 0, tzinfo=UTC)
EVIL = ("=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x")
ROWS = [{"text": text, "number": -5, "day": date(2026, 2, 1), "at": AT} for text in EVIL]
SHOWN = Listing(
    "things",
    "Things with a name far too long for the tab of a sheet",
    (
        Column("text", lambda row: row["text"]),
        Column("number", lambda row: row["number"], NUMBER),
        Column("day", lambda row: row["day"], DAY),
        Column("at", lambda row: row["at"], MOMENT),
    ),
)


def answer(form, rows=ROWS, **query):
    request = RequestFactory().get("/things/", {"format": form, **query})
    request.user = None
    return list_file(request, SHOWN, rows, at=AT)


def lines(rows=ROWS, **query):
    text = b"".join(answer("csv", rows, **query).streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def book(rows=ROWS, **query):
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(answer("xlsx", rows, **query).content))


def test_csv_quotes_every_text_a_spreadsheet_would_run_and_leaves_numbers():
    found = lines()[1:-1]

    assert [row[0] for row in found] == [f"'{text}" for text in EVIL]
    assert {tuple(row[1:]) for row in found} == {("-5", "2026-02-01", "2026-02-24 10:00:00")}


def test_workbook_keeps_texts_as_texts_numbers_as_numbers_and_days_as_days():
    sheet = book().worksheets[0]
    rows = list(sheet.iter_rows(min_row=2))

    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[0].value for row in rows[:4]] == list(EVIL[:4])
    assert {row[1].value for row in rows} == {-5}
    assert {f"{row[2].value:%Y-%m-%d}" for row in rows} == {"2026-02-01"}
    assert {f"{row[3].value:%Y-%m-%d %H:%M}" for row in rows} == {"2026-02-24 10:00"}
    assert {cell.is_date for row in rows for cell in row[2:]} == {True}


def test_workbook_has_a_fixed_head_a_filter_and_a_sheet_that_says_what_it_is():
    found = book(state="open")
    sheet, about = found.worksheets

    assert len(sheet.title) <= 31
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:D{len(EVIL) + 1}"
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["state"] == "open"
    assert str(len(EVIL)) in told.values()
    assert "2026-02-24 10:00:00" in told.values()


def test_csv_says_on_its_last_line_when_and_with_which_filter_it_was_made():
    last = lines(state="open", page="3")[-1][0]

    assert last.startswith("# ")
    assert "2026-02-24 10:00:00" in last
    assert "state: open" in last
    assert "page" not in last


@pytest.mark.parametrize("rows", [[], ROWS[:1]])
def test_an_empty_list_is_a_file_with_a_head(rows):
    assert lines(rows)[0] == ["text", "number", "day", "at"]
    assert book(rows).worksheets[0].max_row == 1 + len(rows)


def test_a_list_beyond_the_limit_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 3)

    found, sheet = lines(), book().worksheets
    assert len(found) == 1 + 3 + 1
    assert "3" in found[-1][0].split("·")[-1]
    assert sheet[0].max_row == 4
    assert len(list(sheet[1].iter_rows())) == 5
    assert len(lines(ROWS[:3])[-1][0].split("·")) == len(found[-1][0].split("·")) - 1


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (Decimal("0.0000001"), NUMBER, "0.0000001"),
        (Fraction(1, 4), NUMBER, "0.25"),
        (None, NUMBER, ""),
        ("", DAY, ""),
        (datetime(2026, 2, 24, 17, 0, tzinfo=UTC), DAY, "2026-02-25"),
        (0, NUMBER, "0"),
    ],
)
def test_a_value_is_written_as_what_it_is(value, kind, said):
    shown = Listing("x", "x", (Column("x", lambda row: row, kind),))
    request = RequestFactory().get("/", {"format": "csv"})
    request.user = None
    text = b"".join(list_file(request, shown, [value], at=AT).streaming_content).decode()

    assert next(csv.reader([text.splitlines()[1]])) == [said]


def test_batches_ask_once_per_some_hundred_rows():
    asked = []

    def lines_of(rows):
        asked.append(len(rows))
        return rows

    assert list(in_batches(range(1200), lines_of, 500)) == list(range(1200))
    assert asked == [500, 500, 200]
