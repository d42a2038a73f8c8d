"""The clock: one beat entry, the minute tick; what is owed stands in the database, not in a queue."""

import os
from datetime import datetime
from typing import Any

from celery import Celery, bootsteps, signals
from celery.beat import EmbeddedService
from celery.bin.base import CeleryOption
from celery.schedules import schedstate, schedule
from kombu import Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from django.conf import settings


class EveryMinute(schedule):
    """A minute after the last ring, or at once where that ring bears a time that is still to come.

    Celery's own schedule would wait until then: a clock that was a year ahead for one minute and was
    set right would be silent for a year (reliability §0 row 11).
    """

    def is_due(self, last_run_at: datetime) -> schedstate:
        if self.maybe_make_aware(last_run_at) > self.now():
            return schedstate(is_due=True, next=self.seconds)
        return super().is_due(last_run_at)


QUEUES = ("default", "documents", "imports")

app = Celery("governance")
# The current app is per thread; without this a request's thread would talk to an unconfigured one.
app.set_default()

if settings.REDIS_URL:
    broker = settings.REDIS_URL
    transport = {
        # Longer than the hardest task limit, so that no running task is handed out twice.
        "visibility_timeout": 900,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "retry_on_timeout": True,
        "max_retries": 1,
    }
else:
    broker = "filesystem://"
    folder = str(settings.BROKER_DIR)
    transport = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(settings.BROKER_DIR / "control"),
    }
    (settings.BROKER_DIR / "control").mkdir(parents=True, exist_ok=True)

app.conf.update(
    broker_url=broker,
    broker_transport_options=transport,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2},
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    # The ledger is the result.
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=600,
    task_soft_time_limit=570,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_soft_shutdown_timeout=30,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    task_default_queue="default",
    task_default_exchange="default",
    task_default_routing_key="default",
    # Each with its own exchange and key: on a shared one every message would reach all three.
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    timezone=settings.TIME_ZONE,
    enable_utc=True,
    # A minute missed is made good by the next one, so a tick that waited a minute is worthless.
    beat_schedule={
        "tick": {"task": "portal.tick", "schedule": EveryMinute(60.0), "options": {"expires": 55}},
    },
    beat_schedule_filename=str(settings.VAR / "beat-schedule"),
)
app.autodiscover_tasks()


class Clock(bootsteps.StartStopStep):
    """`worker --clock` rings the minute from a thread of the worker itself.

    Celery's own `--beat` forks a second whole process for it: 100 MB at rest for one entry a minute.
    """

    label = "Clock"
    conditional = True

    def __init__(self, worker: Any, *, clock: bool = False, **options: Any) -> None:
        self.enabled = clock
        super().__init__(worker, **options)

    def create(self, worker: Any) -> Any:
        return EmbeddedService(
            worker.app, schedule_filename=worker.app.conf.beat_schedule_filename, thread=True
        )


app.user_options["worker"].add(
    CeleryOption(("--clock",), is_flag=True, help="ring the minute, too")
)
app.steps["worker"].add(Clock)


@signals.setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Django has set logging up already; Celery adds nothing of its own."""


@signals.worker_ready.connect
def ring_at_once(sender: Any, **_: Any) -> None:
    """A start looks for what is owed right away instead of after the first minute."""
    sender.app.send_task("portal.tick", expires=55)
