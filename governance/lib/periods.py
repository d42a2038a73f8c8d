"""Weeks, months, quarters and years as values (issue 2 §4): the only way periods are named and counted.

A week is an ISO week, Monday to Sunday, and has a year of its own: 2025-12-29 lies in 2026-W01.
A slice is what is entered: a week, or its part before or after a month's end, so that months,
quarters and years are exact sums (G26). All four coarser grains are sums of slices.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import ClassVar, Self, TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.lib.numbers import half_width, shorten
from governance.lib.spans import (
    DAY,
    EARLIEST_YEAR,
    LATEST_YEAR,
    BadPeriod,
    Span,
    check_number,
    check_year,
    set_days,
)

__all__ = [
    "DAY",
    "EARLIEST_YEAR",
    "GRAINS",
    "LATEST_YEAR",
    "AnyPeriod",
    "BadPeriod",
    "Month",
    "Period",
    "Quarter",
    "Slice",
    "Week",
    "Year",
    "months_of",
    "parse_period",
    "period_of",
    "periods_between",
    "periods_of",
    "slices_of",
    "weeks_between",
    "weeks_in_year",
]

DAYS_OF_WEEK, MONTHS_OF_YEAR, MONTHS_OF_QUARTER, QUARTERS_OF_YEAR = 7, 12, 3, 4

NO_WEEK = gettext_noop("%(year)s has no week %(number)s; its weeks are 1 to %(most)s.")
NO_MONTH = gettext_noop("There is no month %(number)s; months are 1 to %(most)s.")
NO_QUARTER = gettext_noop("There is no quarter %(number)s; quarters are 1 to %(most)s.")


def weeks_in_year(year: int) -> int:
    """A year has 53 ISO weeks where its 28 December lies in one (2026), else 52 (2027)."""
    return date(year, 12, 28).isocalendar().week


@dataclass(frozen=True, order=True, slots=True)
class Week(Span):
    """An ISO week, Monday to Sunday; its year is the year of its Thursday."""

    grain: ClassVar[str] = "week"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"([0-9]{4})-[Ww]([0-9]{1,2})")
    refusal: ClassVar[str] = gettext_noop("“%(label)s” is not a week; write it like 2026-W08.")
    year: int
    week: int
    start: date = field(init=False, compare=False, repr=False)
    end: date = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_year(self.year)
        check_number(self.week, weeks_in_year(self.year), NO_WEEK, year=self.year)
        monday = date.fromisocalendar(self.year, self.week, 1)
        set_days(self, monday, monday + (DAYS_OF_WEEK - 1) * DAY)

    @classmethod
    def of(cls, day: date) -> Self:
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @property
    def label(self) -> str:
        return f"{self.year}-W{self.week:02}"

    @property
    def crosses_month(self) -> bool:
        return self.start.month != self.end.month

    def same_last_year(self) -> "Week | None":
        """The week of the same number one year before; week 53 has none after a year of 52."""
        if self.week > weeks_in_year(self.year - 1):
            return None
        return Week(self.year - 1, self.week)

    def month_by_thursday(self) -> "Month":
        """By the Thursday rule a whole week counts in the month of its Thursday (the setting beside G26)."""
        return Month.of(self.start + 3 * DAY)

    def slices(self, *, split: bool = True) -> "tuple[Slice, ...]":
        """A week that crosses a month's end is entered in two slices cut there, any other in one.

        With `split=False` (the Thursday rule) every week is one slice.
        """
        if not split or not self.crosses_month:
            return (Slice(self.start, self.end),)
        cut = Month.of(self.start).end
        return (Slice(self.start, cut), Slice(cut + DAY, self.end))

    def _text(self) -> str:
        return _("%(year)s week %(week)s (%(start)s – %(end)s)") % {
            "year": self.year,
            "week": self.week,
            "start": f"{self.start:%m-%d}",
            "end": f"{self.end:%m-%d}",
        }


@lru_cache(maxsize=10_000)
def week_at(day: date) -> Week:
    """The week of a day; roll-ups ask for the same few thousand days again and again."""
    return Week.of(day)


@dataclass(frozen=True, order=True, slots=True)
class Month(Span):
    """A calendar month."""

    grain: ClassVar[str] = "month"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"([0-9]{4})-([0-9]{1,2})")
    refusal: ClassVar[str] = gettext_noop("“%(label)s” is not a month; write it like 2026-02.")
    year: int
    month: int
    start: date = field(init=False, compare=False, repr=False)
    end: date = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_year(self.year)
        check_number(self.month, MONTHS_OF_YEAR, NO_MONTH)
        first = date(self.year, self.month, 1)
        set_days(self, first, first.replace(day=monthrange(self.year, self.month)[1]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def label(self) -> str:
        return f"{self.year}-{self.month:02}"

    def same_last_year(self) -> "Month":
        return Month(self.year - 1, self.month)

    def _text(self) -> str:
        # Django's own format for the language: "February 2026", "2026年2月".
        return date_format(self.start, "YEAR_MONTH_FORMAT")


@dataclass(frozen=True, order=True, slots=True)
class Quarter(Span):
    """A calendar quarter."""

    grain: ClassVar[str] = "quarter"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"([0-9]{4})-[Qq]([0-9])")
    refusal: ClassVar[str] = gettext_noop("“%(label)s” is not a quarter; write it like 2026-Q1.")
    year: int
    quarter: int
    start: date = field(init=False, compare=False, repr=False)
    end: date = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_year(self.year)
        check_number(self.quarter, QUARTERS_OF_YEAR, NO_QUARTER)
        last = MONTHS_OF_QUARTER * self.quarter
        first = last - MONTHS_OF_QUARTER + 1
        set_days(self, Month(self.year, first).start, Month(self.year, last).end)

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month - 1) // MONTHS_OF_QUARTER + 1)

    @property
    def label(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    def same_last_year(self) -> "Quarter":
        return Quarter(self.year - 1, self.quarter)

    def _text(self) -> str:
        return _("Q%(quarter)s %(year)s") % {"quarter": self.quarter, "year": self.year}


@dataclass(frozen=True, order=True, slots=True)
class Year(Span):
    """A calendar year, which is also the fiscal year (domain §6.4)."""

    grain: ClassVar[str] = "year"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"([0-9]{4})")
    refusal: ClassVar[str] = gettext_noop("“%(label)s” is not a year; write it like 2026.")
    year: int
    start: date = field(init=False, compare=False, repr=False)
    end: date = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        check_year(self.year)
        set_days(self, date(self.year, 1, 1), date(self.year, 12, 31))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year)

    @property
    def label(self) -> str:
        return f"{self.year}"

    def same_last_year(self) -> "Year":
        return Year(self.year - 1)

    def _text(self) -> str:
        return _("Year %(year)s") % {"year": self.year}


@dataclass(frozen=True, order=True, slots=True)
class Slice(Span):
    """The days of one ISO week that are entered together: the week, or its part on one side of a month's end."""

    grain: ClassVar[str] = "slice"
    pattern: ClassVar[re.Pattern[str]] = re.compile(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[.]{2}([0-9]{4}-[0-9]{2}-[0-9]{2})",
    )
    refusal: ClassVar[str] = gettext_noop(
        "“%(label)s” is not a part of one week; write it like 2026-02-23..2026-02-28.",
    )
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start or week_at(self.start) != week_at(self.end):
            raise BadPeriod(_(self.refusal) % {"label": self.label})

    @classmethod
    def of(cls, day: date) -> Self:
        """The slice of a day is its week as far as the day's month goes."""
        week, month = Week.of(day), Month.of(day)
        return cls(max(week.start, month.start), min(week.end, month.end))

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        try:
            return cls(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        except ValueError as error:
            raise BadPeriod(_(cls.refusal) % {"label": match[0]}) from error

    @property
    def label(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def week(self) -> Week:
        return week_at(self.start)

    @property
    def is_whole_week(self) -> bool:
        return self.days == DAYS_OF_WEEK

    @property
    def month(self) -> Month:
        """A slice counts in its own month; an uncut week that crosses a month's end in its Thursday's."""
        if self.start.month == self.end.month:
            return Month.of(self.start)
        return self.week.month_by_thursday()

    def same_last_year(self) -> None:
        """Slices are cut differently every year, so none answers to another."""

    def _text(self) -> str:
        return _("%(start)s – %(end)s") % {
            "start": f"{self.start:%m-%d}",
            "end": f"{self.end:%m-%d}",
        }


Period = Week | Month | Quarter | Year
AnyPeriod = Period | Slice
GRAINS: dict[str, type[Week] | type[Month] | type[Quarter] | type[Year]] = {
    "week": Week,
    "month": Month,
    "quarter": Quarter,
    "year": Year,
}
Grain = TypeVar("Grain", Week, Month, Quarter, Year, Slice)


def parse_period(label: str, *, grain: str = "") -> Period:
    """A label names one period of 2000 to 2100: 2026-W08, 2026-02, 2026-Q1 or 2026; else it is refused.

    One-digit weeks and months and full-width characters are understood (2026-W5 is 2026-W05); where
    a grain is asked for, a label of another is refused. Slices are read by `Slice.parse`.
    """
    if grain:
        return _kind(grain).parse(label)
    text = half_width(label)
    for kind in GRAINS.values():
        if kind.pattern.fullmatch(text):
            return kind.parse(text)
    raise BadPeriod(
        _("“%(label)s” is not a period; write it like 2026-W08, 2026-02, 2026-Q1 or 2026.")
        % {"label": shorten(text)},
    )


def period_of(grain: str, day: date) -> Period:
    """The period of a grain that holds a day."""
    return _kind(grain).of(day)


def _kind(grain: str) -> type[Week] | type[Month] | type[Quarter] | type[Year]:
    if grain not in GRAINS:
        raise BadPeriod(
            _("“%(grain)s” is not week, month, quarter or year.") % {"grain": shorten(grain)},
        )
    return GRAINS[grain]


def periods_between(first: Grain, last: Grain) -> Iterator[Grain]:
    """Every period from the first to the last, both included; none where the last lies before the first."""
    if type(first) is not type(last):
        raise TypeError("both ends of a range of periods have the same grain")
    period = first
    while period.start <= last.start:
        yield period
        period = period.next()


def weeks_between(start: date, end: date) -> list[Week]:
    """Every ISO week that touches the days from start to end, both included."""
    return list(periods_between(Week.of(start), Week.of(end))) if start <= end else []


def months_of(period: Period) -> list[Month]:
    """The months that make up a month, quarter or year; of a week the month of its Thursday."""
    if isinstance(period, Week):
        return [period.month_by_thursday()]
    return list(periods_between(Month.of(period.start), Month.of(period.end)))


def slices_of(period: AnyPeriod, *, split: bool = True) -> list[Slice]:
    """The slices that make up a period, in order of time; the period's figure is taken over them.

    With `split=False` (the Thursday rule) they are the whole weeks whose Thursday lies in the period.
    """
    if isinstance(period, Slice):
        return [period]
    if isinstance(period, Week):
        return list(period.slices(split=split))
    parts = [
        part
        for week in weeks_between(period.start, period.end)
        for part in week.slices(split=split)
    ]
    return [part for part in parts if period.contains(part.month.start)]


def periods_of(part: Slice) -> tuple[Week, Month, Quarter, Year]:
    """A slice counts into its ISO week and into the calendar month, quarter and year of its month.

    So 2026-12-28…12-31 counts into 2026-W53, December, Q4 and 2026; 2027-01-01…01-03 into
    2026-W53 too, but into January, Q1 and 2027.
    """
    first = part.month.start
    return part.week, part.month, Quarter.of(first), Year.of(first)
