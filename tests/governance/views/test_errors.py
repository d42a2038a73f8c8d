"""Faults are pages in the house's own look, for the known and the unknown."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from governance.views.errors import server_error


def test_missing_page_is_shown_within_the_shell_to_a_known_person(client, specialist):
    client.force_login(specialist)

    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert 'id="nav"' in answer.content.decode()


def test_missing_page_shows_a_stranger_nothing_of_the_inside(client, db):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert 'id="nav"' not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head", "put"])
def test_address_of_a_form_alone_says_so_as_a_page(client, specialist, method):
    client.force_login(specialist)

    answer = getattr(client, method)(reverse("governance:sign-out"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert method == "head" or "这个地址没有页面" in answer.content.decode()


def test_wrong_method_of_the_api_stays_an_answer_for_machines(client, specialist):
    client.force_login(specialist)

    answer = client.delete("/api/v1/kpi/values/")

    assert answer.status_code == 405
    assert answer.json()["code"]


def test_page_without_the_right_is_refused_in_words(client, specialist):
    client.force_login(specialist)

    assert client.get(reverse("governance:gallery")).status_code == 403


def test_form_without_its_token_is_refused_in_words(specialist):
    client = Client(enforce_csrf_checks=True)
    client.force_login(specialist)

    answer = client.post(reverse("governance:language"), {"language": "en"})

    assert answer.status_code == 403
    assert "c-fault" in answer.content.decode()


def test_fault_page_needs_neither_database_nor_person(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "c-fault" in answer.content.decode()


@pytest.mark.parametrize("path", ["/board/", "/sign-in/"])
def test_a_database_that_does_not_answer_asks_to_come_again(path, officer):
    client = Client(raise_request_exception=False)
    client.force_login(officer)

    def gone(*_statement):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(gone):
        answer = client.get(path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "closed the connection" not in answer.content.decode()
    assert "系统繁忙" in answer.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/account/", "/system/gallery/"])
def test_page_carries_the_strict_policy_and_nothing_inline(client, officer, path):
    if path != "/sign-in/":
        client.force_login(officer)

    answer = client.get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert " style=" not in answer.content.decode()
