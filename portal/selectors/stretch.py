"""The days a look back covers: a month, quarter or year, or from one day to another (R66; design §4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.lib.periods import Month, Period, Quarter, Year
from governance.selectors.calendar import local_moment

MONTHS_BACK = 13


@dataclass(frozen=True)
class Stretch:
    """From a first to a last day, both included; `period` names it where it is a whole one."""

    first: date
    last: date
    period: Period | None = None

    @classmethod
    def of(cls, period: Period) -> "Stretch":
        """The days of a whole period."""
        return cls(period.start, period.end, period)

    @property
    def begins_at(self) -> datetime:
        """The first instant."""
        return local_moment(self.first)

    @property
    def ends_before(self) -> datetime:
        """The instant after the last."""
        return local_moment(self.last + timedelta(days=1))

    @property
    def words(self) -> str:
        """The period's own name, else the two days."""
        return self.period.display() if self.period else f"{self.first} – {self.last}"

    @property
    def label(self) -> str:
        """The same in ASCII, for names of files."""
        return self.period.label if self.period else f"{self.first}_{self.last}"


def stretches_offered(today: date) -> list[Period]:
    """The present year and the last, their quarters so far, and the thirteen months up to now, newest first."""
    this = Year(today.year)
    quarters, months = [Quarter.of(today)], [Month.of(today)]
    while quarters[-1].previous().start >= this.previous().start:
        quarters.append(quarters[-1].previous())
    while len(months) < MONTHS_BACK:
        months.append(months[-1].previous())
    return [this, this.previous(), *quarters, *months]
