"""A word to the workers that there is something to do; losing it loses nothing but a minute."""

import threading

import structlog
from celery import current_app
from django.db import transaction

log = structlog.get_logger(__name__)


def nudge(task_name: str) -> None:
    """After the commit, off the request's thread: a broker that is down or frozen delays nobody (D5, D6)."""
    transaction.on_commit(
        lambda: threading.Thread(target=_send, args=(task_name,), daemon=True).start()
    )


def _send(task_name: str) -> None:
    try:
        current_app.send_task(task_name, retry=False, ignore_result=True)
    except Exception:  # noqa: BLE001 -- whatever the broker's client raises, the sweep finds the work
        log.warning("nudge_lost", task=task_name)
