"""Files and the virus scanner: nobody reads what was not looked through, nothing infected is kept (reliability §6.8, U9)."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor, SystemActor
from governance.lib.quarantine import drop_file, local_file
from governance.lib.scanner import ScannerAway, scan_file
from governance.lib.uploads import BadUpload
from governance.lib.workflow import Refused
from governance.models import Job, StoredFile
from governance.services.audit import Change, hold_the_chain, record
from governance.services.job import JobOrder, report_progress, request_job
from governance.services.message import Note, tell

log = structlog.get_logger(__name__)
JOB, SUBJECT = "scan_files", "waiting"
SCANNER = SystemActor("scanner")
SHELF = "stored"


class FileInfected(BadUpload):
    """The scanner found something; the file was not kept."""

    code = "file_infected"


class CannotScan(Refused):
    """The scanner gives no verdict, and this file is read at once or not at all."""

    code = "cannot_scan"


@dataclass(frozen=True)
class Arrived:
    """A file as the scanner is asked about it."""

    name: str
    size: int
    sha256: str


def scan_arrival(
    file: Arrived, path: Path, *, on: models.Model | None, by: Actor, at: datetime
) -> bool:
    """Whether a file that has arrived was looked through and nothing was found; False where the scanner is away.

    Raises `FileInfected`, after the trail has it: who, which file, what was found.
    """
    try:
        found = scan_file(path)
    except ScannerAway as away:
        log.warning("scanner_away", why=str(away))
        return False
    if not found:
        return True
    told = {"file": file.name, "size": file.size, "sha256": file.sha256, "found": found}
    change = Change(after=told, note=found, result="refused", label=file.name)
    record("governance.refuse_file", by=by, at=at, obj=on, change=change)
    raise FileInfected(
        _("The virus scanner found “%(found)s” in %(name)s; the file was not kept.")
        % {"found": found, "name": file.name}
    )


def demand_scanned_upload(file: Arrived, key: str, *, by: Actor, at: datetime) -> None:
    """A file that waits in quarantine for its reader is looked through first; what is not let through is gone.

    Raises `FileInfected` or `CannotScan`.
    """
    try:
        with local_file(key) as path:
            if scan_arrival(file, path, on=None, by=by, at=at):
                return
        raise CannotScan(
            _(
                "The virus scanner cannot be reached, so the file was not taken. Please hand it in again later."
            )
        )
    except Refused:
        drop_file(key)
        raise


def request_scan(*, at: datetime) -> Job | None:
    """As long as files wait for the scanner a worker asks it once a minute."""
    if not _waiting().exists():
        return None
    return request_job(JobOrder(JOB, SUBJECT, {}), by=SCANNER, at=at)


def scan_waiting(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """What waited is let through or destroyed, the oldest first; where the scanner is still away the rest waits on.

    An operator who has taken the scanner away lets through what waited for it: nothing is scanned then.
    """
    rows, done = list(_waiting()), 0
    for row in rows:
        try:
            found = scan_file(Path(default_storage.path(row.key)))
        except ScannerAway as away:
            return {"scanned": done, "waiting": len(rows) - done, "why": str(away)}
        _let_through(row, at=clock()) if not found else _destroy(row, found, at=clock())
        done += 1
        report_progress(job, done=done, total=len(rows), at=clock())
    return {"scanned": done, "waiting": 0}


def _waiting() -> "models.QuerySet[StoredFile]":
    return StoredFile.objects.waiting().order_by("uploaded_at", "pk")


def _let_through(row: StoredFile, *, at: datetime) -> None:
    held, key = Path(default_storage.path(row.key)), f"{SHELF}/{row.key.partition('/')[2]}"
    place = Path(default_storage.path(key))
    place.parent.mkdir(parents=True, exist_ok=True)
    # Two names until the row says which: whatever is cut off, the bytes have one.
    place.unlink(missing_ok=True)
    os.link(held, place)
    with transaction.atomic():
        hold_the_chain()
        StoredFile.objects.filter(pk=row.pk, key=row.key).update(key=key)
        record(
            "governance.release_file", by=SCANNER, at=at, obj=row, change=Change(after=row.told())
        )
    held.unlink(missing_ok=True)


def _destroy(row: StoredFile, found: str, *, at: datetime) -> None:
    with transaction.atomic():
        hold_the_chain()
        StoredFile.objects.filter(pk=row.pk).update(lost_at=at)
        change = Change(after={**row.told(), "found": found}, note=found, result="refused")
        record("governance.refuse_file", by=SCANNER, at=at, obj=row, change=change)
        tell(_notice(row, found), [row.uploaded_by], at=at)
    default_storage.delete(row.key)


def _notice(row: StoredFile, found: str) -> Note:
    def subject() -> str:
        return _("The virus scanner found “%(found)s” in %(name)s; the file was destroyed.") % {
            "found": found,
            "name": row.name,
        }

    with override("zh-hans"):
        chinese = subject()
    with override("en"):
        english = subject()
    return Note(f"file:{row.pk}:refused", chinese[:200], english[:200])
