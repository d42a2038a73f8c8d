"""The work calendar against the days of the State Council's notice (domain §6.4)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from governance.lib.calendar import (
    MONTHLY_DUE,
    QUARTERLY_DUE,
    WEEKLY_DUE,
    DueRule,
    NoWorkday,
    WorkCalendar,
)
from governance.lib.periods import Month, Quarter, Week

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def official():
    first = date(2025, 1, 1)
    days = [first + timedelta(days=offset) for offset in range(2 * 365)]
    return {day: chinese_calendar.is_workday(day) for day in days}


@pytest.fixture
def calendar(official):
    return WorkCalendar(official, frozenset({2025, 2026}))


@pytest.mark.parametrize(
    ("week", "due"),
    [
        (Week(2026, 7), date(2026, 2, 24)),
        (Week(2026, 8), date(2026, 2, 24)),
        (Week(2026, 9), date(2026, 3, 2)),
        (Week(2026, 14), date(2026, 4, 7)),
        (Week(2026, 18), date(2026, 5, 6)),
        (Week(2026, 40), date(2026, 10, 8)),
        (Week(2025, 40), date(2025, 10, 9)),
    ],
)
def test_weekly_data_is_due_at_17_on_the_first_workday_after_the_week(calendar, week, due):
    assert calendar.first_workday_after(week) == due
    assert calendar.due(week, WEEKLY_DUE, SHANGHAI) == datetime.combine(
        due, time(17), tzinfo=SHANGHAI
    )
    assert calendar.fallback_years == ()


def test_due_instant_is_the_same_whatever_the_server_zone(calendar):
    due = calendar.due(Week(2026, 7), WEEKLY_DUE, SHANGHAI)

    assert due.astimezone(ZoneInfo("UTC")).isoformat() == "2026-02-24T09:00:00+00:00"


def test_due_day_beyond_the_loaded_years_falls_back_and_says_so(calendar):
    due = calendar.due_day(Week(2026, 53), WEEKLY_DUE)

    assert due == date(2027, 1, 4)
    assert calendar.fallback_years == (2027,)


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2025, 12), date(2026, 1, 8)), (Month(2026, 1), date(2026, 2, 6)), (Month(2026, 2), date(2026, 3, 6)),
        (Month(2026, 3), date(2026, 4, 8)), (Month(2026, 4), date(2026, 5, 11)), (Month(2026, 5), date(2026, 6, 5)),
        (Month(2026, 6), date(2026, 7, 7)), (Month(2026, 7), date(2026, 8, 7)), (Month(2026, 8), date(2026, 9, 7)),
        (Month(2026, 9), date(2026, 10, 13)), (Month(2026, 10), date(2026, 11, 6)), (Month(2026, 11), date(2026, 12, 7)),
    ],
)  # fmt: skip
def test_monthly_report_is_due_on_the_fifth_workday_of_the_next_month(calendar, month, due):
    assert calendar.due_day(month, MONTHLY_DUE) == due
    assert calendar.nth_workday_of(month.next(), 5) == due


def test_quarterly_review_is_due_within_15_workdays(calendar):
    due = calendar.due_day(Quarter(2026, 1), QUARTERLY_DUE)

    assert due == date(2026, 4, 22)
    assert calendar.count_workdays(date(2026, 4, 1), due) == 15


@pytest.mark.parametrize(
    ("week", "workdays"),
    [
        (1, 4),
        (7, 6),
        (8, 0),
        (15, 4),
        (18, 4),
        (19, 4),
        (25, 4),
        (38, 6),
        (39, 4),
        (40, 3),
        (41, 3),
        (10, 5),
    ],
)
def test_weeks_of_2026_have_the_workdays_of_the_notice(calendar, week, workdays):
    period = Week(2026, week)

    assert calendar.count_workdays(period.start, period.end) == workdays


@pytest.mark.parametrize(("week", "workdays"), [(5, 1), (40, 2)])
def test_weeks_of_2025_have_the_workdays_of_the_notice(calendar, week, workdays):
    period = Week(2025, week)

    assert calendar.count_workdays(period.start, period.end) == workdays


def test_makeup_sunday_is_worked(calendar):
    assert calendar.is_workday(date(2026, 1, 4))
    assert calendar.workday_from(date(2026, 1, 4)) == date(2026, 1, 4)
    assert calendar.workday_from(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.previous_workday(date(2026, 1, 5)) == date(2026, 1, 4)


def test_workdays_are_added_forwards_and_backwards(calendar):
    assert calendar.add_workdays(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert calendar.add_workdays(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert calendar.add_workdays(date(2026, 2, 15), 0) == date(2026, 2, 15)


def test_unusual_days_alone_make_a_table():
    calendar = WorkCalendar({date(2026, 2, 16): False}, frozenset({2026}))

    assert calendar.next_workday(date(2026, 2, 15)) == date(2026, 2, 17)
    assert calendar.fallback_years == ()


def test_unknown_year_is_worked_monday_to_friday_and_reported_once():
    calendar = WorkCalendar()

    assert calendar.is_workday(date(2027, 1, 1))
    assert not calendar.is_workday(date(2027, 1, 2))
    assert not calendar.is_workday(date(2028, 1, 1))
    assert calendar.fallback_years == (2027, 2028)


@pytest.mark.parametrize(
    ("weekday", "due"),
    [(1, date(2026, 3, 2)), (2, date(2026, 3, 3)), (7, date(2026, 3, 9)), (None, date(2026, 3, 2))],
)
def test_due_weekday_can_be_set(calendar, weekday, due):
    assert calendar.due_day(Week(2026, 9), DueRule(weekday=weekday)) == due


def test_due_weekday_on_a_holiday_moves_to_the_next_workday(calendar):
    assert calendar.due_day(Week(2026, 40), DueRule(weekday=2)) == date(2026, 10, 8)


def test_grace_counts_in_workdays_after_the_due_day(calendar):
    rule = DueRule(at=time(12), grace_workdays=2)

    assert calendar.due(Week(2026, 7), rule, SHANGHAI) == datetime(2026, 2, 24, 12, tzinfo=SHANGHAI)
    assert calendar.closes(Week(2026, 7), rule, SHANGHAI) == datetime(
        2026, 2, 26, 12, tzinfo=SHANGHAI
    )


def test_planning_window_opens_after_the_national_day_break(calendar):
    assert calendar.planning_opens(2026, SHANGHAI) == datetime(2026, 10, 8, tzinfo=SHANGHAI)
    assert calendar.planning_opens(2025, SHANGHAI) == datetime(2025, 10, 9, tzinfo=SHANGHAI)


def test_planning_window_of_an_unknown_year_opens_after_7_october_and_warns(calendar):
    assert calendar.planning_opens(2027, SHANGHAI) == datetime(2027, 10, 8, tzinfo=SHANGHAI)
    assert calendar.fallback_years == (2027,)


def test_table_without_any_workday_is_refused_instead_of_searched_for_ever():
    first = date(2026, 1, 1)
    calendar = WorkCalendar({first + timedelta(days=offset): False for offset in range(365)})

    with pytest.raises(NoWorkday):
        calendar.next_workday(first)
