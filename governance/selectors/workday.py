"""The work calendar as a year at a glance (domain §6.4)."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from governance.lib.calendar import SATURDAY, WorkCalendar
from governance.models import Person, Workday
from governance.selectors.calendar import work_calendar


@dataclass(frozen=True)
class DayCell:
    """One day of the year page; `kind` is empty for an ordinary Monday to Friday."""

    day: date
    kind: str
    note: str
    in_month: bool
    is_today: bool


@dataclass(frozen=True)
class MonthSheet:
    """A month of the year page, in weeks from Monday."""

    first: date
    weeks: tuple[tuple[DayCell, ...], ...]
    workdays: int


@dataclass(frozen=True)
class YearSheet:
    """A year's calendar, and whether its official days are known."""

    year: int
    months: tuple[MonthSheet, ...]
    is_known: bool
    workdays: int


def days_named(viewer: Person, year: int) -> QuerySet[Workday]:
    """The days of a year whose nature somebody has stated, earliest first."""
    rows: QuerySet[Workday] = Workday.objects.visible_to(viewer).filter(day__year=year)
    return rows.order_by("day")


def year_sheet(viewer: Person, year: int, today: date) -> YearSheet:
    """Every day of a year with its nature: holiday, makeup workday, weekend or ordinary. Two statements."""
    named = {row.day: row for row in days_named(viewer, year)}
    works = work_calendar()
    months = tuple(_month(year, month, named, today, works) for month in range(1, 13))
    return YearSheet(
        year, months, year in works.years_known, sum(month.workdays for month in months)
    )


def _month(
    year: int, month: int, named: dict[date, Workday], today: date, works: WorkCalendar
) -> MonthSheet:
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    cells = tuple(tuple(_cell(day, month, named.get(day), today) for day in week) for week in weeks)
    days = [day for week in weeks for day in week if day.month == month]
    return MonthSheet(date(year, month, 1), cells, sum(works.is_workday(day) for day in days))


def _cell(day: date, month: int, row: Workday | None, today: date) -> DayCell:
    kind = row.kind if row else ("weekend" if day.weekday() >= SATURDAY else "")
    return DayCell(day, kind, row.note if row else "", day.month == month, day == today)
