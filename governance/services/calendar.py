"""Loading and editing the work calendar (domain §6.4): official days, then the PMO's own changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.bulk import use_real_statement_room
from governance.lib.calendar import SATURDAY
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person, Workday
from governance.permissions import Permission, demand
from governance.services.audit import Change, record

DEFAULT_YEARS = range(2015, 2027)
COLUMNS = ("day", "kind", "note")


class CannotImportCalendar(Refused):
    """The file is no work calendar; the sentence names the line that stopped it."""


@dataclass(frozen=True)
class NamedDay:
    """A day whose nature is decided."""

    day: date
    kind: str
    note: str = ""


def official_days(year: int) -> list[NamedDay]:
    """The days of a year on which the State Council's notice differs from Monday to Friday.

    Raises `CannotImportCalendar` for a year the library does not know (its data ends in 2026).
    """
    import chinese_calendar  # noqa: PLC0415 -- 4 MB in every process, for a list that is asked for once a year

    day, days = date(year, 1, 1), []
    try:
        while day.year == year:
            kind = _official_kind(day)
            if kind:
                days.append(NamedDay(day, kind, chinese_calendar.get_holiday_detail(day)[1] or ""))
            day += timedelta(days=1)
    except NotImplementedError as unknown:
        raise CannotImportCalendar(
            _("The official calendar of %(year)s is not known here; import it from a file.")
            % {"year": year}
        ) from unknown
    return days


def _official_kind(day: date) -> str:
    import chinese_calendar  # noqa: PLC0415 -- as above

    is_weekend = day.weekday() >= SATURDAY
    if chinese_calendar.is_workday(day):
        return Workday.Kind.MAKEUP if is_weekend else ""
    # A weekend inside a holiday is named too, so that the page can show the whole holiday.
    name = chinese_calendar.get_holiday_detail(day)[1]
    return Workday.Kind.HOLIDAY if name or not is_weekend else ""


def seed_calendar(years: Iterable[int] = DEFAULT_YEARS, *, by: Actor, at: datetime) -> int:
    """Official days are loaded once; what the PMO has changed since is never overwritten."""
    wanted = [day for year in years for day in official_days(year)]
    known = set(Workday.objects.values_list("day", flat=True))
    return _store(
        [day for day in wanted if day.day not in known], {}, by=by, at=at, source="chinesecalendar"
    )


def take_over_calendar(days: Iterable[NamedDay], *, source: str, by: Actor, at: datetime) -> int:
    """Named days replace what is known about them, all or none; due times that were told stay as they were.

    `source` says in the trail where they come from. Returns how many days changed.
    """
    if isinstance(by, Person):
        demand(by, Permission.CALENDAR_EDIT)
    named = {day.day: day for day in days}
    known = {row.day: row for row in Workday.objects.filter(day__in=named)}
    fresh = [day for key, day in named.items() if key not in known]
    changed = {
        row: named[key]
        for key, row in known.items()
        if (row.kind, row.note) != (named[key].kind, named[key].note)
    }
    return _store(fresh, changed, by=by, at=at, source=source)


def years_in_package() -> list[int]:
    """The years whose official days the package knows, the latest first."""
    import chinese_calendar  # noqa: PLC0415 -- as above

    return sorted({day.year for day in chinese_calendar.constants.holidays}, reverse=True)


def decide_day(named: NamedDay, *, by: Actor, at: datetime) -> Workday:
    """The PMO says what a day is; due times of periods that are already owed stay as they were told."""
    if isinstance(by, Person):
        demand(by, Permission.CALENDAR_EDIT)
    row = Workday.objects.filter(day=named.day).first() or Workday(day=named.day)
    before = {"kind": row.kind, "note": row.note} if row.pk else {}
    row.kind, row.note = named.kind, named.note
    with transaction.atomic():
        save_tracked(row, by=by, at=at, reason="governance.decide_day")
        change = Change(before=before, after={"kind": row.kind, "note": row.note})
        record("governance.decide_day", by=by, at=at, obj=row, change=change)
    return row


def _store(
    fresh: list[NamedDay],
    changed: Mapping[Workday, NamedDay],
    *,
    by: Actor,
    at: datetime,
    source: str,
) -> int:
    if not fresh and not changed:
        return 0
    who = by if isinstance(by, Person) else None
    use_real_statement_room()
    with transaction.atomic():
        rows = Workday.objects.bulk_create(
            [Workday(day=day.day, kind=day.kind, note=day.note[:100]) for day in fresh],
            ignore_conflicts=True,
        )
        stored = list(Workday.objects.filter(day__in=[row.day for row in rows])) if rows else []
        Workday.history.bulk_history_create(
            stored,
            default_user=who,
            default_change_reason="governance.load_calendar",
            default_date=at,
        )
        for row, day in changed.items():
            row.kind, row.note = day.kind, day.note[:100]
            save_tracked(row, by=by, at=at, reason="governance.import_calendar")
        years = sorted({day.day.year for day in [*fresh, *changed.values()]})
        after = {"source": source, "years": years, "days": len(fresh) + len(changed)}
        record("governance.load_calendar", by=by, at=at, change=Change(after=after, label=source))
    return len(fresh) + len(changed)
