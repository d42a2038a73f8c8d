"""Files with weeks' data on their way in: staged, read, shown, confirmed, stored whole or not at all (6.4.2②)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.periods import Week
from governance.lib.quarantine import drop_file, keep_file, local_file
from governance.lib.sheets import table_csv
from governance.lib.workbook import FileRefused
from governance.lib.workflow import NotAllowed, Refused, find_step
from governance.models import Job, Person
from governance.permissions import Permission, has_permission
from governance.services.audit import Change, hold_the_chain, record
from governance.services.file_scan import Arrived, demand_scanned_upload
from governance.services.job import JobOrder, report_progress, request_job
from governance.services.transition import advance
from kpi.lib.week_columns import column_name
from kpi.lib.week_file import MOST_BYTES, ask_child, kind_of, read_week_file
from kpi.models import WeekUpload
from kpi.selectors.rule import collection_rules
from kpi.selectors.upload import UPLOAD_JOB, expired_uploads, places_staged
from kpi.services.entry import WeekEntry
from kpi.services.submission import open_week, submit_week
from kpi.services.upload_check import VIA, cells_staged, check_file
from kpi.states import UPLOAD_STEPS, UploadKind, UploadState

KEPT = timedelta(days=2)
MOST_STAGED = 10
# What a page may read or store while its reader waits; more is done by a worker.
SMALL_BYTES, SMALL_WEEKS = 200 << 10, 8
MOST_MARKS = 200
CHUNK = 1 << 20
OPEN_FILES = (UploadState.WAITING, UploadState.READY)


class CannotStage(Refused):
    """The file is not taken in at all."""

    code = "cannot_stage"


class Busy(Refused):
    """The database is held by a larger act; nothing was stored, and it can be tried again at once."""

    code = "busy"


@dataclass(frozen=True)
class HandedIn:
    """A file as a browser sends it; its name is only ever shown, never used as a path."""

    name: str
    size: int
    content: IO[bytes]


@dataclass(frozen=True)
class Paper:
    """A file to hand back."""

    name: str
    content: bytes


def stage_weeks(file: HandedIn, *, by: Person, at: datetime) -> WeekUpload:
    """Whoever enters data hands in a file of it; small ones are read at once, others by a worker.

    Raises `NotAllowed`, `FileRefused` for a kind or size that is not read, and `CannotStage` while
    ten files of the same person wait.
    """
    rights = (Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
    if not any(has_permission(by, right) for right in rights):
        raise NotAllowed(_("You are not allowed to do this."))
    if file.size > MOST_BYTES:
        raise FileRefused(_("The file holds more than %(most)s MB.") % {"most": MOST_BYTES >> 20})
    if file.size == 0:
        raise FileRefused(_("The file is empty."))
    waiting = WeekUpload.objects.filter(uploaded_by=by, kind=UploadKind.WEEKS, state__in=OPEN_FILES)
    if waiting.count() >= MOST_STAGED:
        raise CannotStage(_("Ten files of yours wait already; confirm or drop one of them first."))
    row = register_upload(file, UploadKind.WEEKS, kind_of(file.name), by=by, at=at)
    if file.size <= SMALL_BYTES:
        return read_upload(row, at=at)
    request_job(JobOrder(UPLOAD_JOB, str(row.pk), {"upload": row.pk}), by=by, at=at)
    return row


def register_upload(
    file: HandedIn, kind: str, ending: str, *, by: Person, at: datetime
) -> WeekUpload:
    """A file is on record from the moment it is handed in, by the fingerprint of its bytes."""
    digest = hashlib.sha256()
    while chunk := file.content.read(CHUNK):
        digest.update(chunk)
    file.content.seek(0)
    key, sha256 = keep_file(file.content, ending), digest.hexdigest()
    demand_scanned_upload(Arrived(file.name[-200:], file.size, sha256), key, by=by, at=at)
    with transaction.atomic():
        row = WeekUpload.objects.create(
            kind=kind,
            file_name=file.name[-200:],
            stored_as=key,
            size=file.size,
            sha256=sha256,
            uploaded_by=by,
            uploaded_at=at,
            expires_at=at + KEPT,
        )
        after = {"file_name": row.file_name, "sha256": sha256, "size": row.size}
        record("kpi.stage_weeks", by=by, at=at, obj=row, change=Change(after=after))
    return row


def read_upload(
    row: WeekUpload, *, at: datetime, progress: Callable[[int, int], None] | None = None
) -> WeekUpload:
    """A file is ready, already known, or refused with every bad cell; nothing of it is stored yet."""
    by = row.uploaded_by
    try:
        with local_file(row.stored_as) as path:
            file = read_week_file(path, row.file_name)
        found = check_file(file, by=by, at=at, progress=progress)
    except Refused as refusal:
        return finish_reading(row, "reject", {"sentence": str(refusal)}, at=at)
    facts: dict[str, Any] = {
        "rows_read": file.row_count,
        "bad_count": found.bad_count,
        "bad_cells": found.bad,
        "content": {"weeks": found.weeks, "notes": found.notes, "skipped": found.skipped},
    }
    if found.bad_count:
        facts["content"] = {"notes": found.notes}
        facts["sentence"] = _(
            "Places that stand in the way: %(count)s. Nothing of the file was stored."
        ) % {"count": found.bad_count}
        return finish_reading(row, "reject", facts, at=at)
    if found.is_known:
        facts["sentence"] = _(
            "Already imported: everything in this file is there; nothing was changed."
        )
        return finish_reading(row, "recognise", facts, at=at)
    return finish_reading(row, "read", facts, at=at)


def finish_reading(
    row: WeekUpload, step: str, facts: dict[str, Any], *, at: datetime
) -> WeekUpload:
    """The outcome of reading is written once, by whoever reads first."""
    ends = {} if step == "read" else {"finished_at": at}
    return _advance(row, step, by=SystemActor(UPLOAD_JOB), at=at, changes={**facts, **ends})


def confirm_upload(row: WeekUpload, *, by: Person, at: datetime) -> WeekUpload:
    """The uploader hands in everything the preview showed, in one transaction, by the act every mouth uses.

    Many weeks are stored by a worker. Raises `NotAllowed` for anybody else, `WrongState`, or the
    refusal of the first week that cannot be handed in any more; then nothing is stored.
    """
    if row.uploaded_by_id != by.pk or row.kind != UploadKind.WEEKS:
        raise NotAllowed(_("You are not allowed to do this."))
    try:
        return _confirm(row, by=by, at=at)
    except OperationalError as problem:  # the trail was held for longer than anybody waits
        raise Busy(
            _(
                "Somebody else is storing something large just now. Please confirm again in a moment."
            )
        ) from problem


def _confirm(row: WeekUpload, *, by: Person, at: datetime) -> WeekUpload:
    with transaction.atomic():
        hold_the_chain()
        row = _advance(row, "confirm", by=by, at=at, changes={"decided_by": by, "decided_at": at})
        if len(row.content["weeks"]) <= SMALL_WEEKS:
            return _store(row, by=by, at=at)
        request_job(JobOrder(UPLOAD_JOB, str(row.pk), {"upload": row.pk}), by=by, at=at)
    return row


def drop_upload(row: WeekUpload, *, by: Actor, at: datetime) -> WeekUpload:
    """A file that is not wanted any more goes; its bytes with it."""
    if isinstance(by, Person) and row.uploaded_by_id != by.pk:
        raise NotAllowed(_("You are not allowed to do this."))
    row = _advance(row, "drop", by=by, at=at, changes={"content": {}, "finished_at": at})
    drop_file(row.stored_as)
    return row


def drop_expired_uploads(*, at: datetime) -> int:
    """Two days after it came a file's bytes are gone, and what nobody confirmed is dropped; twice changes nothing."""
    rows = expired_uploads(at)
    for row in rows:
        if row.state in OPEN_FILES:
            drop_upload(row, by=SystemActor("tick"), at=at)
        drop_file(row.stored_as)
        row.stored_as = ""
        row.save(update_fields=["stored_as"])
    return len(rows)


def marked_file(row: WeekUpload) -> Paper:
    """The very file that was handed in, with every listed place filled and its reason beside it."""
    stem = row.file_name.rpartition(".")[0]
    with local_file(row.stored_as) as path:
        if kind_of(row.file_name) == ".csv":
            return Paper(
                f"{stem}-marked.csv", _marked_list(row, read_week_file(path, row.file_name))
            )
        marks: list[dict[str, Any]] = []
        seen: set[tuple[Any, ...]] = set()
        for bad in row.bad_cells[:MOST_MARKS]:
            place = (bad["sheet"], bad["row"], bad["at"] or 1)
            marks.append(
                {
                    "sheet": place[0],
                    "row": place[1],
                    "column": place[2],
                    "reason": bad["reason"],
                    "author": str(_("Check of the file")),
                    "again": place in seen,
                }
            )
            seen.add(place)
        order = json.dumps({"act": "mark", "marks": marks}).encode()
        return Paper(f"{stem}-marked.xlsx", ask_child(order, path.read_bytes()))


def _marked_list(row: WeekUpload, file: Any) -> bytes:
    table = file.tables[0]
    columns = [code for code in table.places if code != "problem"]
    reasons: dict[int, list[str]] = {}
    for bad in row.bad_cells:
        reasons.setdefault(bad["row"], []).append(
            " ".join(filter(None, [bad["column"], bad["reason"]]))
        )
    head = [*(column_name(code) for code in columns), column_name("problem")]
    rows = (
        [*(line.text(code) for code in columns), "; ".join(reasons.get(line.row, ()))]
        for line in table.lines
    )
    return table_csv(head, rows)


def run_weeks_job(row: WeekUpload, job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker reads a file that waits, or stores one that was confirmed; done twice it changes nothing."""

    def progress(done: int, total: int) -> None:
        report_progress(job, done=done, total=total, at=clock())

    if row.state == UploadState.WAITING:
        row = read_upload(row, at=clock(), progress=progress)
    elif row.state == UploadState.CONFIRMED and row.decided_by is not None:
        try:
            row = _store(row, by=row.decided_by, at=clock())
        except Refused as refusal:
            facts = {"sentence": _no_longer(refusal), "finished_at": clock()}
            row = _advance(row, "reject", by=SystemActor(UPLOAD_JOB), at=clock(), changes=facts)
    return {"state": row.state}


def _no_longer(refusal: Refused) -> str:
    return _("Something has changed since the preview, so nothing was stored: %(reason)s") % {
        "reason": refusal
    }


def _store(row: WeekUpload, *, by: Person, at: datetime) -> WeekUpload:
    weeks = [week for week in row.content["weeks"] if not week["is_unchanged"]]
    split = collection_rules().split
    with transaction.atomic():
        hold_the_chain()
        for staged, (assignment, week) in zip(weeks, places_staged(weeks), strict=True):
            _hand_in(staged, assignment, week, split=split, by=by, at=at)
        sentence = _("Handed in: %(count)s weekly records.") % {"count": len(weeks)}
        changes = {"sentence": sentence, "finished_at": at}
        row = _advance(row, "store", by=by, at=at, changes=changes)
        transaction.on_commit(lambda: drop_file(row.stored_as))
    return row


def _hand_in(
    staged: dict[str, Any], assignment: Any, week: Week, *, split: bool, by: Person, at: datetime
) -> None:
    cells = cells_staged(staged, week.slices(split=split))
    record_of_week = open_week(assignment, week, by=by, at=at, via=VIA)
    entry = WeekEntry(cells, staged["note"], staged["version"], via=VIA)
    submit_week(record_of_week, entry, by=by, at=at)


def _advance(
    row: WeekUpload, step: str, *, by: Actor, at: datetime, changes: dict[str, Any], note: str = ""
) -> WeekUpload:
    return advance(row, find_step(UPLOAD_STEPS, step), by=by, at=at, note=note, changes=changes)
