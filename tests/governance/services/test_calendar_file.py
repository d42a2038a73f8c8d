"""A year as a file: read in both languages, laid beside what is known, refused by line (domain §6.4)."""

import io
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from governance.lib.workbook import FileRefused
from governance.models import AuditEntry, Workday
from governance.services.calendar import (
    CannotImportCalendar,
    NamedDay,
    decide_day,
    official_days,
    seed_calendar,
    take_over_calendar,
    years_in_package,
)
from governance.services.calendar_file import (
    preview_calendar,
    read_calendar,
    read_calendar_book,
    text_of_days,
)
from tests.people import SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def book(tmp_path, rows):
    import openpyxl

    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    path = tmp_path / "calendar.xlsx"
    stream = io.BytesIO()
    made.save(stream)
    path.write_bytes(stream.getvalue())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "day,kind,note\n2027-10-01,holiday,国庆节\n",
        "日期;类别;备注\n2027年10月1日;公休假日;国庆节\n",
        "\ufeffDay\tKind of day\tNote\n2027.10.1\tpublic holiday\t国庆节\n",
        'kind,day,is a workday,note\nHoliday,2027-10-01,no,国庆节\n"# Exported at: 2026",,,\n',
    ],
)
def test_a_file_is_read_with_english_and_chinese_heads(text):
    with translation.override("zh-hans"):
        word = str(Workday.Kind.HOLIDAY.label)

    assert read_calendar(text.replace("公休假日", word)) == [
        NamedDay(date(2027, 10, 1), "holiday", "国庆节")
    ]


def test_a_workbook_is_read_with_its_dates(tmp_path):
    path = book(
        tmp_path,
        [
            ["day", "kind", "note"],
            [date(2027, 10, 1), "holiday", "国庆节"],
            ["2027-10-09", "makeup", None],
        ],
    )

    assert read_calendar_book(path) == [
        NamedDay(date(2027, 10, 1), "holiday", "国庆节"),
        NamedDay(date(2027, 10, 9), "makeup", ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns"),
        ("date,sort\n", "columns"),
        ("day,kind\n", "no day"),
        ("day,kind\n2027-10-01,feast\n", "Line 2"),
        ("day,kind\n2027-13-01,holiday\n", "Line 2"),
        ("day,kind\n2027-10-01,holiday\n2027-10-01,workday\n", "Line 3"),
        ("day,kind\n1999-10-01,holiday\n", "Line 2"),
        ("day,kind\n2027-10-01\n", "Line 2"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_by_its_line(text, said):
    with pytest.raises(CannotImportCalendar, match=said):
        read_calendar(text)


def test_a_file_of_too_many_lines_is_refused():
    with pytest.raises(CannotImportCalendar, match="4000"):
        read_calendar("day,kind\n" + "2027-10-01,holiday\n" * 4001)


def test_something_else_under_the_name_of_a_workbook_is_refused(tmp_path):
    path = tmp_path / "calendar.xlsx"
    path.write_bytes(b"PK\x03\x04 no book")

    with pytest.raises(FileRefused):
        read_calendar_book(path)


def test_preview_says_what_changes_and_changes_nothing(officer):
    seed_calendar([2026], by=SETUP, at=NOW)
    decide_day(NamedDay(date(2026, 10, 10), "weekend", "公司放假"), by=officer, at=NOW)
    entries = AuditEntry.objects.count()

    preview = preview_calendar(official_days(2026))

    (change,) = preview.changes
    assert (change.named.day, change.before, change.before_note) == (
        date(2026, 10, 10),
        "weekend",
        "公司放假",
    )
    assert (change.is_new, change.is_felt) == (False, True)
    assert [(year.year, year.after - year.before, year.is_known) for year in preview.years] == [
        (2026, 1, True)
    ]
    assert preview.unchanged == len(official_days(2026)) - 1
    assert AuditEntry.objects.count() == entries


def test_preview_of_a_new_year_counts_its_workdays():
    preview = preview_calendar(official_days(2026))

    (year,) = preview.years
    assert (year.before, year.after) == (261, 248)
    assert all(change.is_new for change in preview.changes)


def test_year_without_its_national_day_stays_unknown():
    preview = preview_calendar([NamedDay(date(2027, 1, 1), "holiday")])

    assert [year.is_known for year in preview.years] == [False]


def test_what_was_shown_is_what_is_taken_over_once(officer):
    preview = preview_calendar(official_days(2026))

    def take():
        return take_over_calendar(
            read_calendar(preview.text), source="chinesecalendar", by=officer, at=NOW
        )

    assert (take(), take()) == (len(preview.changes), 0)
    assert preview_calendar(official_days(2026)).changes == []
    assert AuditEntry.objects.filter(action="governance.load_calendar").count() == 1


def test_text_of_days_is_read_back_as_the_same_days():
    days = [NamedDay(date(2027, 5, 1), "holiday", '劳动节, "调休"')]

    assert read_calendar(text_of_days(days)) == days


def test_the_package_offers_its_years_the_latest_first():
    assert years_in_package()[0] >= 2026
    assert official_days(years_in_package()[-1])
