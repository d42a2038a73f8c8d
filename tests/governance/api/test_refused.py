"""What the API refuses to somebody it knows stands in the trail, by the rule of the pages (reliability §6.6)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import AuditEntry
from tests.rest import READ, WRITE, machine, make_token, signed_in

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/kpi/submissions/"
WEEK = {"assignment": 1, "week": "2026-W07", "cells": []}


def refused():
    return list(AuditEntry.objects.filter(result="refused").order_by("sequence"))


def post(client, address=DOOR, **more):
    return client.post(address, WEEK | more, content_type="application/json")


@pytest.fixture
def reader(manager):
    return machine(make_token(manager, READ)[1])


@pytest.fixture
def outsider(employee):
    """A machine that may write, and acts for somebody who may not hand in weekly data."""
    return machine(make_token(employee, WRITE)[1])


def test_a_forbidden_call_with_a_token_is_in_the_trail(outsider, employee):
    assert post(outsider).status_code == 403

    (entry,) = refused()
    assert entry.action == "governance.refuse_act"
    assert entry.actor_key == employee.actor_key
    assert entry.via.startswith("token:")
    assert (entry.after["view"], entry.after["address"]) == ("api:submissions", DOOR)


def test_a_forbidden_call_of_a_session_is_in_the_trail(employee):
    client = Client()
    client.force_login(employee)

    assert post(client).status_code == 403

    (entry,) = refused()
    assert (entry.action, entry.actor_key) == ("governance.refuse_act", employee.actor_key)


def test_a_machine_gone_mad_writes_one_line_a_minute(outsider, time_machine):
    time_machine.move_to(timezone.now().replace(second=5), tick=False)
    for _try in range(20):
        post(outsider)
    assert len(refused()) == 1

    time_machine.shift(timedelta(minutes=1))
    post(outsider)

    assert len(refused()) == 2


def test_a_token_outside_its_scope_stands_there_once(reader):
    assert post(reader).status_code == 403

    assert [entry.action for entry in refused()] == ["governance.refuse_token"]


def test_whoever_is_not_known_and_whoever_only_reads_writes_nothing(employee):
    reader = machine(make_token(employee, READ)[1])

    assert post(Client()).status_code == 401
    assert reader.get("/api/v1/kpi/sources/").status_code == 403

    assert refused() == []


def test_an_unsound_request_is_no_refusal(specialist):
    client = machine(make_token(specialist, WRITE)[1])

    assert post(client, cells="nothing").status_code == 400

    assert refused() == []


def test_a_session_without_its_protection_is_in_the_trail(employee):
    assert post(signed_in(employee)).status_code == 403

    (entry,) = refused()
    assert entry.actor_key == employee.actor_key
