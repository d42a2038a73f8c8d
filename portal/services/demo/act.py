"""One act of the demo year, and the stage on which all of them play."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import IntEnum

from governance.lib.calendar import WEEKLY_DUE, WorkCalendar
from governance.lib.periods import Month, Week, periods_between, weeks_between

DAY = timedelta(days=1)


class Kind(IntEnum):
    """What happens; of two things in one minute the lower happens first."""

    TICK = 1
    IMPORT = 2
    ENTER = 3
    CORRECT = 4
    RETURN = 5
    ACCEPT = 6
    ANALYSE = 7
    SUBMIT_REPORT = 8
    ISSUE_REPORT = 9
    RAISE_TARGET = 10
    COMPILE = 11
    HAND_OVER = 12
    RECTIFY = 13
    ACCEPT_CORRECTION = 14
    LEAVE_WAITING = 15
    PLAN = 30
    DOCUMENT = 31
    TRAINING = 32
    CONVENE = 16
    HOLD = 17
    REPORT_CONDITION = 18
    CONVENE_NEXT = 19
    IMPROVE = 33
    ASSESS = 34
    REVIEW = 40
    HEAR_CUSTOMERS = 41
    KEEP_LIBRARY = 42


@dataclass(frozen=True)
class Act:
    """One thing that happens at a moment; `how` tells its variant."""

    at: datetime
    kind: Kind
    week: Week | None = None
    month: Month | None = None
    process: str = ""
    how: str = ""

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.kind, self.process


@dataclass(frozen=True)
class Stage:
    """Where and when the story plays: from a Monday to the midnight that begins today."""

    first: date
    today: date
    calendar: WorkCalendar
    zone: tzinfo

    def moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)

    @property
    def until(self) -> datetime:
        return self.moment(self.today, time(0))

    @property
    def weeks(self) -> list[Week]:
        """The weeks that have ended."""
        return [week for week in weeks_between(self.first, self.today) if week.end < self.today]

    @property
    def months(self) -> list[Month]:
        """The months that have ended and are reported; a month of which less than a week was collected is too."""
        every = periods_between(Month.of(self.first), Month.of(self.today))
        return [month for month in every if month.end < self.today]

    def due_day(self, week: Week) -> date:
        return self.calendar.due_day(week, WEEKLY_DUE)

    @property
    def last_due(self) -> Week | None:
        """The last week whose due day is over; it is left unfinished."""
        over = [week for week in self.weeks if self.due_day(week) < self.today]
        return over[-1] if over else None
