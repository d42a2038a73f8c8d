"""Exports handed in through the browser: into quarantine, then a job imports them (design §5, reliability X20)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import SystemActor
from governance.lib.quarantine import drop_file, keep_file, local_file
from governance.lib.workflow import NotAllowed
from governance.models import Job, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from governance.services.file_scan import Arrived, demand_scanned_upload
from governance.services.job import JobOrder, NotYet, report_progress, request_job
from governance.states import JobState
from kpi.lib.ticket_file import kind_of, sha256_of
from kpi.models import DataSource, TicketImport
from kpi.selectors.source import IMPORT_JOB
from kpi.services.ticket_import import Export, ExportFile, import_tickets, register_export
from kpi.states import ImportOutcome


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it; its name is only ever shown, never used as a path."""

    name: str
    content: IO[bytes]


def receive_export(
    source: DataSource, upload: Upload, *, by: Person, at: datetime, is_batch: bool = False
) -> TicketImport:
    """Who may import into a source hands in a file; it waits in quarantine under a key of our own for its job.

    Raises `NotAllowed` for others and `FileRefused` for a kind of file that is not read.
    """
    demand(by, Permission.SOURCE_IMPORT)
    if not DataSource.objects.visible_to(by).filter(pk=source.pk).exists():
        raise NotAllowed(_("You are not allowed to do this."))
    kind = kind_of(upload.name)
    key = keep_file(upload.content, kind)
    # A batch was written by ourselves, from figures; there is nothing in it that could be run.
    if not is_batch:
        _demand_scanned(upload.name, key, by=by, at=at)
    with local_file(key) as path, transaction.atomic():
        row = register_export(source, ExportFile(path, upload.name, key), by=by, at=at)
        order = {"import": row.pk, "is_batch": is_batch}
        request_job(JobOrder(IMPORT_JOB, str(row.pk), order), by=by, at=at)
        record(
            "kpi.receive_export",
            by=by,
            at=at,
            obj=row,
            change=Change(
                after={"file_name": row.file_name, "sha256": row.sha256, "size": row.size}
            ),
        )
    return row


def _demand_scanned(name: str, key: str, *, by: Person, at: datetime) -> None:
    with local_file(key) as path:
        arrived = Arrived(name[-200:], path.stat().st_size, sha256_of(path))
    demand_scanned_upload(arrived, key, by=by, at=at)


def run_import_job(job: Job, *, clock: Callable[[], datetime]) -> dict[str, object]:
    """A waiting import is done once; the file leaves quarantine when its outcome is written.

    A batch waits for those handed in before it into the same source, because they may speak of the
    same tickets.
    """
    is_batch = bool(job.payload.get("is_batch"))
    row = TicketImport.objects.select_related("source").get(pk=job.payload["import"])
    if row.outcome == ImportOutcome.WAITING:
        if is_batch and _earlier_at_work(row):
            raise NotYet
        by = Person.objects.filter(pk=row.asked_by.removeprefix("user:")).first()

        def progress(done: int, total: int) -> None:
            report_progress(job, done=done, total=max(total, done), at=clock())

        with local_file(row.stored_as) as path:
            import_tickets(
                row,
                Export(path, progress, is_batch=is_batch),
                by=by or SystemActor(IMPORT_JOB),
                at=clock(),
            )
    drop_file(row.stored_as)
    return {"outcome": row.outcome, "tickets": row.tickets_seen}


def _earlier_at_work(row: TicketImport) -> bool:
    earlier = TicketImport.objects.filter(
        source=row.source, outcome=ImportOutcome.WAITING, pk__lt=row.pk
    )
    subjects = [str(pk) for pk in earlier.values_list("pk", flat=True)]
    return Job.objects.filter(
        kind=IMPORT_JOB, subject__in=subjects, state__in=[JobState.DUE, JobState.RUNNING]
    ).exists()
