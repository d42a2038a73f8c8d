"""The doors as such: who comes in, and what is answered to what is not understood (R13–R24 where reading)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import AuditEntry, TokenUse
from governance.services import quota
from governance.services.token import revoke_token
from tests.rest import WRITE, check_shape, machine, make_token, signed_in

LIST = "/api/v1/kpi/indicators/"
READING = (
    LIST,
    "/api/v1/kpi/values/",
    "/api/v1/processes/",
    "/api/v1/obligations/",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def token(officer):
    return make_token(officer)


def test_without_a_token_nobody_comes_in(client):
    answer = client.get(LIST)

    check_shape(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", READING)
def test_every_list_opens_with_a_token_and_with_a_session(officer, token, path):
    for client in (machine(token[1]), signed_in(officer)):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic bGluOng=",
        "Token {text}",
        "{text}",
        "Bearer {text}x",
        "Bearer {text} x",
    ],
)
def test_a_malformed_header_is_no_token(token, header):
    answer = Client(headers={"authorization": header.replace("{text}", token[1])}).get(LIST)

    check_shape(answer, 401)


def test_expired_and_revoked_tokens_are_answered_alike(officer):
    now = timezone.now()
    _expired, old = make_token(officer, days=1, name="old", at=now - timedelta(days=2))
    row, gone = make_token(officer, name="gone")
    revoke_token(row, by=officer, at=now)

    bodies = [check_shape(machine(text).get(LIST), 401) for text in (old, gone, "pgt_x")]

    assert len({(body["code"], body["message"]) for body in bodies}) == 1
    notes = AuditEntry.objects.filter(action="governance.refuse_token").values_list(
        "note", flat=True
    )
    assert set(notes) == {"expired", "revoked", "unknown"}


def test_a_token_of_another_scope_is_refused(officer):
    row, text = make_token(officer, WRITE)

    check_shape(machine(text).get(LIST), 403)

    entry = AuditEntry.objects.get(action="governance.refuse_token")
    assert (entry.note, entry.object_key) == ("foreign_scope", str(row.pk))


def test_a_token_from_a_foreign_address_is_refused(officer):
    _row, text = make_token(officer, allowed_ips=("192.0.2.0/24",))

    check_shape(machine(text).get(LIST), 403)
    assert machine(text).get(LIST, REMOTE_ADDR="192.0.2.8").status_code == 200


@pytest.mark.parametrize("name", ["token", "access_token", "authorization"])
def test_a_token_in_the_address_or_the_body_is_none(token, client, name):
    check_shape(client.get(LIST, {name: token[1]}), 401)
    check_shape(client.post(LIST, {name: token[1]}, content_type="application/json"), 401)


def test_a_token_acts_as_its_owner_only(employee, system_admin):
    _row, text = make_token(employee)

    assert machine(text).get(LIST).status_code == 200
    assert signed_in(system_admin).get(LIST).status_code == 403


def test_the_token_wins_over_the_cookie(officer, system_admin, token):
    client = signed_in(system_admin)

    assert client.get(LIST).status_code == 403
    assert client.get(LIST, headers={"authorization": f"Bearer {token[1]}"}).status_code == 200


def test_a_write_by_cookie_needs_its_csrf_token(officer):
    answer = signed_in(officer).post(LIST, {}, content_type="application/json")

    check_shape(answer, 403)


def test_five_wrong_tokens_lock_and_say_when_to_come_again(token):
    wrong = token[1][:-3] + "___"
    for _try in range(5):
        assert machine(wrong).get(LIST).status_code == 401

    answer = machine(token[1]).get(LIST)
    check_shape(answer, 429)
    assert answer["Retry-After"] == "900"


def test_wrong_tokens_lock_the_sign_in_page_too(officer, token, client):
    for _try in range(5):
        machine(token[1][:-3] + "___").get(LIST)

    answer = client.post("/sign-in/", {"username": officer.username, "password": "anything"})
    assert answer.status_code in {403, 429}


def test_the_quota_says_when_to_come_again(token, settings, time_machine):
    settings.API_REQUESTS_PER_MINUTE = 20
    time_machine.move_to(timezone.now().replace(second=15), tick=False)
    client = machine(token[1])
    statuses = [client.get(LIST).status_code for _request in range(25)]

    assert statuses == [200] * 20 + [429] * 5
    answer = client.get(LIST)
    assert answer["Retry-After"] == "45"
    check_shape(answer, 429)
    assert TokenUse.objects.get(token=token[0]).spent == 20
    assert quota._purses


@pytest.mark.parametrize("path", READING)
def test_nothing_is_deleted_and_nothing_is_changed_by_other_methods(token, path):
    client = machine(token[1])

    for method in ("delete", "put", "patch", "post"):
        check_shape(getattr(client, method)(path, {}, content_type="application/json"), 405)
    assert client.head(path).status_code == 200
    assert client.options(path).status_code == 204
    assert client.generic("TRACE", path).status_code == 405


def test_method_overrides_are_ignored(token):
    client = machine(token[1])

    answer = client.get(LIST, headers={"x-http-method-override": "DELETE"})
    assert answer.status_code == 200
    assert "_method" in check_shape(client.get(LIST, {"_method": "DELETE"}), 400)["fields"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=0", "page"),
        ("page_size=0", "page_size"),
        ("page_size=x", "page_size"),
        ("page_size=%EF%BC%91%EF%BC%90", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=", "page_size"),
        ("page_size=" + "9" * 23, "page_size"),
        ("page_size=5&page_size=6", "page_size"),
        ("cursor=abc", "cursor"),
        ("cursor=" + "a" * 3000, "cursor"),
        ("ordering=password", "ordering"),
        ("search=x", "search"),
        ("history__id=1", "history__id"),
        ("author__email__startswith=a", "author__email__startswith"),
        ("id%3Bdrop=1", "id;drop"),
        ("state=adopted&state=retired", "state"),
        ("state=Adopted", "state"),
        ("process=%00", "process"),
        ("process=%ff", "process"),
        ("%00=1", "\ufffd"),
    ],
)
def test_a_query_that_is_not_declared_is_refused_by_name(token, query, field):
    body = check_shape(machine(token[1]).get(f"{LIST}?{query}"), 400)

    assert field in body["fields"]


def test_long_and_crowded_queries_are_refused(token):
    client = machine(token[1])

    check_shape(client.get(f"{LIST}?process={'a' * 1_000_000}"), 414)
    check_shape(client.get("/api/v1/kpi/values/?" + "&".join(["indicator=A"] * 600)), 400)
    check_shape(client.get(f"{LIST}?" + "&".join(f"a{number}=" for number in range(1100))), 400)


def test_page_sizes_are_cut_to_the_largest(token):
    assert machine(token[1]).get(LIST, {"page_size": 10**9}).status_code == 200


def test_what_is_accepted_and_sent_is_json(token):
    client = machine(token[1])

    check_shape(client.get(LIST, headers={"accept": "application/xml"}), 406)
    assert client.get(LIST, headers={"accept": "*/*", "range": "bytes=0-3"}).status_code == 200
    assert client.get(LIST, headers={"if-modified-since": "yesterday, maybe"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing/", "/api/v1/kpi/values", "/api/v1/kpi/"]
)
def test_an_unknown_address_is_answered_in_the_same_shape(token, path):
    check_shape(machine(token[1]).get(path), 404)
    check_shape(Client().get(path), 401)


@pytest.mark.parametrize("code", ["nothing", "%00", "a" * 500, "１", "../x", "x;y"])
@pytest.mark.parametrize("base", ["/api/v1/processes/", LIST])
def test_an_unknown_code_is_not_found(token, base, code):
    check_shape(machine(token[1]).get(f"{base}{code}/"), 404)


def test_a_machine_leaves_its_name_in_the_trail(officer):
    _row, text = make_token(officer, WRITE, name="机器" * 35)
    machine(text).get(LIST)

    entry = AuditEntry.objects.get(action="governance.refuse_token")
    assert entry.via.startswith("token:机器")


def test_languages_are_those_the_client_asks_for(client):
    chinese = client.get(LIST).json()["message"]
    english = client.get(LIST, headers={"accept-language": "en"}).json()["message"]

    assert english == "Send a valid token, or sign in." or english != ""
    assert chinese
