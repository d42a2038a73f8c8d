"""When messages may leave the house: on workdays, between two times of day the PMO decides (domain §6.2)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from governance.lib.calendar import WorkCalendar
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.setting import setting_values


@dataclass(frozen=True)
class MessageHours:
    """The hours of a workday in which people are told; the same time twice means the whole day."""

    begins: time
    ends: time
    calendar: WorkCalendar

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may be told now."""
        day = local_day(at)
        if not self.calendar.is_workday(day):
            return False
        whole = self.begins >= self.ends
        return whole or local_moment(day, self.begins) <= at < local_moment(day, self.ends)

    def next_morning(self, at: datetime) -> datetime:
        """The first moment of the next workday in which people are told."""
        return local_moment(self.calendar.next_workday(local_day(at)), self.begins)

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from now on in which people are told, where they are not told now."""
        day = local_day(at)
        this_morning = local_moment(day, self.begins)
        if self.calendar.is_workday(day) and at < this_morning:
            return this_morning
        return self.next_morning(at)


def message_hours(values: dict[str, Any] | None = None) -> MessageHours:
    """The hours as they are decided now; `values` are the settings where they are at hand."""
    found = values or setting_values()
    return MessageHours(
        time.fromisoformat(found["message_begins"]),
        time.fromisoformat(found["message_ends"]),
        work_calendar(),
    )
