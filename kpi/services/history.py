"""The past that a PMO brings along: checked in the background, accepted by a second person, stored at once (6.4.2②, G16)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from governance.lib.actors import SystemActor
from governance.lib.bulk import insert_rows, use_real_statement_room
from governance.lib.quarantine import drop_file, local_file
from governance.lib.workbook import FileRefused
from governance.lib.workflow import NotAllowed, Refused, find_step
from governance.models import Job, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import work_calendar
from governance.services.audit import Act, Change, hold_the_chain, record_many
from governance.services.job import JobOrder, held_lease, report_progress, request_job
from governance.services.obligation import fulfil_many
from governance.services.transition import advance
from kpi.formulas.entry import LONGEST_NOTE
from kpi.lib.week_file import kind_of
from kpi.models import Measure, MeasureValue, Submission, WeekUpload
from kpi.selectors.duty import weekly_obligations, weekly_owed
from kpi.selectors.rule import collection_rules
from kpi.selectors.upload import UPLOAD_JOB
from kpi.services.duty import ensure_weekly_duties
from kpi.services.entry import told_values
from kpi.services.history_check import Past, PastWeek, check_history, paused_collector
from kpi.services.rollup import refresh_rollups
from kpi.services.upload import HandedIn, finish_reading, register_upload
from kpi.states import UPLOAD_STEPS, Origin, SubmissionState, UploadKind, UploadState

MOST_BYTES = 50 << 20
VIA = "history"
VALUE_COLUMNS = (
    "measure_id",
    "origin",
    "submission_id",
    "assignment_id",
    "department_id",
    "project_id",
    "dimension",
    "dimension_value",
    "start",
    "end",
    "iso_year",
    "iso_week",
    "value",
    "grade",
    "narrative",
    "no_data_reason",
    "reason",
)


def stage_history(file: HandedIn, *, by: Person, at: datetime) -> WeekUpload:
    """The PMO hands in a list of past data; a worker checks it.

    Raises `NotAllowed` for others and `FileRefused` for a kind or size that is not read.
    """
    demand(by, Permission.SUBMISSION_ACCEPT)
    if file.size > MOST_BYTES:
        raise FileRefused(_("The file holds more than %(most)s MB.") % {"most": MOST_BYTES >> 20})
    if file.size == 0:
        raise FileRefused(_("The file is empty."))
    row = register_upload(file, UploadKind.HISTORY, kind_of(file.name), by=by, at=at)
    request_job(JobOrder(UPLOAD_JOB, str(row.pk), {"upload": row.pk}), by=by, at=at)
    return row


def propose_history(row: WeekUpload, *, by: Person, at: datetime) -> WeekUpload:
    """Who brought the list has seen what it holds and asks a second person to accept it."""
    demand(by, Permission.SUBMISSION_ACCEPT)
    if row.uploaded_by_id != by.pk or row.kind != UploadKind.HISTORY:
        raise NotAllowed(_("You are not allowed to do this."))
    return advance(row, find_step(UPLOAD_STEPS, "propose"), by=by, at=at)


def endorse_history(row: WeekUpload, *, by: Person, at: datetime) -> WeekUpload:
    """Another person of the PMO accepts the list as a whole; only then anything of it counts (G16)."""
    _demand_second(row, by)
    with transaction.atomic():
        changes = {"decided_by": by, "decided_at": at}
        row = advance(row, find_step(UPLOAD_STEPS, "endorse"), by=by, at=at, changes=changes)
        request_job(JobOrder(UPLOAD_JOB, str(row.pk), {"upload": row.pk}), by=by, at=at)
    return row


def decline_history(row: WeekUpload, *, by: Person, at: datetime, note: str) -> WeekUpload:
    """The second person declines with a reason; the list can be handed in again."""
    _demand_second(row, by)
    changes = {
        "decided_by": by,
        "decided_at": at,
        "finished_at": at,
        "sentence": _("Declined by %(name)s: %(note)s") % {"name": by.name, "note": note.strip()},
    }
    return advance(
        row, find_step(UPLOAD_STEPS, "decline"), by=by, at=at, note=note, changes=changes
    )


def _demand_second(row: WeekUpload, by: Person) -> None:
    demand(by, Permission.SUBMISSION_ACCEPT)
    if row.kind != UploadKind.HISTORY or row.uploaded_by_id == by.pk:
        raise NotAllowed(_("Nobody decides on data they brought along themselves (G16)."))


def run_history_job(row: WeekUpload, job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker checks a list that waits, or stores one that was accepted; done twice it changes nothing."""

    def progress(done: int, total: int) -> None:
        report_progress(job, done=done, total=total, at=clock())

    if row.state == UploadState.WAITING:
        row = read_history(row, at=clock(), progress=progress)
    elif row.state == UploadState.CONFIRMED:
        try:
            with held_lease(job):
                row = store_history(row, at=clock(), progress=progress)
        except Refused as refusal:
            sentence = _("Something has changed since the check, so nothing was stored: %(reason)s")
            facts = {"sentence": sentence % {"reason": refusal}}
            row = finish_reading(row, "reject", facts, at=clock())
    return {"state": row.state, "rows": row.rows_read}


def read_history(
    row: WeekUpload, *, at: datetime, progress: Callable[[int, int], None] | None = None
) -> WeekUpload:
    """A list is ready, already imported, or refused with every bad cell; nothing of it is stored yet."""
    done = WeekUpload.objects.filter(
        kind=UploadKind.HISTORY, sha256=row.sha256, state=UploadState.STORED
    )
    if done.exists():
        facts: dict[str, Any] = {
            "sentence": _("Already imported: this very file; nothing was changed.")
        }
        return finish_reading(row, "recognise", facts, at=at)
    try:
        past = _checked(row, at=at, progress=progress)
    except Refused as refusal:
        return finish_reading(row, "reject", {"sentence": str(refusal)}, at=at)
    facts = {
        "rows_read": past.rows,
        "bad_count": past.findings.bad_count,
        "bad_cells": past.findings.bad,
    }
    if past.findings.bad_count:
        facts["sentence"] = _refusal(past)
        return finish_reading(row, "reject", facts, at=at)
    facts["content"] = {"facts": past.facts}
    return finish_reading(row, "read", facts, at=at)


def store_history(
    row: WeekUpload, *, at: datetime, progress: Callable[[int, int], None] | None = None
) -> WeekUpload:
    """The whole list is stored as accepted records in one transaction, or nothing of it; figures follow once.

    The list is checked again, because the world may have moved since. Raises `FileRefused` then.
    """
    importer, acceptor = row.uploaded_by, row.decided_by
    if acceptor is None:
        raise NotAllowed(_("Nobody decides on data they brought along themselves (G16)."))
    past = _checked(row, at=at, progress=progress)
    if past.findings.bad_count:
        raise FileRefused(_refusal(past))
    with paused_collector(), transaction.atomic():
        hold_the_chain()
        use_real_statement_room()
        records = _records(past, importer, acceptor, row, at)
        store_values(past, records)
        record_many(_acts(past, records), by=acceptor, at=at)
        pairs = [(each.assignment, each.week) for each in past.weeks]
        ensure_weekly_duties(pairs, at=at)
        _fulfil(past, row, by=acceptor, at=at)
        refresh_rollups(
            measures_of(past).values(),
            first=min(each.week.start for each in past.weeks),
            last=max(each.week.end for each in past.weeks),
            at=at,
        )
        sentence = _("Stored: %(weeks)s weekly records with %(values)s numbers.") % past.facts
        changes = {"sentence": sentence, "finished_at": at}
        step = find_step(UPLOAD_STEPS, "store")
        row = advance(row, step, by=SystemActor(UPLOAD_JOB), at=at, changes=changes)
        transaction.on_commit(lambda: drop_file(row.stored_as))
    return row


def _checked(row: WeekUpload, *, at: datetime, progress: Callable[[int, int], None] | None) -> Past:
    with local_file(row.stored_as) as path:
        return check_history(path, row.file_name, by=row.uploaded_by, at=at, progress=progress)


def _refusal(past: Past) -> str:
    return _("Places that stand in the way: %(count)s. Nothing of the file was stored.") % {
        "count": past.findings.bad_count
    }


def _records(
    past: Past, importer: Person, acceptor: Person, row: WeekUpload, at: datetime
) -> list[Submission]:
    rules, calendar = collection_rules(), work_calendar()
    due = {
        week: weekly_owed(week, rules, calendar).due_at
        for week in {each.week for each in past.weeks}
    }
    made = [
        Submission(
            assignment=each.assignment,
            iso_year=each.week.year,
            iso_week=each.week.week,
            start=each.week.start,
            end=each.week.end,
            state=SubmissionState.ACCEPTED,
            note=each.note[:LONGEST_NOTE],
            entered_by=[importer.pk],
            entered_via=VIA,
            received_at=row.uploaded_at,
            submitted_at=row.uploaded_at,
            submitted_by=importer,
            due_at=due[each.week],
            is_late=row.uploaded_at > due[each.week],
            accepted_at=at,
            accepted_by=acceptor,
        )
        for each in past.weeks
    ]
    insert_rows(made)
    keys = {
        (row.assignment_id, row.iso_year, row.iso_week): row
        for row in Submission.objects.filter(
            entered_via=VIA,
            accepted_at=at,
            assignment__in={each.assignment.pk for each in past.weeks},
        )
    }
    stored = []
    for each in past.weeks:
        record = keys[each.assignment.pk, each.week.year, each.week.week]
        record.assignment = each.assignment  # at hand with its names, for the trail
        stored.append(record)
    _note_history(stored, acceptor, at)
    return stored


def _note_history(rows: Sequence[Submission], acceptor: Person, at: datetime) -> None:
    """The first state of each record, for readers; what `save_tracked` leaves of one row."""
    history = Submission.history.model
    names = [field.attname for field in Submission._meta.local_concrete_fields]
    insert_rows(
        [
            history(
                history_date=at,
                history_user=acceptor,
                history_change_reason="kpi.store_history",
                history_type="+",
                **{name: getattr(row, name) for name in names},
            )
            for row in rows
        ]
    )


def measures_of(past: Past) -> dict[str, Measure]:
    """The measures a list speaks of, by code."""
    return {
        question.measure.code: question.measure
        for each in past.weeks
        if each.questions is not None
        for question in each.questions.typed
    }


def store_values(past: Past, records: Sequence[Submission]) -> None:
    """Numbers by `executemany`: a fraction of the time of `bulk_create`, which is most of an import."""
    quote = connection.ops.quote_name
    table = quote(MeasureValue._meta.db_table)
    columns = ", ".join(quote(name) for name in VALUE_COLUMNS)
    marks = ", ".join(["%s"] * len(VALUE_COLUMNS))
    codes = {code: measure.pk for code, measure in measures_of(past).items()}
    rows = [
        row
        for each, submission in zip(past.weeks, records, strict=True)
        for row in _value_rows(each, submission, codes)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 -- names of our own model, values as parameters


def _value_rows(
    each: PastWeek, submission: Submission, codes: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    day, number = connection.ops.adapt_datefield_value, connection.ops.adapt_decimalfield_value
    place = each.assignment
    week = (each.week.year, each.week.week)
    days = {part: (day(part.start), day(part.end)) for part in each.week.slices()} | {
        part: (day(part.start), day(part.end)) for part in each.week.slices(split=False)
    }
    for (code, part), answer in each.answers.items():
        value = None if answer.value is None else number(answer.value, 20, 6)
        yield (
            codes[code],
            Origin.ENTRY.value,
            submission.pk,
            place.pk,
            place.department_id,
            place.project_id,
            "",
            "",
            *days[part],
            *week,
            value,
            answer.grade,
            answer.narrative,
            answer.no_data_reason,
            answer.reason,
        )


def _acts(past: Past, records: Sequence[Submission]) -> list[Act]:
    """One entry per record; it holds the fingerprint of the numbers, which stand beside it."""
    acts = []
    for each, submission in zip(past.weeks, records, strict=True):
        told = repr(told_values(each.answers)).encode()
        after = {
            "state": str(submission.state),
            "numbers": len(each.answers),
            "sha256": hashlib.sha256(told).hexdigest(),
        }
        acts.append(Act("kpi.store_history", submission, Change(after=after)))
    return acts


def _fulfil(past: Past, row: WeekUpload, *, by: Person, at: datetime) -> None:
    wanted = {(each.assignment.pk, each.week.label) for each in past.weeks}
    assignments = list({each.assignment.pk: each.assignment for each in past.weeks}.values())
    weeks = list({each.week for each in past.weeks})
    owed = [duty for key, duty in weekly_obligations(assignments, weeks).items() if key in wanted]
    fulfil_many(owed, by=by, at=at, evidence=f"history:{row.pk}")
