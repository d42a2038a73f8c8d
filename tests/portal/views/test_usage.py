"""The usage page: for whom it is, what it costs, its file and its table in the evidence pack."""

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.services.session import note_sign_in
from portal.selectors.pack_register import registers_of
from portal.selectors.pack_source import Wish
from tests.portal.owing import NOW, done, moment, owe
from tests.portal.selectors.test_usage import FEBRUARY, WEEK, owe_week

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def look(client, reader, **query):
    client.force_login(reader)
    return client.get(reverse("portal:usage"), {"period": "2026-02"} | query)


@pytest.mark.parametrize("who", ["officer", "manager", "auditor", "system_admin"])
def test_page_opens_for_whoever_keeps_the_system_or_the_rhythm(client, request, who):
    assert look(client, request.getfixturevalue(who)).status_code == 200


@pytest.mark.parametrize("who", ["specialist", "head", "chair", "employee", "security_admin"])
def test_page_is_closed_to_everybody_else(client, request, who):
    assert look(client, request.getfixturevalue(who)).status_code == 403


def test_page_names_nobody(client, officer, specialist):
    note_sign_in(specialist, at=moment("02-10"))

    text = look(client, officer).content.decode()

    assert WEEK.display() in text
    assert specialist.name not in text


def test_empty_days_say_so(client, officer):
    assert "所选日期没有记录" in look(client, officer).content.decode()


def test_page_costs_the_same_for_one_week_and_for_many(client, officer, specialist):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("portal:usage"), {"period": "2026"})
        return len(spent)

    done(owe_week(WEEK, "02-16", person=specialist), "02-16", specialist)
    look(client, officer)
    one = cost()
    for number, day in enumerate(("02-23", "03-02", "03-09"), start=2):
        note_sign_in(specialist, at=moment(day))
        owe(day, person=specialist, number=number, kind="milestone")

    assert cost() == one <= 20


def test_file_holds_the_weeks(client, officer, specialist):
    note_sign_in(specialist, at=moment("02-10"))
    answer = look(client, officer, format="csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows[1][:3] == ["2026-W07", "1", "1"]


def test_evidence_pack_holds_the_weeks_without_who_was_active(officer, specialist):
    done(owe_week(WEEK, "02-16", person=specialist), "02-16", specialist)

    [table] = [
        each
        for each in registers_of(Wish(officer, FEBRUARY, NOW, "zh-hans"))
        if each.name == "usage.csv"
    ]

    assert table.rows == [["2026-W07", 1, 1, 0, 0, 100, 0, 0]]
    assert len(table.head) == len(table.rows[0])
