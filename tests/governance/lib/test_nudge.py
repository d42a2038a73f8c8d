"""A broker that is frozen, full or gone delays nobody who works with the pages (D5, D6, D8)."""

import threading
import time

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from governance.lib.nudge import nudge

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_frozen_broker_is_waited_for_by_nobody(monkeypatch):
    asked, let_go = threading.Event(), threading.Event()
    monkeypatch.setattr(current_app, "send_task", lambda *_, **__: asked.set() or let_go.wait(30))
    begun = time.monotonic()

    with transaction.atomic():
        nudge("portal.run_jobs")
        assert not asked.is_set()  # nobody is told of what may still be undone

    assert time.monotonic() - begun < 5
    assert asked.wait(10)
    let_go.set()


def test_a_broker_that_refuses_is_no_fault_of_the_act(monkeypatch):
    refused = threading.Event()

    def refuse(*_name, **_more):
        refused.set()
        raise OperationalError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(current_app, "send_task", refuse)

    nudge("portal.run_jobs")

    assert refused.wait(10)
