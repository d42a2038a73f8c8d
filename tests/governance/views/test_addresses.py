"""Addresses, heads and methods that nobody of ours writes (reliability Q2–Q17, F16, F17)."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from governance.states import ApprovalKind

pytestmark = pytest.mark.django_db
HOME, BOARD = "/", "/board/"


@pytest.fixture
def client(manager):
    known = Client(raise_request_exception=False)
    known.force_login(manager)
    return known


def test_q6_a_foreign_host_is_refused_and_a_forwarded_one_not_believed(client):
    assert client.get(HOME, headers={"host": "evil.example"}).status_code == 400

    door = Client().get(HOME, headers={"x-forwarded-host": "evil.example"})
    assert door.status_code == 302
    assert "evil" not in door.headers["Location"]


def test_q9_any_wish_for_a_language_is_answered_at_once(client):
    wishes = [
        "x" * 10_000,
        ",".join(["zh;q=0.1"] * 1000),
        *(f"a{number}-b" for number in range(50)),
    ]
    begun = time.process_time()
    for wish in wishes:
        assert client.get("/api/v1/nothing/", headers={"accept-language": wish}).status_code == 404
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "address",
    [
        "/board//",
        "/board/%0a",
        "/board/;x=1",
        "/BOARD/",
        "/board/..%2fsystem/",
        "/./board",
    ],
)
def test_q10_another_spelling_is_another_address(client, address):
    assert client.get(address).status_code in {301, 404}


@pytest.mark.parametrize(
    "query", ["foo=1", "debug=1", "_method=DELETE", "is_staff=1", "format=admin"]
)
def test_q13_what_no_page_asks_for_changes_nothing(client, employee, query):
    assert client.get(f"{BOARD}?{query}").status_code == 200
    client.force_login(employee)
    assert client.get(f"{BOARD}?{query}").status_code == client.get(BOARD).status_code


def test_q12_what_a_known_person_was_shown_is_kept_nowhere(client):
    for address in (HOME, BOARD, "/nothing-there/", f"{BOARD}?format=csv"):
        assert "no-store" in client.get(address).headers["Cache-Control"]

    assert "no-store" in client.post(reverse("governance:sign-out")).headers["Cache-Control"]
    assert client.get(BOARD).status_code == 302


@pytest.mark.parametrize(
    "forged",
    [{"hx-request": "true"}, {"hx-request": "true", "hx-target": "x\"'<", "hx-prompt": "y" * 5000},
     {"hx-request": "true", "hx-current-url": "https://evil.example/"}],
)  # fmt: skip
def test_q16_heads_of_a_script_give_no_right(client, employee, forged):
    assert client.get(BOARD, headers=forged).status_code == 200
    client.force_login(employee)
    assert client.get("/system/status/", headers=forged).status_code in {403, 404}


@pytest.mark.parametrize(
    "guess",
    ["/media/", "/.git/config", "/.env", "/db.sqlite3", "/backup/", "/__debug__/", "/admin/",
     "/metrics", "/static/../config/settings/base.py", "/static/%2e%2e/db.sqlite3", "/api/v1/"],
)  # fmt: skip
def test_q17_what_is_guessed_is_not_there(client, guess):
    assert client.get(guess).status_code == 404
    assert Client().get(guess).status_code in {302, 401, 404}


def test_f17_a_form_of_too_many_fields_or_files_is_refused(client):
    many = {f"field{number}": "x" for number in range(1001)}
    assert client.post(reverse("governance:view-save"), many).status_code == 400


@pytest.mark.parametrize("total", ["100000", "-1", "x", None])
def test_f16_a_form_of_announced_rows_builds_no_more_than_may_be_filled_in(client, total):
    address = reverse("governance:route-edit", args=[ApprovalKind.NORM])
    rows = {"steps-INITIAL_FORMS": "0"} | ({"steps-TOTAL_FORMS": total} if total else {})
    begun = time.process_time()

    answer = client.post(address, {"seen": "0", "resubmit_restarts": "1", "reason": "试行", **rows})

    assert answer.status_code in {200, 400, 422}
    assert len(answer.content) < 500_000
    assert time.process_time() - begun < 2
