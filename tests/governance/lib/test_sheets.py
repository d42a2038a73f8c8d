"""Tables on their way out: a text never becomes a formula, a number stays one (X23)."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from governance.lib.sheets import put, sheet_title, table_csv, table_xlsx

FORMULAS = ["=1+1", "+86 10", "-5 apples", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "＝1", "\t=1"]


def opened(content):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_text_of_a_sheet_is_typed_as_text(text):
    cell = opened(table_xlsx("t", ["head"], [[text]]))["A2"]

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", [each for each in FORMULAS if not each.startswith("#")])
def test_text_of_a_csv_is_quoted(text):
    content = table_csv(["head"], [[text]])

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["head"], [f"'{text}"]]


def test_numbers_and_days_stay_what_they_are():
    page = opened(
        table_xlsx("t", ["a", "b", "c", "d"], [[-5, Decimal("0.1"), date(2026, 2, 9), None]])
    )

    assert [cell.value for cell in page[2]][:2] == [-5, 0.1]
    assert page["C2"].is_date
    assert page["D2"].value is None
    assert b"-5,0.1,2026-02-09," in table_csv(["a"], [[-5, Decimal("0.1"), date(2026, 2, 9), None]])


def test_what_xml_cannot_carry_is_left_out():
    assert opened(table_xlsx("t", ["a"], [["a\x00b\ud800c\x0b"]]))["A2"].value == "abc"


def test_moment_loses_its_zone_not_its_hour():
    from openpyxl import Workbook

    cell = put(Workbook().active["A1"], datetime(2026, 2, 9, 8, 30, tzinfo=UTC))
    assert cell.value == datetime(2026, 2, 9, 8, 30)  # noqa: DTZ001 -- a sheet knows no zones


@pytest.mark.parametrize(
    ("text", "taken", "title"),
    [
        ("a/b:c", [], "a b c"),
        ("x" * 40, [], "x" * 31),
        ("x" * 40, ["X" * 31], "x" * 27 + " (2)"),
        ("[]", [], "1"),
        ("'quoted'", [], "quoted"),
    ],
)
def test_title_of_a_sheet_is_one_excel_takes(text, taken, title):
    assert sheet_title(text, taken) == title
