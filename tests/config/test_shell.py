"""The shell: what the browser may fetch, what the clock rings, what a machine may ask."""

from datetime import timedelta
from threading import Thread
from types import SimpleNamespace

import pytest
from celery import Celery
from django.contrib.staticfiles import finders
from django.utils import timezone

from config.celery import QUEUES, Clock, EveryMinute, app
from config.staticfinder import ALLOWED
from config.supervisor import system
from governance.models import Heartbeat


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_files_of_node_modules_are_found(name):
    assert finders.find(name)


@pytest.mark.parametrize(
    "name",
    ["@tabler/core/package.json", "vendor/../package.json", "vendor/echarts.js", "package.json"],
)
def test_nothing_else_of_node_modules_is_found(name):
    assert finders.find(name) is None


def test_a_message_reaches_one_queue_only():
    routes = {name: app.amqp.queues[name] for name in QUEUES}

    assert {name: (queue.exchange.name, queue.routing_key) for name, queue in routes.items()} == {
        name: (name, name) for name in QUEUES
    }


def test_the_clock_has_one_entry_and_it_exists():
    app.loader.import_default_modules()
    entries = list(app.conf.beat_schedule.values())

    assert [entry["schedule"] for entry in entries] == [EveryMinute(60.0)]
    assert entries[0]["task"] in app.tasks


def test_only_json_is_accepted():
    assert app.conf.accept_content == ["json"]
    assert app.conf.broker_transport_options is not None
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)
    assert app.conf.task_time_limit == 600


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ages", "status"),
    [
        ({"clock": 10, "worker": 10}, 200),
        ({"clock": 179, "worker": 179}, 200),
        ({"clock": 181, "worker": 10}, 503),
        ({"clock": 10, "worker": 181}, 503),
        ({"clock": 10}, 503),
        ({}, 503),
        # A clock that was ahead and is set right must not keep the light green for a year.
        ({"clock": -86400, "worker": 10}, 503),
    ],
)
def test_healthz_is_green_only_when_clock_and_worker_were_heard(client, ages, status, time_machine):
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    for name, seconds in ages.items():
        Heartbeat.objects.create(name=name, at=now - timedelta(seconds=seconds))

    answer = client.get("/healthz")

    assert answer.status_code == status
    assert answer.json() == {"status": "ok" if status == 200 else "unavailable"}


@pytest.mark.django_db
def test_readyz_is_green_with_all_migrations(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_is_red_when_a_migration_is_missing(client):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kpi'")

    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_pages_carry_a_policy_without_anything_unsafe(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_worker_of_one_machine_carries_the_clock():
    worker = next(child for child in system("127.0.0.1", 8000, {}) if child.name == "worker")

    assert "--clock" in worker.command
    assert "--beat" not in worker.command  # a second process of 100 MB for one entry a minute
    assert Clock in app.steps["worker"]


def test_the_clock_rings_from_a_thread_and_stops(tmp_path):
    bell = Celery("bell", broker="memory://", set_as_current=False)
    bell.conf.beat_schedule = {"tick": {"task": "portal.tick", "schedule": 0.05}}
    bell.conf.beat_schedule_filename = str(tmp_path / "schedule")
    clock = Clock(SimpleNamespace(app=bell), clock=True).create(SimpleNamespace(app=bell))
    clock.start()

    with bell.connection() as connection, connection.SimpleQueue("celery") as queue:
        message = queue.get(timeout=60)
    clock.stop()

    assert message.headers["task"] == "portal.tick"
    assert isinstance(clock, Thread)
    clock.join(30)
    assert not clock.is_alive()
