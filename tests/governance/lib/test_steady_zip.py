"""Zip files and workbooks that depend on their content alone."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
import time_machine

from governance.lib.sheets import tables_xlsx
from governance.lib.steady_zip import plain_name, steady_workbook, write_steady_zip

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 7, 1, 12, 34, 56, tzinfo=UTC)
TABLES = [("Gaps", ["a", "b"], [["=1+1", 2]]), ("Index", ["c"], [])]


def zipped(entries):
    stream = io.BytesIO()
    write_steady_zip(stream, ((name, lambda content=content: content) for name, content in entries))
    return stream.getvalue()


def at(moment, make):
    with time_machine.travel(moment, tick=False):
        return make()


def test_zip_is_the_same_at_any_time():
    entries = [("1 报告/一月.pdf", b"x" * 5000), ("b.txt", b"")]

    early, late = (at(moment, lambda: zipped(entries)) for moment in (EARLY, LATE))

    assert early == late
    archive = zipfile.ZipFile(io.BytesIO(early))
    assert archive.namelist() == [name for name, _content in entries]
    assert [archive.read(name) for name in archive.namelist()] == [b"x" * 5000, b""]


def test_workbook_is_the_same_at_any_time_and_opens():
    from openpyxl import load_workbook

    plain = [at(moment, lambda: tables_xlsx(TABLES)) for moment in (EARLY, LATE)]
    steady = [steady_workbook(content) for content in plain]

    assert plain[0] != plain[1]
    assert steady[0] == steady[1]
    book = load_workbook(io.BytesIO(steady[0]))
    assert book.sheetnames == ["Gaps", "Index"]
    assert list(book.worksheets[0].values) == [("a", "b"), ("=1+1", 2)]
    assert book.worksheets[0]["A2"].data_type == "s"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("YN/RPT: 2026*01", "YN_RPT_2026_01"),
        ("../../etc/passwd", "etc_passwd"),
        ("事件管理 规范", "事件管理_规范"),
        ("a\\b\x00c\nd", "a_b_c_d"),
        ("...", "file"),
        ("", "file"),
        ("x" * 500, "x" * 90),
    ],
)
def test_name_leaves_its_folder_on_no_system(text, name):
    assert plain_name(text) == name
