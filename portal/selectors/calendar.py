"""The governance year as a calendar: what falls due on which day, worked or not (R19; design §4)."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from governance.lib.bilingual import said
from governance.lib.calendar import SATURDAY
from governance.lib.periods import Month, Week, Year, periods_between
from governance.models import Obligation, Person, Workday
from governance.selectors.calendar import local_day, local_moment, local_zone, work_calendar
from governance.states import FULFILLED, ObligationKind, ObligationState
from kpi.selectors.duty import first_collected, owed_by_company, weekly_owed
from kpi.selectors.rule import collection_rules
from processes.models import Assignment

MINE, EVERYTHING = "mine", "all"
# How many duties of one day are listed below the month; the rest is in the list behind it.
MOST_OF_A_DAY = 200
# Weeks still to come fall due at most this long after their end, whatever the holidays.
LONGEST_WAIT = timedelta(days=45)


@dataclass(frozen=True)
class CalendarFilter:
    """Whose duties are shown, and of which kind; no kind = all kinds."""

    scope: str = MINE
    kind: str = ""

    @property
    def query(self) -> str:
        """The same choice in an address."""
        return urlencode({"scope": self.scope, "kind": self.kind})


@dataclass(frozen=True)
class Chip:
    """The duties of one kind that fall due on one day, as one line: its tone, its words, where it leads."""

    text: str
    count: str
    tone: str
    word: str
    url: str


@dataclass(frozen=True)
class Day:
    """One day of the calendar with its nature and what falls due on it."""

    day: date
    nature: str
    note: str
    in_month: bool
    is_today: bool
    chips: tuple[Chip, ...]
    tone: str
    title: str


@dataclass(frozen=True)
class Sheet:
    """A month of days, in weeks from Monday, with its number of workdays."""

    month: Month
    weeks: tuple[tuple[Day, ...], ...]
    workdays: int

    @property
    def days(self) -> list[Day]:
        """The days in one row, as the page lists them."""
        return [day for week in self.weeks for day in week]


@dataclass(frozen=True)
class CalendarYear:
    """Twelve months; `is_known` says whether the official days of the year are loaded."""

    year: int
    sheets: tuple[Sheet, ...]
    is_known: bool


def duties_between(
    person: Person, chosen: CalendarFilter, first: date, last: date
) -> QuerySet[Obligation]:
    """What falls due from one day to another, both included: one's own duties, or all one may follow."""
    rows: QuerySet[Obligation] = (
        Obligation.objects.visible_to(person)
        if chosen.scope == EVERYTHING
        else Obligation.objects.owed_by(person)
    )
    rows = rows.filter(
        due_at__gte=local_moment(first), due_at__lt=local_moment(last + timedelta(days=1))
    )
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    return rows.select_related("responsible", "department").order_by("due_at", "pk")


def month_of_duties(person: Person, month: Month, chosen: CalendarFilter, now: datetime) -> Sheet:
    """A month in whole weeks, each day with its duties by kind. A handful of statements, however many duties."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return _Book(person, chosen, weeks[0][0], weeks[-1][-1], now).sheet(month)


def year_of_duties(
    person: Person, year: int, chosen: CalendarFilter, now: datetime
) -> CalendarYear:
    """Every day of a year with the worst that stands on it. As few statements as a month."""
    span = Year(year)
    book = _Book(person, chosen, span.start, span.end, now)
    sheets = tuple(book.sheet(Month(year, number)) for number in range(1, 13))
    return CalendarYear(year, sheets, year in book.works.years_known)


@dataclass
class _Tally:
    """The duties of one kind on one day, counted by state."""

    total: int = 0
    finished: int = 0
    late: int = 0
    missing: int = 0
    waived: int = 0
    overdue: int = 0
    one: int = 0


class _Book:
    """Everything the sheets of one page need, read once."""

    def __init__(
        self, person: Person, chosen: CalendarFilter, first: date, last: date, now: datetime
    ) -> None:
        self.chosen, self.first, self.last, self.now = chosen, first, last, now
        self.today = local_day(now)
        self.works = work_calendar()
        self.natures = {
            row.day: row
            for row in Workday.objects.visible_to(person).filter(day__range=(first, last))
        }
        self.tallies = self._counted(duties_between(person, chosen, first, last))
        singles = [
            tally.one
            for kinds in self.tallies.values()
            for tally in kinds.values()
            if tally.total == 1
        ]
        self.singles = Obligation.objects.in_bulk(singles)
        self.coming = self._coming() if chosen.scope == EVERYTHING else {}

    def _counted(self, rows: QuerySet[Obligation]) -> dict[date, dict[str, _Tally]]:
        counted = (
            rows.order_by()
            .select_related(None)
            .annotate(day=TruncDate("due_at", tzinfo=local_zone()))
            .values("day", "kind", "state")
            .annotate(count=Count("pk"), one=Min("pk"), earliest=Min("due_at"))
        )
        found: dict[date, dict[str, _Tally]] = {}
        for row in counted:
            tally = found.setdefault(row["day"], {}).setdefault(row["kind"], _Tally())
            self._add(tally, row)
        return found

    def _add(self, tally: _Tally, row: Mapping[str, Any]) -> None:
        count, state = row["count"], row["state"]
        tally.total += count
        tally.one = row["one"]
        tally.finished += count if state in FULFILLED else 0
        tally.late += count if state == ObligationState.LATE_DONE else 0
        tally.missing += count if state == ObligationState.MISSING else 0
        tally.waived += count if state == ObligationState.WAIVED else 0
        if state == ObligationState.OPEN and row["earliest"] < self.now:
            tally.overdue += count

    def _coming(self) -> dict[date, list[Chip]]:
        """What the rhythm will ask for and the ledger does not hold yet: weeks, months, quarters, years."""
        if self.last < self.today:
            return {}
        rules = collection_rules()
        start = first_collected(Assignment.objects.all(), rules)
        if start is None:
            return {}
        owed = owed_by_company(
            local_moment(self.last + timedelta(days=1)), start, rules, self.works
        )
        weeks = periods_between(Week.of(max(start, self.first - LONGEST_WAIT)), Week.of(self.last))
        owed += [weekly_owed(week, rules, self.works) for week in weeks]
        found: dict[date, list[Chip]] = {}
        for each in owed:
            day = local_day(each.due_at)
            wanted = not self.chosen.kind or self.chosen.kind == each.kind
            if each.opens_at > self.now and self.first <= day <= self.last and wanted:
                label = str(ObligationKind(each.kind).label)
                text = f"{label} · {each.period.display()}"
                found.setdefault(day, []).append(Chip(text, "", "future", _("to come"), ""))
        return found

    def sheet(self, month: Month) -> Sheet:
        weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
        days = tuple(tuple(self._day(day, month) for day in week) for week in weeks)
        return Sheet(month, days, self.works.count_workdays(month.start, month.end))

    def _day(self, day: date, month: Month) -> Day:
        row = self.natures.get(day)
        nature = row.kind if row else ("weekend" if day.weekday() >= SATURDAY else "")
        tallies = self.tallies.get(day, {})
        chips = [self._chip(kind, tally, day) for kind, tally in sorted(tallies.items())]
        chips += self.coming.get(day, [])
        return Day(
            day=day,
            nature=nature,
            note=row.note if row else "",
            in_month=day.month == month.month,
            is_today=day == self.today,
            chips=tuple(chips),
            tone=_worst(chips),
            title=" · ".join(f"{chip.text} {chip.count} {chip.word}".strip() for chip in chips),
        )

    def _chip(self, kind: str, tally: _Tally, day: date) -> Chip:
        tone, word = _standing(tally)
        single = self.singles.get(tally.one) if tally.total == 1 else None
        if single is not None:
            return Chip(said(single, "title"), "", tone, word, single.url)
        label = str(ObligationKind(kind).label)
        owed = tally.total - tally.waived
        count = f"{tally.finished}/{owed}" if owed else str(tally.total)
        url = f"?month={Month.of(day).label}&day={day}&{self.chosen.query}"
        return Chip(label, count, tone, word, url)


_RANKS = ("missing", "overdue", "open", "late", "future", "done", "waived")


def _worst(chips: Iterable[Chip]) -> str:
    tones = {chip.tone for chip in chips}
    return next((tone for tone in _RANKS if tone in tones), "")


def _standing(tally: _Tally) -> tuple[str, str]:
    """The worst of a day's duties of one kind gives its tone; a word says the same."""
    if tally.waived == tally.total:
        return "waived", _("waived")
    if tally.missing:
        return "missing", pgettext("what is owed", "missing")
    if tally.overdue:
        return "overdue", _("overdue")
    if tally.finished + tally.waived < tally.total:
        return "open", _("open")
    return ("late", _("done late")) if tally.late else ("done", _("done"))


def feed_window(now: datetime) -> tuple[datetime, datetime]:
    """A feed reaches from two months back to a year ahead."""
    today = local_day(now)
    return (
        local_moment(today - timedelta(days=62)),
        local_moment(today + timedelta(days=366), time(23, 59)),
    )


def duties_of_feed(person: Person, now: datetime) -> list[Obligation]:
    """What a person owes or owed in the window of a feed, the earliest due first. One statement."""
    first, last = feed_window(now)
    rows = Obligation.objects.owed_by(person).filter(due_at__range=(first, last))
    return list(rows.exclude(state=ObligationState.WAIVED).order_by("due_at", "pk"))
