"""The clock: one tick a minute rings everything; the ledger decides what is due (reliability §6.1)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock
from typing import Any

import structlog
from celery import Task, shared_task
from django.utils import timezone

import governance.tasks
import improvements.tasks
import kpi.tasks
import planning.tasks
import processes.tasks
import reviews.tasks
from governance.models import Job
from governance.selectors.status_line import JOBS
from governance.selectors.watermark import SWEEP, is_quiet, trail_head
from governance.services.job import job_handler, note_looked, run_due_jobs, stamp_heartbeats
from portal.selectors.pack_list import JOB as MAKE_PACK
from portal.services.evidence_pack import make_pack
from portal.services.output_made import tick_outputs_made
from portal.services.pack_retention import drop_old_packs, sweep_packs
from portal.services.search import refresh_search

log = structlog.get_logger(__name__)
MINUTE = 55  # seconds; a message older than a minute is made good by the next one


def tick_made_outputs(now: datetime) -> None:
    """What the system itself produced stands in the outputs register."""
    tick_outputs_made(at=now)


@job_handler(MAKE_PACK)
def make_evidence_pack(job: Job) -> dict[str, Any]:
    """A worker makes an evidence pack."""
    return make_pack(job, clock=timezone.now)


def drop_packs(now: datetime) -> None:
    """Evidence packs older than the days decided lose their bytes; once an hour leftovers go."""
    drop_old_packs(at=now)
    if now.minute == governance.tasks.SWEEP_MINUTE:
        sweep_packs(at=now)


def index_search(now: datetime) -> None:
    """What is searched is what the records say now."""
    refresh_search(at=now)


SWEEPS: tuple[Callable[[datetime], None], ...] = (
    governance.tasks.beat_heart,
    governance.tasks.verify_every_night,
    governance.tasks.put_documents_into_force,
    governance.tasks.ask_for_documents,
    kpi.tasks.end_announced,
    kpi.tasks.open_duties,
    processes.tasks.owe_outputs,
    processes.tasks.read_asset_files,
    planning.tasks.settle_plans,
    governance.tasks.ask_whoever_decides_today,
    governance.tasks.show_attached_files,
    governance.tasks.owe_resolved_conditions,
    governance.tasks.mark_what_is_missing,
    kpi.tasks.draft_due_reports,
    kpi.tasks.count_own_rhythm,
    planning.tasks.count_own_plans,
    reviews.tasks.count_own_reviews,
    improvements.tasks.count_own_improvements,
    reviews.tasks.count_what_customers_say,
    kpi.tasks.drop_old_files,
    kpi.tasks.read_signals,
    reviews.tasks.prepare_due_reviews,
    reviews.tasks.raise_decided_triggers,
    improvements.tasks.escalate_what_is_late,
    tick_made_outputs,
    governance.tasks.escalate_what_is_overdue,
    index_search,
    drop_packs,
    governance.tasks.send_messages,
    governance.tasks.tell_channels,
    governance.tasks.order_webhooks,
    governance.tasks.anchor_trail,
    governance.tasks.ask_scanner,
    governance.tasks.sweep_stored_files,
)
# What runs in a quiet minute too: signs of life, messages and deliveries whose next try has come, and
# the hourly look after files, which asks nothing in any other minute.
ALWAYS = (
    governance.tasks.beat_heart,
    governance.tasks.send_messages,
    governance.tasks.tell_channels,
    governance.tasks.order_webhooks,
    governance.tasks.ask_scanner,
    governance.tasks.sweep_stored_files,
)

_at_work = Lock()


def sweep_all(now: datetime) -> list[str]:
    """Every sweep runs for this moment; returns the names of those that failed."""
    return _sweep(SWEEPS, now)


def sweep_what_changed(now: datetime) -> list[str]:
    """A minute in which nothing can have become due is let pass; every other one sweeps everything."""
    head = trail_head()
    if is_quiet(SWEEP, head=head, at=now):
        return _sweep(ALWAYS, now)
    failed = sweep_all(now)
    if not failed:
        note_looked(SWEEP, head=head, at=now)
    return failed


def _sweep(sweeps: Iterable[Callable[[datetime], None]], now: datetime) -> list[str]:
    failed = []
    for sweep in sweeps:
        try:
            sweep(now)
        except Exception:
            log.exception("sweep_failed", sweep=sweep.__name__)
            failed.append(sweep.__name__)
    return failed


@shared_task(name="portal.tick", ignore_result=True, bind=True)
def tick(self: Task) -> None:
    """Every sweep runs, one failure stops none of the others; run twice it changes nothing more.

    In a worker the long work goes to a task of its own, so that no PDF holds up the next minute;
    called directly (by hand, in a test) it is done here.
    """
    now = timezone.now()
    failed = _sweep((governance.tasks.watch_over,), now) + sweep_what_changed(now)
    if self.request.called_directly:
        run_jobs()
    else:
        run_jobs.apply_async(expires=MINUTE)
    if failed:
        raise RuntimeError(f"sweeps failed: {', '.join(failed)}")


@shared_task(name="portal.run_jobs", ignore_result=True)
def run_jobs() -> int:
    """Whatever is due is done, until nothing is or the budget is spent; one at a time in a process."""
    if not _at_work.acquire(blocking=False):
        return 0
    try:
        stamp_heartbeats(JOBS, at=timezone.now())
        return run_due_jobs(clock=timezone.now)
    finally:
        _at_work.release()
