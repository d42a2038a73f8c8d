"""How the system is used, from records that exist anyway: the effect of the tool, never of a person (design §4; R3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast, TruncWeek

from governance.lib.periods import DAY, Week, periods_between
from governance.models import AuditEntry, Message, Obligation, Person
from governance.selectors.calendar import local_moment, local_zone
from governance.states import MessageState, ObligationKind
from kpi.models import MeasureValue, Submission
from kpi.states import Origin
from planning.formulas import Share
from portal.formulas import median_of
from portal.selectors.conformance import STANDINGS, Tally, standing
from portal.selectors.stretch import Stretch
from portal.selectors.usage_words import DOORS, TICKETS
from processes.models import Assignment

SIGN_IN, DOWNLOAD, PACK = (
    "governance.sign_in",
    "processes.download_asset",
    "portal.download_pack",
)
THURSDAY = 3
# A week's data falls due after the week; a fortnight is more than any rule gives it.
DUE_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class UsageWeek:
    """One week: who was active, and what became of the data that is collected for it."""

    week: Week
    people: int
    sign_ins: int
    acts: int
    duties: Tally
    accepted: int
    first_time: int

    @property
    def in_time(self) -> Share:
        """What came in time of what was due."""
        due = self.duties.in_time + self.duties.late + self.duties.missing
        return Share(self.duties.in_time, due)

    @property
    def at_once(self) -> Share:
        """What was accepted without having been returned, of what was accepted."""
        return Share(self.first_time, self.accepted)


@dataclass(frozen=True)
class Door:
    """One way in: how many weekly records came by it, how many numbers, how many records somebody else handed in."""

    code: str
    records: int
    values: int
    on_behalf: int

    @property
    def word(self) -> str:
        """What the way is called; one nobody gave a word shows its code."""
        return str(DOORS.get(self.code, self.code or DOORS[""]))

    @property
    def has_records(self) -> bool:
        """Numbers computed from tickets belong to no weekly record."""
        return self.code != TICKETS


@dataclass(frozen=True)
class KindLine:
    """One kind of duty: what fell due, and what of it was done in time."""

    kind: str
    duties: Tally

    @property
    def word(self) -> str:
        """What is owed."""
        return str(ObligationKind(self.kind).label)

    @property
    def in_time(self) -> Share:
        """What was done in time of what was due."""
        due = self.duties.in_time + self.duties.late + self.duties.missing
        return Share(self.duties.in_time, due)


@dataclass(frozen=True)
class Filling:
    """How long it took from the first saved number to handing in, over the records saved before they were handed in."""

    records: int
    median: timedelta | None


@dataclass(frozen=True)
class Usage:
    """Everything the page shows about a stretch of days; company-wide counts only, nobody by name."""

    weeks: tuple[UsageWeek, ...]
    people: int
    accounts: int
    sign_ins: int
    downloads: int
    packs: int
    doors: tuple[Door, ...]
    kinds: tuple[KindLine, ...]
    filling: Filling
    messages: dict[str, int]
    read: int

    @property
    def duties(self) -> Tally:
        """The weekly data of all weeks together."""
        return sum((row.duties for row in self.weeks), Tally())

    @property
    def in_time(self) -> Share:
        """The weekly data that came in time of all that was due."""
        due = self.duties.in_time + self.duties.late + self.duties.missing
        return Share(self.duties.in_time, due)

    @property
    def at_once(self) -> Share:
        """The records accepted without having been returned, of all accepted ones."""
        return Share(
            sum(row.first_time for row in self.weeks), sum(row.accepted for row in self.weeks)
        )

    @property
    def on_behalf(self) -> int:
        """Records that somebody else handed in (代填)."""
        return sum(door.on_behalf for door in self.doors)


@dataclass(frozen=True)
class _Span:
    """Whole weeks as days and as instants."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        return local_moment(self.first)

    @property
    def ends_before(self) -> datetime:
        return local_moment(self.last + DAY)


def usage_of(stretch: Stretch, *, at: datetime) -> Usage:
    """How the system was used in the weeks of a stretch; ten statements, however much was done.

    A week belongs to the stretch its Thursday lies in, as with ISO weeks of a year, so that no week
    counts twice. Only what is recorded is counted: searches and pages looked at are not.
    """
    span = weeks_of(stretch)
    acts, duties, records = _acts(span), _weekly_duties(span, at), _records(span)
    present = sorted({*acts, *duties, *records})
    weeks = periods_between(present[0], present[-1]) if present else ()
    whole, messages = _whole(span), _messages(stretch)
    return Usage(
        weeks=tuple(
            UsageWeek(
                week,
                *acts.get(week, (0, 0, 0)),
                duties.get(week, Tally()),
                *records.get(week, (0, 0)),
            )
            for week in weeks
        ),
        people=whole["people"],
        accounts=Person.objects.filter(is_active=True).count(),
        sign_ins=whole["sign_ins"],
        downloads=whole["downloads"],
        packs=whole["packs"],
        doors=_doors(span),
        kinds=_kinds(stretch, at),
        filling=_filling(span),
        messages={state: messages.get(state, (0, 0))[0] for state in MessageState},
        read=sum(read for _count, read in messages.values()),
    )


def weeks_of(stretch: Stretch) -> _Span:
    """The whole weeks of a stretch, from a Monday to a Sunday; of less than a week the one it begins in."""
    first = Week.of(stretch.first)
    if first.start + THURSDAY * DAY < stretch.first:
        first = first.next()
    last = Week.of(stretch.last)
    if last.start + THURSDAY * DAY > stretch.last:
        last = last.previous()
    if last < first:
        first = last = Week.of(stretch.first)
    return _Span(first.start, last.end)


def _trail(span: _Span) -> Any:
    return AuditEntry.objects.filter(at__gte=span.begins_at, at__lt=span.ends_before)


_PEOPLE = Count("actor_key", distinct=True, filter=Q(actor_kind="person", result="ok"))
_SIGN_INS = Count("pk", filter=Q(action=SIGN_IN))


def _acts(span: _Span) -> dict[Week, tuple[int, int, int]]:
    rows: Any = (
        _trail(span)
        .filter(actor_kind="person")
        .values(monday=TruncWeek("at", tzinfo=local_zone()))
        .annotate(people=_PEOPLE, sign_ins=_SIGN_INS, acts=Count("pk"))
        .order_by("monday")
    )
    return {
        Week.of(row["monday"].date()): (row["people"], row["sign_ins"], row["acts"]) for row in rows
    }


def _whole(span: _Span) -> dict[str, int]:
    found: dict[str, int] = _trail(span).aggregate(
        people=_PEOPLE,
        sign_ins=_SIGN_INS,
        downloads=Count("pk", filter=Q(action=DOWNLOAD)),
        packs=Count("pk", filter=Q(action=PACK)),
    )
    return found


def _tallies(rows: Any, by: str, at: datetime) -> dict[str, Tally]:
    counts = {name: Count("pk", filter=standing(name, at)) for name in STANDINGS}
    grouped: Any = rows.order_by().values(by).annotate(**counts)
    return {row[by]: Tally(*(row[name] for name in STANDINGS)) for row in grouped}


def _weekly_duties(span: _Span, at: datetime) -> dict[Week, Tally]:
    """The weekly data of these weeks, whenever it fell due; what is not due yet is not there yet."""
    rows = Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        period__contains="-W",
        due_at__gte=span.begins_at,
        due_at__lt=span.ends_before + DUE_WITHIN,
    )
    found = {Week.parse(label): tally for label, tally in _tallies(rows, "period", at).items()}
    return {week: tally for week, tally in found.items() if span.first <= week.start <= span.last}


def _first_records(span: _Span) -> Any:
    """The first receipt of every weekly record; a correction is no further one."""
    return Submission.objects.filter(
        revision=1, received_at__isnull=False, start__gte=span.first, start__lte=span.last
    )


def _records(span: _Span) -> dict[Week, tuple[int, int]]:
    accepted = Q(accepted_at__isnull=False)
    rows: Any = (
        _first_records(span)
        .order_by()
        .values("iso_year", "iso_week")
        .annotate(
            accepted=Count("pk", filter=accepted),
            first_time=Count("pk", filter=accepted & Q(return_count=0)),
        )
    )
    return {
        Week(row["iso_year"], row["iso_week"]): (row["accepted"], row["first_time"]) for row in rows
    }


def _doors(span: _Span) -> tuple[Door, ...]:
    """By which door the records and their numbers came; two statements.

    On behalf is what was handed in by somebody who reports the place neither themselves nor as deputy.
    """
    theirs = Assignment.objects.filter(
        Q(person=OuterRef("submitted_by")) | Q(deputy=OuterRef("submitted_by")),
        department=OuterRef("assignment__department"),
        process=OuterRef("assignment__process"),
    )
    rows: Any = (
        _first_records(span)
        .order_by()
        .annotate(is_own=Exists(theirs))
        .values("entered_via")
        .annotate(records=Count("pk"), on_behalf=Count("pk", filter=Q(is_own=False)))
    )
    records = {row["entered_via"]: (row["records"], row["on_behalf"]) for row in rows}
    numbers: Any = (
        MeasureValue.objects.filter(start__gte=span.first, start__lte=span.last)
        .filter(
            Q(origin=Origin.TICKETS, dimension="")
            | Q(submission__revision=1, submission__received_at__isnull=False)
        )
        .order_by()
        .values("origin", via=F("submission__entered_via"))
        .annotate(count=Count("pk"))
    )
    values: dict[str, int] = {}
    for row in numbers:
        door = TICKETS if row["origin"] == Origin.TICKETS else row["via"] or ""
        values[door] = values.get(door, 0) + row["count"]
    return tuple(
        Door(code, records.get(code, (0, 0))[0], values.get(code, 0), records.get(code, (0, 0))[1])
        for code in sorted({*DOORS, *records, *values}, key=_place)
        if code or code in records
    )


def _place(code: str) -> tuple[int, str]:
    order = list(DOORS)
    return (order.index(code) if code in DOORS else len(order), code)


def _kinds(stretch: Stretch, at: datetime) -> tuple[KindLine, ...]:
    """What fell due in these days, by kind, in the order of the kinds."""
    rows = Obligation.objects.filter(due_at__gte=stretch.begins_at, due_at__lt=stretch.ends_before)
    found = _tallies(rows, "kind", at)
    return tuple(KindLine(kind, found[kind]) for kind in ObligationKind if kind in found)


def _filling(span: _Span) -> Filling:
    """From the trail: the first saved number of a record in the form, and its receipt.

    When a form was opened on the screen is not recorded. A record that was saved and handed in at the
    same moment tells nothing about time and is left out.
    """
    opened = (
        AuditEntry.objects.filter(
            object_type="kpi.submission",
            object_key=Cast(OuterRef("pk"), CharField()),
            action="kpi.open_submission",
        )
        .order_by()
        .values("object_key")
        .annotate(first=Min("at"))
        .values("first")
    )
    rows = (
        _first_records(span)
        .filter(entered_via="form")
        .annotate(opened_at=Subquery(opened))
        .filter(opened_at__lt=F("received_at"))
        .order_by()
        .values_list("opened_at", "received_at")
    )
    spans = [received - begun for begun, received in rows]
    return Filling(len(spans), median_of(spans))


def _messages(stretch: Stretch) -> dict[str, tuple[int, int]]:
    rows = (
        Message.objects.filter(
            created_at__gte=stretch.begins_at, created_at__lt=stretch.ends_before
        )
        .order_by()
        .values("state")
        .annotate(count=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)))
    )
    return {row["state"]: (row["count"], row["read"]) for row in rows}
