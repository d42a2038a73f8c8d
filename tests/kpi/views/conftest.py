"""A desk that reports one process on a Tuesday after the Spring Festival, and people who sign in."""

from datetime import datetime

import pytest
import time_machine

from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from kpi.services.duty import ensure_obligations
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.people import SETUP

NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())


@pytest.fixture
def steady_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(specialist, colleague, officer, operations):
    seed_calendar([2026], by=SETUP, at=NOW)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_target(make_indicator("S-01", process, "s_met / s_due"), value="90")
    place = make_assignment(specialist, process, operations, deputy=colleague)
    ensure_obligations(at=NOW)
    return place


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.logout()
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in
