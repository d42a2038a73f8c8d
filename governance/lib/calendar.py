"""The work calendar (domain §6.4): which days are worked, and when something falls due because of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from governance.lib.periods import Month, Period, Week

SATURDAY = 5
NATIONAL_DAY = (10, 1)
# Since 2000 the break has always lasted to 7 October at least; used only where the year is not loaded.
USUAL_END_OF_BREAK = (10, 7)
# A table that marks this many days in a row as free is wrong, and must not hang a worker.
LONGEST_BREAK = 60


class NoWorkday(ValueError):  # noqa: N818 -- named for what was not found, as house style names refusals
    """The calendar holds no workday for two months: its table is wrong."""


@dataclass(frozen=True)
class DueRule:
    """Due at a time on the n-th workday after a period; `grace_workdays` later it is missing.

    With a `weekday` (1 = Monday … 7 = Sunday) counting starts at the first such day after the
    period, so `DueRule(weekday=2)` means "on Tuesday, or the first workday after it".
    """

    workday: int = 1
    at: time = time(17)
    weekday: int | None = None
    grace_workdays: int = 0


# The defaults of domain §6.4; PMO rules on them (G26, G28), the settings override them.
WEEKLY_DUE = DueRule()
MONTHLY_DUE = DueRule(workday=5)
QUARTERLY_DUE = DueRule(workday=15)


@dataclass(frozen=True)
class WorkCalendar:
    """Workdays by an official table; days it does not name are worked Monday to Friday.

    `days` holds the day's verdict (True = worked), all days or only the unusual ones; `years_known`
    the years whose table is complete. Asking about any other year answers Monday to Friday, never
    an exception, and is remembered in `fallback_years` so that the mouth can warn.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years_known: frozenset[int] = frozenset()
    _fallback: set[int] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def fallback_years(self) -> tuple[int, ...]:
        """The years that were asked about and not known, so answered Monday to Friday."""
        return tuple(sorted(self._fallback))

    def is_workday(self, day: date) -> bool:
        """A day is worked as its year's table says, else Monday to Friday."""
        listed = self.days.get(day)
        if listed is not None:
            return listed
        if day.year not in self.years_known:
            self._fallback.add(day.year)
        return day.weekday() < SATURDAY

    def workday_from(self, day: date) -> date:
        """The day itself where it is worked, else the first workday after it."""
        return self._seek(day, 1)

    def next_workday(self, day: date) -> date:
        """The first workday after a day, the day itself not counted."""
        return self._seek(day + timedelta(days=1), 1)

    def previous_workday(self, day: date) -> date:
        """The last workday before a day, the day itself not counted."""
        return self._seek(day - timedelta(days=1), -1)

    def _seek(self, day: date, step: int) -> date:
        for offset in range(LONGEST_BREAK):
            candidate = day + timedelta(days=step * offset)
            if self.is_workday(candidate):
                return candidate
        raise NoWorkday(f"no workday within {LONGEST_BREAK} days of {day.isoformat()}")

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th workday after a day (before it where negative); 0 leaves the day as it is."""
        step = self.next_workday if count > 0 else self.previous_workday
        for _turn in range(abs(count)):
            day = step(day)
        return day

    def count_workdays(self, start: date, end: date) -> int:
        """The workdays from start to end, both included; W08 of 2026 has none."""
        length = (end - start).days + 1
        return sum(self.is_workday(start + timedelta(days=offset)) for offset in range(length))

    def nth_workday_of(self, month: Month, count: int) -> date:
        """The count-th workday counted from the first of a month (running on past its end if need be)."""
        return self.add_workdays(month.start - timedelta(days=1), count)

    def first_workday_after(self, week: Week) -> date:
        """The first workday after a week has ended; W07 and W08 of 2026 share Tuesday 02-24."""
        return self.next_workday(week.end)

    def due_day(self, period: Period, rule: DueRule) -> date:
        """Something of a period falls due on the rule's n-th workday after the period's last day.

        A period without any workday keeps its duty: services run 7×24, only the date moves.
        """
        day = period.end
        if rule.weekday is not None:
            # To the eve of the wanted weekday, from where the first workday is counted.
            day += timedelta(days=(rule.weekday - 1 - period.end.weekday() - 1) % 7)
        return self.add_workdays(day, rule.workday)

    def due(self, period: Period, rule: DueRule, zone: tzinfo) -> datetime:
        """The instant from which a late submission is late."""
        return datetime.combine(self.due_day(period, rule), rule.at, tzinfo=zone)

    def closes(self, period: Period, rule: DueRule, zone: tzinfo) -> datetime:
        """The instant from which a late submission is missing: the due instant plus the workdays of grace."""
        day = self.add_workdays(self.due_day(period, rule), rule.grace_workdays)
        return datetime.combine(day, rule.at, tzinfo=zone)

    def planning_opens(self, year: int, zone: tzinfo) -> datetime:
        """The planning window of Q4 opens at 0:00 on the first workday after the National Day break.

        Where the year's table is not loaded the break is taken to last to 7 October.
        """
        is_known = year in self.years_known
        eve = date(year, *(NATIONAL_DAY if is_known else USUAL_END_OF_BREAK))
        return datetime.combine(self.next_workday(eve), time(0), tzinfo=zone)
