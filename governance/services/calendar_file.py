"""A work calendar that comes as a file: read, laid beside what is known, taken over as it was shown (domain §6.4)."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.calendar import NATIONAL_DAY, SATURDAY, WorkCalendar
from governance.lib.numbers import BadDate, parse_date
from governance.lib.spans import EARLIEST_YEAR, LATEST_YEAR
from governance.lib.workbook import Room, open_workbook
from governance.models import Workday
from governance.selectors.calendar import WORKED
from governance.services.calendar import COLUMNS, CannotImportCalendar, NamedDay

# Ten years of every single day; a year has some forty lines.
MOST_LINES = 4000
SMALL = Room(entry=20 << 20, total=40 << 20)
# The heads a list of this page has in either language, so that what was taken out can be brought back.
HEADS = {
    "day": ("day", "date", "日期"),
    "kind": ("kind", "kind of day", "类别", "类型"),
    "note": ("note", "备注", "说明"),
}


@dataclass(frozen=True)
class DayChange:
    """A day the file says something new about: what it is known as, and what it will be."""

    named: NamedDay
    before: str
    before_note: str

    @property
    def is_new(self) -> bool:
        """Nothing was known about the day."""
        return not self.before

    @property
    def before_label(self) -> str:
        """What the day is known as, in words; a day nobody named counts as its weekday says."""
        if self.before:
            return str(Workday.Kind(self.before).label)
        return str(_is_plainly(self.named.day).label)

    @property
    def label(self) -> str:
        """What the day will be, in words."""
        return str(Workday.Kind(self.named.kind).label)

    @property
    def is_felt(self) -> bool:
        """Whether it changes if the day is worked."""
        before = self.before or _is_plainly(self.named.day)
        return (before in WORKED) != (self.named.kind in WORKED)


@dataclass(frozen=True)
class YearChange:
    """What an import does to a year: its workdays before and after, and whether it is known afterwards."""

    year: int
    before: int
    after: int
    is_known: bool


@dataclass(frozen=True)
class CalendarPreview:
    """An import before it is done: what changes day by day and year by year, and the text that will be taken over."""

    text: str
    changes: list[DayChange]
    years: list[YearChange]
    unchanged: int


def read_calendar(text: str) -> list[NamedDay]:
    """The days of a CSV text with the columns day, kind and note, in English or Chinese; a bad line stops all of it.

    Raises `CannotImportCalendar` with the number of the line.
    """
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter_of(text))
    return _read(list(enumerate(lines, start=1)))


def read_calendar_book(path: Path) -> list[NamedDay]:
    """The days of the first sheet of a workbook, with the same columns. Raises `CannotImportCalendar`, `FileRefused`."""
    with open_workbook(path, room=SMALL) as rows:
        return _read([(number, [_cell(cell) for cell in row]) for number, row in rows])


def text_of_days(days: Iterable[NamedDay]) -> str:
    """Days as the CSV text that `read_calendar` reads."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((day.day.isoformat(), day.kind, day.note) for day in days)
    return stream.getvalue()


def preview_calendar(days: Sequence[NamedDay]) -> CalendarPreview:
    """What taking these days over would change; nothing is changed by looking. Two questions."""
    known = dict(Workday.objects.values_list("day", "kind"))
    notes = dict(
        Workday.objects.filter(day__in=[day.day for day in days]).values_list("day", "note")
    )
    changes = [
        DayChange(day, known.get(day.day, ""), notes.get(day.day, ""))
        for day in days
        if (known.get(day.day), notes.get(day.day)) != (day.kind, day.note)
    ]
    after = known | {day.day: day.kind for day in days}
    years = sorted({change.named.day.year for change in changes})
    return CalendarPreview(
        text_of_days(days),
        changes,
        [_year(year, known, after) for year in years],
        len(days) - len(changes),
    )


def _year(year: int, known: Mapping[date, str], after: Mapping[date, str]) -> YearChange:
    def workdays(kinds: Mapping[date, str]) -> int:
        days = {day: kind in WORKED for day, kind in kinds.items()}
        works = WorkCalendar(days=days, years_known=frozenset())
        return works.count_workdays(date(year, 1, 1), date(year, 12, 31))

    return YearChange(year, workdays(known), workdays(after), date(year, *NATIONAL_DAY) in after)


def _is_plainly(day: date) -> Workday.Kind:
    return Workday.Kind.WEEKEND if day.weekday() >= SATURDAY else Workday.Kind.WORKDAY


def _delimiter_of(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _cell(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _read(lines: list[tuple[int, Sequence[str]]]) -> list[NamedDay]:
    rows = [(number, row) for number, row in lines if any(cell.strip() for cell in row)]
    if len(rows) > MOST_LINES:
        raise CannotImportCalendar(
            _("A work calendar has at most %(most)s lines.") % {"most": MOST_LINES}
        )
    places = _places(rows[0][1] if rows else ())
    days: dict[date, NamedDay] = {}
    for number, row in rows[1:]:
        # A list of ours says on its last line when and by whom it was made.
        if row[0].startswith("# "):
            continue
        named = _named_day(row, places, number)
        if days.setdefault(named.day, named) != named:
            raise CannotImportCalendar(
                _("Line %(line)s: %(day)s stands in the file twice, with different kinds.")
                % {"line": number, "day": named.day}
            )
    if not days:
        raise CannotImportCalendar(_("The file names no day."))
    return list(days.values())


def _places(head: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(head):
        for column, names in HEADS.items():
            if cell.strip().casefold() in names:
                found.setdefault(column, place)
    if not {"day", "kind"} <= found.keys():
        raise CannotImportCalendar(_("The first line must name the columns: day, kind, note."))
    return found


def _named_day(row: Sequence[str], places: Mapping[str, int], number: int) -> NamedDay:
    def said(column: str) -> str:
        place = places.get(column, len(row))
        return row[place].strip() if place < len(row) else ""

    try:
        day = parse_date(said("day"))
    except BadDate as bad:
        raise CannotImportCalendar(
            _("Line %(line)s: %(problem)s") % {"line": number, "problem": bad}
        ) from bad
    kind = _kinds().get(said("kind").casefold())
    if day is None or kind is None:
        raise CannotImportCalendar(
            _("Line %(line)s: a day and one of workday, weekend, holiday, makeup are needed.")
            % {"line": number}
        )
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise CannotImportCalendar(
            _("Line %(line)s: %(day)s lies outside of the calendar.") % {"line": number, "day": day}
        )
    return NamedDay(day, kind, said("note")[:100])


def _kinds() -> dict[str, str]:
    """The kinds by their code and by their word in either language."""
    words = {kind.value: kind.value for kind in Workday.Kind}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words |= {str(kind.label).casefold(): kind.value for kind in Workday.Kind}
    return words
