from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Workday
from governance.selectors.calendar import work_calendar, years_without_calendar
from governance.services.calendar import (
    CannotImportCalendar,
    NamedDay,
    decide_day,
    official_days,
    seed_calendar,
    take_over_calendar,
)
from governance.services.calendar_file import read_calendar
from tests.people import SETUP

NOW = datetime(2026, 11, 2, tzinfo=UTC)
MAKEUP_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


def import_text(text, *, by, at):
    return take_over_calendar(read_calendar(text), source="file", by=by, at=at)


def test_the_official_days_of_2026_are_those_of_the_notice(db):
    seed_calendar([2026], by=SETUP, at=NOW)

    made_up = Workday.objects.filter(kind=Workday.Kind.MAKEUP).order_by("day")
    assert [row.day.isoformat() for row in made_up] == MAKEUP_2026
    calendar = work_calendar()
    assert calendar.count_workdays(date(2026, 2, 16), date(2026, 2, 22)) == 0
    assert calendar.count_workdays(date(2026, 2, 9), date(2026, 2, 15)) == 6
    assert calendar.fallback_years == ()


def test_a_second_seed_changes_nothing_and_keeps_what_the_pmo_decided(officer):
    seed_calendar([2026], by=SETUP, at=NOW)
    decide_day(NamedDay(date(2026, 10, 10), Workday.Kind.WEEKEND, "公司放假"), by=officer, at=NOW)
    entries = AuditEntry.objects.count()

    assert seed_calendar([2026], by=SETUP, at=NOW) == 0
    assert AuditEntry.objects.count() == entries
    assert Workday.objects.get(day="2026-10-10").note == "公司放假"
    assert not work_calendar().is_workday(date(2026, 10, 10))


def test_a_year_nobody_loaded_falls_back_and_is_asked_for_from_november(officer):
    seed_calendar([2026], by=SETUP, at=NOW)
    assert years_without_calendar(date(2026, 10, 31)) == ()
    assert years_without_calendar(date(2026, 11, 1)) == (2027,)
    decide_day(NamedDay(date(2027, 3, 1), Workday.Kind.HOLIDAY, "公司日"), by=officer, at=NOW)
    assert years_without_calendar(date(2026, 11, 1)) == (2027,)

    import_text(
        "day,kind,note\n2027-10-01,holiday,国庆节\n2027年10月2日,holiday,国庆节\n",
        by=officer,
        at=NOW,
    )

    assert years_without_calendar(date(2026, 11, 1)) == ()
    assert import_text("day,kind,note\n2027-10-01,holiday,国庆节\n", by=officer, at=NOW) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("datum,art\n", "columns"),
        ("day,kind,note\n2027-02-30,holiday,x\n", "Line 2"),
        ("day,kind,note\n2027-02-03,holiday,x\n2027-02-04,party,x\n", "Line 3"),
        ("day,kind,note\n,holiday,x\n", "Line 2"),
    ],
)
def test_a_bad_line_stops_all_of_a_file(officer, text, says):
    from django.utils import translation

    with translation.override("en"), pytest.raises(CannotImportCalendar, match=says):
        import_text(text, by=officer, at=NOW)
    assert not Workday.objects.exists()


def test_a_year_the_library_does_not_know_is_refused(db):
    with pytest.raises(CannotImportCalendar):
        official_days(2027)


def test_the_calendar_is_not_for_specialists(specialist):
    for act in (
        lambda: import_text("day,kind\n2027-10-01,holiday\n", by=specialist, at=NOW),
        lambda: decide_day(NamedDay(date(2026, 1, 1), "workday"), by=specialist, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
