"""The work calendar as it is decided now (domain §6.4): days that differ from Monday to Friday."""

from datetime import date, datetime, time, tzinfo

from django.utils import timezone

from governance.lib.calendar import NATIONAL_DAY, WorkCalendar
from governance.models import Workday

WORKED = {Workday.Kind.WORKDAY, Workday.Kind.MAKEUP}
WARN_FROM = (11, 1)  # the State Council publishes the next year's days in November


def local_zone() -> tzinfo:
    """The zone in which weeks begin and things fall due, whatever the server's or the browser's is."""
    return timezone.get_default_timezone()


def local_day(at: datetime) -> date:
    """The calendar day of an instant in that zone: Monday 00:30 in Shanghai is no longer Sunday."""
    return at.astimezone(local_zone()).date()


def local_moment(day: date, clock: time = time(0)) -> datetime:
    """A day and a time of day of that zone as an instant."""
    return datetime.combine(day, clock, tzinfo=local_zone())


def work_calendar() -> WorkCalendar:
    """The calendar that decides due times; a year is known once its National Day has been named.

    One day entered by hand (a company's own holiday) does not make a year known, so the warning
    about a calendar that was never loaded stays until the year's official days are there.
    """
    # Without objects: every form and sweep asks this, and a decade of days would be made each time.
    kinds = dict(Workday.objects.values_list("day", "kind"))
    return WorkCalendar(
        days={day: kind in WORKED for day, kind in kinds.items()},
        years_known=frozenset(day.year for day in kinds if (day.month, day.day) == NATIONAL_DAY),
    )


def years_without_calendar(on: date, calendar: WorkCalendar | None = None) -> tuple[int, ...]:
    """The years the PMO must still load: this one, and from 1 November the next one too."""
    wanted = [on.year, on.year + 1] if (on.month, on.day) >= WARN_FROM else [on.year]
    known = (calendar or work_calendar()).years_known
    return tuple(year for year in wanted if year not in known)
