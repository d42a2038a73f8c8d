"""What the clock asks of collecting and reporting: duties, our own rhythm, drafts, and the jobs behind pages."""

from datetime import datetime
from typing import Any

import structlog
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.models import Job
from governance.services.job import job_handler
from kpi.models import WeekUpload
from kpi.selectors.report import months_to_draft
from kpi.selectors.report_due import chosen_to_draft
from kpi.selectors.source import IMPORT_JOB
from kpi.selectors.upload import UPLOAD_JOB
from kpi.services.assessment_closing import JOB as PRINT_ASSESSMENT
from kpi.services.assessment_paper import print_assessment
from kpi.services.duty import ensure_obligations
from kpi.services.history import run_history_job
from kpi.services.indicator import end_announced_indicators
from kpi.services.report import compile_report, draft_report
from kpi.services.report_file import JOB as RENDER_REPORT
from kpi.services.report_file import render_requested
from kpi.services.rhythm import count_rhythm
from kpi.services.signal import watch_signals
from kpi.services.ticket_upload import run_import_job
from kpi.services.upload import drop_expired_uploads, run_weeks_job
from kpi.states import UploadKind

log = structlog.get_logger(__name__)


def open_duties(now: datetime) -> None:
    """Whatever is owed by now exists."""
    ensure_obligations(at=now)


def count_own_rhythm(now: datetime) -> None:
    """Punctuality and completeness are counted."""
    count_rhythm(at=now)


def end_announced(now: datetime) -> None:
    """Indicators whose last day has passed are retired."""
    end_announced_indicators(at=now)


def draft_due_reports(now: datetime) -> None:
    """Every month whose data fell due has its draft, and what the PMO lets the clock draft; one failure stops no other."""
    failed = _draft_months(now)
    for order in chosen_to_draft(now):
        try:
            draft_report(
                order.kind, order.period, project=order.project, by=SystemActor("tick"), at=now
            )
        except Exception:
            log.exception("draft_failed", report=str(order))
            failed.append(str(order))
    if failed:
        raise RuntimeError(f"drafts failed: {', '.join(failed)}")


def _draft_months(now: datetime) -> list[str]:
    failed = []
    for month in months_to_draft(now):
        try:
            compile_report(month, by=SystemActor("tick"), at=now)
        except Exception:
            log.exception("draft_failed", month=month.label)
            failed.append(month.label)
    return failed


def read_signals(now: datetime) -> None:
    """What changed in the figures is read by the rules; one series' failure stops none of the others."""
    found = watch_signals(at=now)
    if found.failed:
        raise RuntimeError(f"series that could not be read: {', '.join(found.failed)}")


@job_handler(RENDER_REPORT)
def render_report(job: Job) -> dict[str, Any]:
    """A worker prints the document of an issue."""
    return render_requested(job, clock=timezone.now)


@job_handler(PRINT_ASSESSMENT)
def print_self_assessment(job: Job) -> dict[str, Any]:
    """A worker prints the report of a closed self-assessment."""
    return print_assessment(job, clock=timezone.now)


@job_handler(IMPORT_JOB, is_watched=True)
def import_tickets(job: Job) -> dict[str, Any]:
    """A worker imports an export that was handed in."""
    return run_import_job(job, clock=timezone.now)


def drop_old_files(now: datetime) -> None:
    """Staged files go when their time is over."""
    drop_expired_uploads(at=now)


@job_handler(UPLOAD_JOB, is_watched=True)
def work_on_upload(job: Job) -> dict[str, Any]:
    """A worker reads or stores a file with weeks' data."""
    row = WeekUpload.objects.select_related("uploaded_by", "decided_by").get(
        pk=job.payload["upload"]
    )
    run = run_history_job if row.kind == UploadKind.HISTORY else run_weeks_job
    return run(row, job, clock=timezone.now)
