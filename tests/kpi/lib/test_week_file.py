"""The shape of a file with weeks' data: what is read as what, what is refused and how fast (reliability §4.4 X1–X14)."""

import time
import zipfile
from datetime import date

import pytest

from governance.lib.workbook import FileRefused
from kpi.lib.week_columns import read_header
from kpi.lib.week_file import read_week_file
from kpi.lib.week_identity import HEAD as IDENTITY_HEAD
from kpi.lib.week_identity import Identity, read_identity, signed_row
from tests.kpi.filing import HEAD, list_csv, list_xlsx, rows_of

pytestmark = pytest.mark.usefixtures("english")
ROWS = [["incident", "operations", "2026-W07", "2026-02-09", "s_met", "4", "", ""]]


def put(tmp_path, content, name="weeks.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def read(tmp_path, content, name="weeks.xlsx"):
    return read_week_file(put(tmp_path, content, name), name)


def refusal(tmp_path, content, name="weeks.xlsx"):
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, content, name)
    return str(caught.value)


def value(tmp_path, cell, change=None):
    """What one cell of a sheet is read as."""
    rows = [[*ROWS[0][:5], cell, "", ""]]
    raw = read(tmp_path, list_xlsx(rows, change=change)).tables[0].lines[0].cells["value"]
    return raw.value, raw.fault


def rebuilt(content, change):
    """A workbook with its parts changed on the way into a new one."""
    import io

    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, change(info.filename, source.read(info)))
    return stream.getvalue()


def with_part(content, name, part):
    import io

    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.xlsx", "empty"),
        (b"", "a.csv", "empty"),
        (list_csv([]), "a.csv", "no rows"),
        (list_xlsx([]), "a.xlsx", "no rows"),
        (list_csv(ROWS * 5001), "a.csv", "5001 rows; at most 5000"),
        (b"\xd0\xcf\x11\xe0" * 20, "a.xlsx", "protected"),
        (b"%PDF-1.7 ...", "a.csv", "PDF"),
        (b"<html><table>", "a.csv", "HTML"),
        (b"<html><table>", "a.xlsx", "not an XLSX"),
        (list_csv(ROWS), "a.xlsx", "not an XLSX"),
        (b"x" * ((5 << 20) + 1), "a.csv", "5 MB"),
    ],
    ids=[
        "x1-empty",
        "x1-csv",
        "x1-head",
        "x1-sheet",
        "x1-5001",
        "x2-ole",
        "x2-pdf",
        "x2-html",
        "x2-htm",
        "x2-csv",
        "x1-size",
    ],
)
def test_file_that_is_no_list_is_refused(tmp_path, content, name, word):
    assert word in refusal(tmp_path, content, name)


def test_5001_rows_of_a_sheet_are_refused_with_the_limit(tmp_path):
    assert "at most 5000" in refusal(tmp_path, list_xlsx(ROWS * 5001))


def test_bomb_is_refused_at_once(tmp_path):
    content = with_part(list_xlsx(ROWS), "xl/media/zeros.bin", b"\0" * (21 << 20))
    begun = time.process_time()

    assert "unpacks" in refusal(tmp_path, content)
    assert time.process_time() - begun < 2


def test_too_many_parts_macros_and_doubtful_names_are_refused(tmp_path):
    good = list_xlsx(ROWS)
    many = good
    for number in range(3):
        many = with_part(many, f"xl/media/{number}", b"x")

    assert "macros" in refusal(tmp_path, with_part(good, "xl/vbaProject.bin", b"x"))
    for name in ("../../evil.txt", "/etc/evil", "xl\\evil.xml"):
        assert "doubtful" in refusal(tmp_path, with_part(good, name, b"x"))
    assert not (tmp_path.parent / "evil.txt").exists()
    assert read(tmp_path, many).row_count == 1


def test_entities_are_refused(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    content = rebuilt(
        list_xlsx(ROWS), lambda name, data: laughs + data if name == "xl/workbook.xml" else data
    )

    assert "entities" in refusal(tmp_path, content)


def test_boastful_dimension_and_blank_rows_cost_nothing(tmp_path):
    def boast(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        import re

        blank = b"".join(b'<row r="%d" spans="1:8"/>' % row for row in range(3, 10_003))
        data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
        return data.replace(b"</sheetData>", blank + b"</sheetData>")

    begun = time.process_time()
    assert read(tmp_path, rebuilt(list_xlsx(ROWS), boast)).row_count == 1
    assert time.process_time() - begun < 8


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (("process", "department", "week", "measure"), "lacks the columns: Reported number"),
        ((*HEAD[:5], "valeu", *HEAD[6:]), "lacks the columns: Reported number"),
        ((*HEAD[:7], "value"), "twice: Reported number"),
        ((*HEAD[:7], "colour"), "nobody asked for: colour"),
    ],
    ids=["missing", "renamed", "twice", "unknown"],
)
def test_wrong_head_is_refused(tmp_path, head, word):
    assert word in refusal(tmp_path, list_xlsx(ROWS, head))
    assert word in refusal(tmp_path, list_csv(ROWS, head), "a.csv")


def test_columns_may_stand_in_any_order(tmp_path):
    turned = list_xlsx([row[::-1] for row in ROWS], HEAD[::-1])

    line = read(tmp_path, turned).tables[0].lines[0]
    assert (line.text("process"), line.text("value")) == ("incident", "4")


def test_second_head_row_is_a_row_like_any_other(tmp_path):
    lines = read(tmp_path, list_xlsx([HEAD, *ROWS])).tables[0].lines

    assert [line.text("measure") for line in lines] == ["measure", "s_met"]


def test_merged_cells_are_refused_with_their_range(tmp_path):
    content = list_xlsx(ROWS * 2, change=lambda book, page: page.merge_cells("F2:F3"))

    assert "F2:F3" in refusal(tmp_path, content)


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!"])
def test_error_value_is_a_fault_of_its_cell(tmp_path, error):
    assert error in value(tmp_path, error)[1]


def test_formula_without_a_value_is_a_fault_of_its_cell(tmp_path):
    assert "without a computed value" in value(tmp_path, "=2+2")[1]


def test_formula_speaks_through_its_saved_value(tmp_path):
    def computed(name, data):
        return data.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(
            b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>"
        )

    content = rebuilt(list_xlsx([[*ROWS[0][:5], "=2+2", "", ""]]), computed)
    raw = read(tmp_path, content).tables[0].lines[0].cells["value"]

    assert (raw.value, raw.fault) == ("4", "")


@pytest.mark.parametrize(
    ("cell", "form", "said"),
    [
        (0.985, "0.0%", "98.5%"),
        (0.985, "General", "0.985"),
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        ("98.5%", "@", "98.5%"),
        ("９８", "@", "９８"),
        (1e300, "General", "1" + "0" * 300),
        (True, "General", "true"),
        (date(2026, 1, 5), "yyyy-mm-dd", "2026-01-05"),
        (-5, "General", "-5"),
        ("1e5", "@", "1e5"),
    ],
)
def test_cell_means_what_the_sheet_shows(tmp_path, cell, form, said):
    def shaped(book, page):
        page["F2"].number_format = form

    assert value(tmp_path, cell, shaped) == (said, "")


@pytest.mark.parametrize("serial", [60, 10**12, -1, 0.5, 2958466])
def test_odd_serial_of_a_date_is_handled_or_a_fault_never_a_crash(tmp_path, serial):
    def dated(book, page):
        page["F2"].number_format = "yyyy-mm-dd"

    said, fault = value(tmp_path, serial, dated)
    assert said or fault


def test_workbook_that_counts_from_1904_gives_the_same_day(tmp_path):
    def from_1904(book, page):
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
        page["D2"] = date(2026, 2, 9)

    line = read(tmp_path, list_xlsx(ROWS, change=from_1904)).tables[0].lines[0]
    assert line.text("slice_start") == "2026-02-09"


def test_hidden_rows_are_read_and_hidden_sheets_named(tmp_path):
    def hide(book, page):
        page.row_dimensions[2].hidden = True
        other = book.create_sheet("draft")
        other.sheet_state = "hidden"
        other["A1"] = "secret"

    found = read(tmp_path, list_xlsx(ROWS * 2, change=hide))

    assert found.row_count == 2
    assert found.notes == [
        "Sheets that were not read: draft.",
        "Hidden or filtered rows were read all the same: 1.",
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encoding_is_found_out_and_told(tmp_path, encoding):
    rows = [[*ROWS[0][:6], "工具不可用", ""]]
    found = read(tmp_path, list_csv(rows, encoding=encoding), "a.csv")

    assert found.tables[0].lines[0].text("no_data_reason") == "工具不可用"
    assert found.notes[0].startswith("Read as UTF-" if "utf" in encoding else "Read as GB18030")


def test_damaged_text_is_refused_with_its_line(tmp_path):
    assert "line 3" in refusal(tmp_path, list_csv(ROWS) + b"\xff\xff\xff\n", "a.csv")


@pytest.mark.parametrize(
    ("delimiter", "end"), [(";", "\r\n"), ("\t", "\n"), (",", "\r"), ("|", "\n")]
)
def test_delimiter_and_line_end_are_found_out(tmp_path, delimiter, end):
    content = list_csv(ROWS, delimiter=delimiter, end=end)

    assert read(tmp_path, content, "a.csv").tables[0].lines[0].text("value") == "4"


def test_line_break_in_a_field_is_kept_and_a_huge_one_refused(tmp_path):
    broken = [[*ROWS[0][:6], "two\nlines", ""]]
    huge = [[*ROWS[0][:6], "x" * 140_000, ""]]

    assert (
        read(tmp_path, list_csv(broken), "a.csv").tables[0].lines[0].text("no_data_reason")
        == "two\nlines"
    )
    assert "Line 2" in refusal(tmp_path, list_csv(huge), "a.csv")


def test_unbalanced_quote_is_refused_with_its_line(tmp_path):
    text = list_csv(ROWS).replace(b"s_met", b'"s_met')

    assert "Line" in refusal(tmp_path, text, "a.csv")


def test_row_longer_than_the_head_is_refused(tmp_path):
    assert "Row 2 has 9 cells" in refusal(tmp_path, list_csv([[*ROWS[0], "more"]]), "a.csv")


def test_header_may_carry_marks_and_blanks():
    assert read_header([(1, " 过程代码 *"), (2, "")], ["process"]) == {"process": 1}


def test_identity_is_read_as_it_was_signed_and_no_other():
    known = Identity("W07", 4, "2026-W07", 0)
    row = list(signed_row(known))

    assert read_identity([row]) == [known]
    for place in range(len(IDENTITY_HEAD)):
        changed = [*row]
        changed[place] = "5"
        with pytest.raises(FileRefused):
            read_identity([changed])
    for rows in ([], [[]], [row[:-1]]):
        with pytest.raises(FileRefused):
            read_identity(rows)


def test_split_week_asks_for_its_parts():
    assert {row[3] for row in rows_of("2026-W09")} == {"2026-02-23", "2026-03-01"}


def sheet_of_the_template(book, page):
    """A visible sheet of the template as somebody copies it out: title, a blank row, the head, numbers."""
    page.delete_rows(1, 2)
    for row in (
        ["Incident · week 7"],
        [],
        [
            "Base measure",
            "Unit",
            "Last week",
            "Reported number *",
            "No data, because",
            "Why it is unusual",
            "Measure code",
            "First day",
        ],
        ["Met", "cases", 3, 4, "", "", "s_met", "2026-02-09"],
    ):
        page.append(row)


def test_sheet_copied_out_of_the_template_is_refused_and_says_what_to_hand_in(tmp_path):
    from openpyxl import load_workbook

    copied = list_xlsx(ROWS, change=sheet_of_the_template)
    page = load_workbook(put(tmp_path, copied)).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in page.values]
    saved = list_csv(rows[1:], rows[0])

    assert "without the hidden sheet" in refusal(tmp_path, copied)
    assert "without the hidden sheet" in refusal(tmp_path, saved, "weeks.csv")


def test_symlink_in_the_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("xl/media/link.png")
    link.external_attr = (0o120777 << 16) | 0x20

    assert "doubtful" in refusal(tmp_path, with_part(list_xlsx(ROWS), link, "/etc/passwd"))


def test_link_to_another_workbook_and_dde_are_read_as_what_was_saved(tmp_path):
    """Nothing is fetched and nothing is started: a cell is its saved value, or a fault where none was saved."""
    formulas = ["=[1]Sheet1!$A$1", "=cmd|'/c calc'!A1", '=WEBSERVICE("http://192.0.2.1/")']
    rows = [[*ROWS[0][:5], formula, "", ""] for formula in formulas]
    lines = read(tmp_path, list_xlsx(rows)).tables[0].lines

    assert ["without a computed value" in line.cells["value"].fault for line in lines] == [True] * 3


def test_hidden_column_is_read_like_any_other(tmp_path):
    def hide(book, page):
        page.column_dimensions["F"].hidden = True

    assert read(tmp_path, list_xlsx(ROWS, change=hide)).tables[0].lines[0].text("value") == "4"
