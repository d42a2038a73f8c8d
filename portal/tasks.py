"""The clock: one tick a minute rings everything; the ledger decides what is due (reliability §6.1)."""

from collections.abc import Callable
from datetime import datetime

import structlog
from celery import shared_task
from django.utils import timezone

import governance.tasks
import kpi.tasks
from governance.services.job import run_due_jobs

log = structlog.get_logger(__name__)

SWEEPS: tuple[Callable[[datetime], None], ...] = (
    governance.tasks.beat_heart,
    kpi.tasks.open_duties,
    governance.tasks.mark_what_is_missing,
    kpi.tasks.draft_due_reports,
    kpi.tasks.count_own_rhythm,
    governance.tasks.send_messages,
    governance.tasks.anchor_trail,
)


@shared_task(name="portal.tick", ignore_result=True)
def tick() -> None:
    """Every sweep runs, one failure stops none of the others; run twice it changes nothing more."""
    now = timezone.now()
    failed = []
    for sweep in SWEEPS:
        try:
            sweep(now)
        except Exception:
            log.exception("sweep_failed", sweep=sweep.__name__)
            failed.append(sweep.__name__)
    run_jobs()
    if failed:
        raise RuntimeError(f"sweeps failed: {', '.join(failed)}")


@shared_task(name="portal.run_jobs", ignore_result=True)
def run_jobs() -> int:
    """Whatever is due is done, until nothing is."""
    return run_due_jobs(clock=timezone.now)
