"""One limiter for every credential door: by name and address, however many come at once (A1, C17)."""

import threading
from collections import Counter

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client

from governance.models import AuditEntry
from governance.services.limiter import is_locked, note_wrong_try
from tests.rest import machine, make_token

LIST = "/api/v1/kpi/indicators/"
NAME = "somebody"
pytestmark = pytest.mark.django_db


def lock(ip):
    return [note_wrong_try(NAME, ip=ip) for _try in range(5)]


def test_the_fifth_wrong_try_locks():
    assert lock("192.0.2.7") == [False] * 4 + [True]
    assert is_locked(NAME, ip="192.0.2.7")
    assert not is_locked(NAME, ip="192.0.2.8")
    assert not is_locked("another", ip="192.0.2.7")


def test_one_line_of_ipv6_is_one_address():
    for number in range(5):
        note_wrong_try(NAME, ip=f"2001:db8:1:2:{number}::{number}")

    assert is_locked(NAME, ip="2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert not is_locked(NAME, ip="2001:db8:1:3::1")


def test_ipv4_in_the_clothes_of_ipv6_is_ipv4():
    lock("::ffff:192.0.2.7")
    assert is_locked(NAME, ip="192.0.2.7")
    assert not is_locked(NAME, ip="::ffff:192.0.2.8")


def test_behind_a_proxy_the_caller_is_counted_and_not_the_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    lock("192.0.2.7")

    assert is_locked(NAME, ip="192.0.2.7")
    assert not is_locked(NAME, ip="192.0.2.8")


def test_page_and_token_count_together_whatever_the_number_within_the_line(
    specialist, officer, client
):
    _row, text = make_token(specialist)
    wrong = f"{text[:-3]}___"
    for number in range(3):
        answer = machine(wrong).get(LIST, REMOTE_ADDR=f"2001:db8:1:2::{number + 1}")
        assert answer.status_code == 401
    for number in range(2):
        client.post(
            "/sign-in/",
            {"username": specialist.username, "password": "wrong"},
            REMOTE_ADDR=f"2001:db8:1:2:9::{number + 1}",
        )

    assert machine(text).get(LIST, REMOTE_ADDR="2001:db8:1:2:abcd::1").status_code == 429
    assert machine(text).get(LIST, REMOTE_ADDR="2001:db8:1:4::1").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_fifty_wrong_tries_at_once_five_are_answered_and_all_are_counted(specialist):
    _row, text = make_token(specialist)
    wrong, statuses, ready = f"{text[:-3]}___", [], threading.Barrier(10)

    def go():
        client = Client(headers={"authorization": f"Bearer {wrong}"})
        ready.wait()
        statuses.extend([client.get(LIST).status_code for _try in range(5)])
        connection.close()

    threads = [threading.Thread(target=go) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = Counter(statuses)
    assert set(told) <= {401, 429}
    assert 1 <= told[401] <= 5
    assert told[401] + told[429] == 50
    # Each that got as far as the comparison was counted: the limit, and those who were in the door.
    counted = AccessAttempt.objects.get(username=specialist.username).failures_since_start
    assert 5 <= counted <= 5 + 10
    refused = AuditEntry.objects.filter(action="governance.refuse_token")
    assert refused.count() == counted
    assert machine(text).get(LIST).status_code == 429
