import lzma
import struct
import time
import zipfile
from datetime import datetime

import pytest

from governance.lib.workbook import FileRefused
from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_file import kind_of, open_export
from kpi.lib.ticket_rows import read_tickets
from tests.tickets import HEADER, MAPPING, ROWS, text_of, write_csv, write_xlsx

PLAIN = text_of()


def sheet_cell(text):
    """A sheet knows moments, numbers and flags; a moment in it has no zone."""
    if "/" in text:
        return datetime.strptime(text + " +0000", "%d/%m/%Y %H:%M %z").replace(tzinfo=None)
    if text.lstrip("-").isdigit():
        return int(text)
    return text == "true" if text in {"true", "false"} else text


def tickets(path):
    mapping = load_mapping(MAPPING)
    with open_export(path, mapping) as export:
        reading = read_tickets(export.header, export.rows, mapping)
    assert reading.bad == []
    return reading.tickets


def refusal(path):
    with pytest.raises(FileRefused) as caught:
        tickets(path)
    return str(caught.value)


def put(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def expected(tmp_path):
    return tickets(write_csv(tmp_path / "expected.csv"))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_is_detected(tmp_path, encoding):
    rows = [[*ROWS[4][:6], "服务台一组", *ROWS[4][7:]]]
    found = tickets(write_csv(tmp_path / "log.csv", rows, encoding=encoding))

    assert found["C3"].group == "服务台一组"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_detected(tmp_path, expected, delimiter):
    assert tickets(write_csv(tmp_path / "log.csv", delimiter=delimiter)) == expected


def test_lines_may_end_in_any_way(tmp_path, expected):
    for number, end in enumerate(["\r\n", "\r"]):
        assert tickets(put(tmp_path / f"{number}.csv", PLAIN.replace("\n", end))) == expected


def test_columns_may_stand_in_another_order_and_others_beside_them(tmp_path, expected):
    order = [8, 3, 0, 1, 2, 7, 6, 5, 4]
    rows = [[*(row[place] for place in order), "extra"] for row in ROWS]
    header = [*(HEADER[place] for place in order), "more"]

    assert tickets(write_csv(tmp_path / "log.csv", rows, header)) == expected


def test_a_field_may_hold_a_line_break(tmp_path):
    rows = [[*ROWS[4][:6], "two\nlines", *ROWS[4][7:]]]

    assert tickets(write_csv(tmp_path / "log.csv", rows))["C3"].group == "two\nlines"


def test_packed_and_plain_are_the_same(tmp_path, expected):
    assert tickets(put(tmp_path / "log.csv.xz", lzma.compress(PLAIN.encode()))) == expected


def test_sheet_and_text_are_the_same(tmp_path, expected):
    assert tickets(write_xlsx(tmp_path / "log.xlsx")) == expected


def test_typed_cells_of_a_sheet_are_read_as_what_they_are(tmp_path, expected):
    rows = [[sheet_cell(cell) for cell in row] for row in ROWS]

    assert tickets(write_xlsx(tmp_path / "log.xlsx", rows)) == expected


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", ",".join(HEADER) + "\n", "no rows"),
        ("a.csv", PLAIN.replace("opened_at", "opend_at", 1), "opened_at（≈ opend_at?）"),
        ("a.csv", PLAIN.replace("state", "number", 1), "twice: number"),
        ("a.csv", PLAIN.replace("Desk", '"Desk', 1), "Line 6"),
        ("a.csv", PLAIN.replace("Desk", "x" * 140_000, 1), "Line 2"),
        ("a.csv", PLAIN.encode() + b"\xff\xff\xff\n", "line 7"),
        ("a.csv", PLAIN.encode()[:-3] + b"\0\0\n", "neither"),
        ("a.csv", b"%PDF-1.7 ...", "PDF"),
        ("a.csv", b"<html><table>", "HTML"),
        ("a.csv", b"\xd0\xcf\x11\xe0", "XLS"),
        ("a.csv.xz", lzma.compress(PLAIN.encode())[:-20], "damaged"),
        ("a.csv.xz", b"no xz at all", "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" * 20, "not an XLSX"),
        ("a.xlsx", PLAIN, "not an XLSX"),
        ("a.ods", PLAIN, "kind of file"),
        ("a.xls", PLAIN, "kind of file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path, name, content, word):
    assert word in refusal(put(tmp_path / name, content))


def test_a_name_decides_the_kind():
    assert [kind_of(name) for name in ("A.CSV", "b.csv.xz", "c.XLSX")] == [
        ".csv",
        ".csv.xz",
        ".xlsx",
    ]


def changed_workbook(tmp_path, change):
    """A good workbook with its parts changed on the way into a new one."""
    good, bad = write_xlsx(tmp_path / "good.xlsx"), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, change(info.filename, source.read(info)))
    return bad


def with_parts(tmp_path, parts):
    path = write_xlsx(tmp_path / "bad.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def test_a_bomb_is_refused_at_once(tmp_path):
    path = with_parts(tmp_path, [("xl/media/zeros.bin", b"\0" * (60 << 20))])
    begun = time.process_time()

    assert "unpacks" in refusal(path)
    assert time.process_time() - begun < 1


def test_too_many_parts_are_refused(tmp_path):
    assert "too many" in refusal(
        with_parts(tmp_path, [(f"xl/media/{number}", b"") for number in range(501)])
    )


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil", "xl\\evil.xml", "C:evil"])
def test_doubtful_names_are_refused(tmp_path, name):
    assert "doubtful" in refusal(with_parts(tmp_path, [(name, b"x")]))


def test_the_same_name_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = with_parts(tmp_path, [("xl/styles.xml", b"<x/>")])

    assert "doubtful" in refusal(path)


def test_macros_are_refused(tmp_path):
    assert "macros" in refusal(with_parts(tmp_path, [("xl/vbaProject.bin", b"x")]))


def test_a_lie_about_the_size_is_found(tmp_path):
    path = write_xlsx(tmp_path / "bad.xlsx")
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    while b"worksheets/sheet1" not in content[entry : entry + 80]:
        entry = content.index(b"PK\x01\x02", entry + 4)
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)

    assert "larger than it claims" in refusal(put(path, bytes(content)))


def test_entities_are_refused(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    path = changed_workbook(
        tmp_path, lambda name, data: laughs + data if name == "xl/workbook.xml" else data
    )

    assert "entities" in refusal(path)


def test_an_error_cell_and_an_uncomputed_formula_are_named(tmp_path):
    from openpyxl import Workbook

    for cell, word in (("#DIV/0!", "error value"), ("=1+1", "formula")):
        book = Workbook()
        for row in [HEADER, *ROWS]:
            book.active.append(row)
        book.active["F3"] = cell
        book.save(tmp_path / "bad.xlsx")

        sentence = refusal(tmp_path / "bad.xlsx")
        assert word in sentence
        assert "F3" in sentence


def test_merged_cells_are_refused(tmp_path):
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "bad.xlsx")
    book = load_workbook(path)
    book.active.merge_cells("A2:B3")
    book.save(path)

    assert "R2C1:R3C2" in refusal(path)


def test_a_hidden_sheet_is_passed_over(tmp_path, expected):
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "log.xlsx")
    book = load_workbook(path)
    hidden = book.create_sheet("secret", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["nothing"])
    book.save(path)

    assert tickets(path) == expected


def test_a_boastful_dimension_and_blank_rows_cost_nothing(tmp_path, expected):
    def boast(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        import re

        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)

    path = changed_workbook(tmp_path, boast)
    begun = time.process_time()

    assert tickets(path) == expected
    assert time.process_time() - begun < 2
