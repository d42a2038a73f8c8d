"""Trainings by REST: the same rights as the page, numbers of people and never names (6.4.1; reliability §3.2)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planning.services.attendance import record_attendance
from tests.planning.teaching import AFTER, came, make_held, make_training, was_away
from tests.rest import WRITE, machine, make_token

pytestmark = pytest.mark.django_db
DOOR = "/api/v1/trainings/"


def reader(person):
    return machine(make_token(person)[1])


@pytest.fixture
def held(officer, specialist, colleague):
    row = make_held(officer, [specialist, colleague], budget="1200.50")
    record_attendance(row, [came(row, specialist), was_away(row, colleague)], by=officer, at=AFTER)
    return row


def test_trainings_are_read_with_their_numbers_and_without_names(held, employee, specialist):
    client = reader(employee)
    answer = client.get(DOOR)

    (item,) = answer.json()["items"]
    assert (item["number"], item["state"], item["invited"], item["attended"]) == (
        held.number,
        "held",
        2,
        1,
    )
    assert item["budget"] is None
    assert specialist.name not in answer.content.decode()
    assert client.get(f"{DOOR}{held.pk}/").json() == item


def test_money_is_told_to_those_who_may_read_it(held, officer):
    assert reader(officer).get(f"{DOOR}{held.pk}/").json()["budget"] == "1200.5"


def test_trainings_are_asked_for_by_year_state_and_place(held, officer, employee):
    ask = reader(employee).get

    assert len(ask(f"{DOOR}?year=2026&state=held").json()["items"]) == 1
    assert ask(f"{DOOR}?year=2027").json()["items"] == []
    assert ask(f"{DOOR}?process=nothing").json()["items"] == []
    assert ask(f"{DOOR}?state=dreamt").status_code == 400
    assert ask(f"{DOOR}?year=MMXX").status_code == 400
    assert ask(f"{DOOR}999/").status_code == 404


def test_whoever_has_no_token_or_another_scope_reads_nothing(held, employee):
    assert Client().get(DOOR).status_code == 401
    assert machine(make_token(employee, WRITE)[1]).get(DOOR).status_code == 403


def test_more_trainings_ask_no_more_questions(officer, employee):
    client, counts = reader(employee), []
    client.get(DOOR)  # a token notes its first use
    for _round in range(2):
        make_training(officer)
        with CaptureQueriesContext(connection) as caught:
            client.get(DOOR)
        counts.append(len(caught))

    assert counts[0] == counts[1] <= 12
