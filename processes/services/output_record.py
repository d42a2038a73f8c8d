"""The outputs register: what is owed of each named output, what was filed, what was taken back (R21, G57)."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.actors import SystemActor
from governance.lib.history import note_history, save_tracked
from governance.lib.periods import BadPeriod, Period, parse_period, period_of, periods_between
from governance.lib.uploads import BadUpload
from governance.lib.workflow import Conflict, NotAllowed, Refused, demand_reason
from governance.models import Document, Obligation, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.services.audit import Change, hold_the_chain, record
from governance.services.obligation import Duty, ensure_duties, fulfil, hand_on, let_fall, reopen
from governance.services.stored_file import Shelf, arrived_file, keep_arrived
from governance.states import STILL_OWED, ObligationKind
from processes.models import Asset, Output, OutputExpectation, OutputRecord
from processes.models.output_record import OUTPUT
from processes.permissions import may_file_output
from processes.states import Frequency, ProcessState

CLOSES = time(17)
LONGEST_PLACE = 200
MOST_WORKDAYS = 250


class CannotExpectOutput(Refused):
    """What is to be expected contradicts itself."""


class CannotFileOutput(Refused):
    """The record names no period, or nothing that could be looked at."""


@dataclass(frozen=True)
class Expectation:
    """How often an output is owed, by whom, how many workdays after its period, from which day on."""

    frequency: str
    owner: Person
    due_workdays: int
    starts_on: date
    place: str = ""


@dataclass(frozen=True)
class Upload:
    """A file as it arrives."""

    name: str
    chunks: Iterable[bytes] = field(repr=False)


@dataclass(frozen=True)
class Filing:
    """What is filed for which period: an asset, a document, an address, or a file."""

    period: str
    title: str = ""
    asset: Asset | None = None
    document: Document | None = None
    url: str = ""
    upload: Upload | None = None


@dataclass(frozen=True)
class Made:
    """What the system itself produced for a period: the record, its page, when it was made."""

    period: str
    source: models.Model
    title: str
    url: str
    made_at: datetime


def expect_output(
    output: Output, wanted: Expectation, *, reason: str, by: Person, at: datetime
) -> OutputExpectation:
    """The PMO decides with a reason how often an output is owed and by whom; the policy says neither (G57).

    What is owed already passes to a new owner; what a new frequency no longer asks for falls.
    Raises `NotAllowed`, `NoteMissing`, `CannotExpectOutput`.
    """
    demand(by, Permission.OUTPUT_SET)
    demand_reason(reason)
    _demand_sound(wanted)
    with transaction.atomic():
        hold_the_chain()
        row = OutputExpectation.objects.filter(output=output).first()
        before = _told(row) if row else None
        row = row or OutputExpectation(output=output)
        row.frequency, row.owner = wanted.frequency, wanted.owner
        row.due_workdays, row.starts_on = wanted.due_workdays, wanted.starts_on
        row.place, row.ended_on = wanted.place.strip(), None
        row.version = row.version + 1 if row.pk else 1
        row.decided_by, row.decided_at = by, at
        save_tracked(row, by=by, at=at, reason="processes.expect_output")
        change = Change(before=before, after=_told(row), note=reason.strip())
        record("processes.expect_output", by=by, at=at, obj=output, change=change)
        _settle_owed(row, by=by, at=at, reason=reason.strip())
    return row


def end_expectation(
    row: OutputExpectation, *, reason: str, by: Person, at: datetime
) -> OutputExpectation:
    """From today on nothing more is expected, with a reason; what was owed and not filed falls with it."""
    demand(by, Permission.OUTPUT_SET)
    demand_reason(reason)
    with transaction.atomic():
        hold_the_chain()
        fresh: OutputExpectation = OutputExpectation.objects.select_related("output").get(pk=row.pk)
        if fresh.ended_on is not None:
            return fresh
        fresh.ended_on = max(local_day(at), fresh.starts_on)
        fields = ["ended_on"]
        save_tracked(fresh, by=by, at=at, reason="processes.end_expectation", fields=fields)
        change = Change(after={"ended_on": str(fresh.ended_on)}, note=reason.strip())
        record("processes.end_expectation", by=by, at=at, obj=fresh.output, change=change)
        let_fall(_owed(fresh), by=by, at=at, reason=reason.strip())
    return fresh


def open_output_duties(*, at: datetime) -> list[Obligation]:
    """Every expected output is owed once its period has ended, also for periods nobody looked at meanwhile.

    What happens only on an event is owed by no calendar. Worked example: every month, 5 workdays, from
    1 January: on 1 February January's is owed until 17:00 of the fifth workday of February.
    """
    today = local_day(at)
    rows = OutputExpectation.objects.filter(
        ended_on=None, starts_on__lte=today, output__process__state=ProcessState.ACTIVE
    ).exclude(frequency=Frequency.ON_EVENT)
    duties = [
        duty
        for row in rows.select_related("output__process", "owner").order_by("pk")
        for duty in _duties(row, today)
    ]
    with transaction.atomic():
        opened = ensure_duties(duties, at=at)
        _fulfil_filed(opened, at=at)
    return opened


def file_output(output: Output, filing: Filing, *, by: Person, at: datetime) -> OutputRecord:
    """What was produced is filed for its period, and what was owed for it is done.

    Whoever enters for the process files, and its owner. A data store is named by its place and never
    uploaded (G13). Raises `NotAllowed`, `CannotFileOutput`, and what `keep_file` raises; then nothing stands.
    """
    if not may_file_output(by, output, local_day(at)):
        raise NotAllowed(_("You are not allowed to do this."))
    period = _demand_period(output, filing.period, local_day(at))
    title = _demand_evidence(output, filing, by)
    with contextlib.ExitStack() as stack:
        arrival = None
        if filing.upload is not None:
            sent = filing.upload
            arrival = stack.enter_context(
                arrived_file(sent.name, sent.chunks, on=output, by=by, at=at)
            )
        stack.enter_context(transaction.atomic())
        hold_the_chain()
        row = OutputRecord(
            output=output,
            period=period.label,
            title=title[:200],
            asset=filing.asset,
            document=filing.document,
            url=filing.url.strip(),
            filed_by=by,
            filed_at=at,
        )
        save_tracked(row, by=by, at=at, reason="processes.file_output")
        if arrival is not None:
            keep_arrived(arrival, on=Shelf(row), by=by, at=at)
        change = Change(after={"period": row.period, "title": row.title})
        record("processes.file_output", by=by, at=at, obj=output, change=change)
        for owed in _owed_for(output, row.period):
            fulfil(owed, by=by, at=at, evidence=row.title)
    return row


def withdraw_output(row: OutputRecord, *, reason: str, by: Person, at: datetime) -> OutputRecord:
    """What was filed by mistake is taken back with a reason; without another record it is owed again.

    Whoever filed it and the PMO may; what the system itself made is not taken back. Raises `NotAllowed`,
    `NoteMissing`, `Conflict`.
    """
    demand_reason(reason)
    if row.filed_by_id is None or not (
        row.filed_by_id == by.pk or may_file_output(by, row.output, local_day(at), as_pmo=True)
    ):
        raise NotAllowed(_("You are not allowed to do this."))
    with transaction.atomic():
        hold_the_chain()
        values: dict[str, Any] = {
            "withdrawn_at": at,
            "withdrawn_by": by,
            "withdraw_reason": reason.strip()[:300],
        }
        taken = OutputRecord.objects.filter(pk=row.pk).standing().update(**values)
        if not taken:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.refresh_from_db()
        note_history(row, by=by, at=at, reason="processes.withdraw_output")
        change = Change(before={"period": row.period, "title": row.title}, note=reason.strip())
        record("processes.withdraw_output", by=by, at=at, obj=row.output, change=change)
        others = OutputRecord.objects.filter(output=row.output_id, period=row.period).standing()
        if not others.exists():
            done = _duties_of(row.output_id).filter(period=row.period)
            for duty in done:
                reopen(duty, by=by, at=at)
    return row


def tick_output(output: Output, made: Made, *, at: datetime) -> OutputRecord | None:
    """An output that the system itself produced stands in the register by itself, once per record it is.

    It was in time if it was made in time, whenever the clock looked. Returns the new record, or None
    where it stands there already.
    """
    named = {
        "source_model": made.source._meta.label_lower,
        "source_key": str(made.source.pk),
    }
    with transaction.atomic():
        hold_the_chain()
        if OutputRecord.objects.filter(output=output, period=made.period, **named).exists():
            return None
        row = OutputRecord(
            output=output,
            period=made.period,
            title=made.title[:200],
            url=made.url,
            filed_at=made.made_at,
            **named,
        )
        actor = SystemActor("tick")
        save_tracked(row, by=actor, at=at, reason="processes.tick_output")
        change = Change(after={"period": row.period, "title": row.title})
        record("processes.tick_output", by=actor, at=at, obj=output, change=change)
        for owed in _owed_for(output, row.period):
            fulfil(owed, by=actor, at=at, evidence=row.title, received_at=made.made_at)
    return row


def _duties(row: OutputExpectation, today: date) -> list[Duty]:
    calendar = work_calendar()
    found = []
    # Both of one grain, which the type of a period does not tell.
    first: Any = period_of(row.frequency, row.starts_on)
    last: Any = period_of(row.frequency, today)
    for period in periods_between(first, last):
        if period.end >= today:
            break
        due = calendar.add_workdays(period.end, row.due_workdays)
        found.append(
            Duty(
                kind=ObligationKind.OUTPUT,
                clause=(row.output.process.named_in or ["6.2"])[-1],
                subject=row.subject,
                period=period.label,
                title=f"《{row.output.name}》· {period.label}",
                title_en=f"{row.output.name_en or row.output.name} · {period.label}",
                url=reverse("processes:output", args=[row.output_id]),
                opens_at=local_moment(period.end + timedelta(days=1)),
                due_at=local_moment(due, CLOSES),
                responsible=row.owner,
            )
        )
    return found


def _fulfil_filed(opened: list[Obligation], *, at: datetime) -> None:
    """What was filed before it was owed is done from the beginning."""
    keys = {int(duty.subject.removeprefix(OUTPUT)) for duty in opened}
    rows = OutputRecord.objects.filter(output__in=keys).standing().order_by("filed_at")
    filed = {(f"{OUTPUT}{row.output_id}", row.period): row for row in reversed(rows)}
    for duty in opened:
        row = filed.get((duty.subject, duty.period))
        if row is not None:
            fulfil(
                duty,
                by=SystemActor("tick"),
                at=at,
                evidence=row.title,
                received_at=row.filed_at,
            )


def _settle_owed(row: OutputExpectation, *, by: Person, at: datetime, reason: str) -> None:
    owed = _owed(row)
    kept = [each for each in owed if _is_asked(row, each.period)]
    let_fall([each for each in owed if each not in kept], by=by, at=at, reason=reason)
    for each in kept:
        if each.responsible_id != row.owner_id:
            duty = Duty(
                kind=each.kind,
                clause=each.clause,
                subject=each.subject,
                period=each.period,
                title=each.title,
                title_en=each.title_en,
                url=each.url,
                opens_at=each.opened_at,
                due_at=each.due_at,
                responsible=row.owner,
            )
            hand_on(each, duty, by=by, at=at, note=reason)


def _is_asked(row: OutputExpectation, label: str) -> bool:
    if row.frequency == Frequency.ON_EVENT:
        return False
    try:
        period = parse_period(label, grain=row.frequency)
    except BadPeriod:
        return False
    return bool(period.end >= row.starts_on)


def _owed(row: OutputExpectation) -> list[Obligation]:
    return list(_duties_of(row.output_id).filter(state__in=STILL_OWED).order_by("pk"))


def _owed_for(output: Output, period: str) -> list[Obligation]:
    return list(_duties_of(output.pk).filter(period=period, state__in=STILL_OWED))


def _duties_of(output_id: int) -> Any:
    return Obligation.objects.filter(kind=ObligationKind.OUTPUT, subject=f"{OUTPUT}{output_id}")


def _demand_sound(wanted: Expectation) -> None:
    if wanted.frequency not in Frequency.values:
        raise CannotExpectOutput(_("Please choose how often."))
    if not 0 <= wanted.due_workdays <= MOST_WORKDAYS:
        raise CannotExpectOutput(_("It is due between 0 and 250 workdays after its period."))
    if not wanted.owner.is_active:
        raise CannotExpectOutput(_("This person has left."))
    if len(wanted.place) > LONGEST_PLACE:
        raise CannotExpectOutput(_("The place is too long."))


def _demand_period(output: Output, label: str, today: date) -> Period:
    expected = OutputExpectation.objects.filter(output=output, ended_on=None).first()
    is_timed = expected is not None and expected.frequency != Frequency.ON_EVENT
    try:
        period = parse_period(label, grain=expected.frequency if expected and is_timed else "")
    except BadPeriod as bad:
        raise CannotFileOutput(str(bad)) from bad
    if period.start > today:
        raise CannotFileOutput(_("This period has not begun."))
    return period


def _demand_evidence(output: Output, filing: Filing, by: Person) -> str:
    """The title of what is filed; refused where there is nothing, or more than one thing."""
    given = [filing.asset, filing.document, filing.url.strip(), filing.upload]
    if sum(bool(each) for each in given) != 1:
        raise CannotFileOutput(_("File one thing: an asset, a document, an address or a file."))
    if output.kind == Output.Kind.DATA_STORE and filing.upload is not None:
        raise CannotFileOutput(_("A data store is not uploaded; give its address."))
    url = filing.url.strip()
    if url and not url.startswith(("/", "https://", "http://")):
        raise CannotFileOutput(_("An address begins with https://, http:// or /."))
    if filing.asset and not Asset.objects.visible_to(by).filter(pk=filing.asset.pk).exists():
        raise CannotFileOutput(_("This asset is not known."))
    if filing.upload is not None and not filing.upload.name:
        raise BadUpload(_("Please choose a file."))
    named = filing.asset or filing.document or (filing.upload.name if filing.upload else url)
    return filing.title.strip() or str(named)


def _told(row: OutputExpectation) -> dict[str, Any]:
    return {
        "frequency": row.frequency,
        "owner": row.owner.name,
        "due_workdays": row.due_workdays,
        "starts_on": str(row.starts_on),
        "place": row.place,
    }
