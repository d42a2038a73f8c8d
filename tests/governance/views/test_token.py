import re

import pytest
from django.urls import reverse

from governance.models import ApiToken
from tests.rest import READ, WRITE, machine, make_token, signed_in

LIST, NEW = "/system/tokens/", "/system/tokens/new/"
pytestmark = pytest.mark.django_db


def asked(person, **changes):
    return {"name": "报表机", "owner": person.pk, "scopes": [READ], "days": 90} | changes


@pytest.fixture
def lenient(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_the_process_manager_issues_a_token_that_is_shown_once(lenient, manager):
    browser = lenient(manager)

    page = browser.post(NEW, asked(manager, allowed_ips="127.0.0.1， 10.0.0.0/8"))

    text = re.search(r"pgt_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", page.content.decode())[0]
    assert "no-store" in page["Cache-Control"]
    assert machine(text).get("/api/v1/kpi/indicators/").status_code == 200
    assert text not in browser.get(LIST).content.decode()
    assert ApiToken.objects.get().allowed_ips == ["127.0.0.1/32", "10.0.0.0/8"]


def test_the_form_sent_twice_issues_once(lenient, manager):
    browser = lenient(manager)
    browser.post(NEW, asked(manager))

    again = browser.post(NEW, asked(manager))

    assert ApiToken.objects.count() == 1
    assert again.status_code == 200
    assert "pgt_" not in again.content.decode()


def test_only_system_administrators_choose_another_owner(
    lenient, manager, system_admin, specialist
):
    lenient(manager).post(NEW, asked(specialist))
    assert not ApiToken.objects.exists()

    lenient(system_admin).post(NEW, asked(specialist, scopes=[WRITE]))
    assert ApiToken.objects.get().owner == specialist


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "\u3000"},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"days": 366},
        {"days": "x"},
        {"owner": 10**9},
        {"allowed_ips": "somewhere"},
        {"allowed_ips": "10.0.0.0/8 " * 21},
    ],
)
def test_a_form_filled_in_wrongly_keeps_what_was_typed(lenient, manager, changes):
    page = lenient(manager).post(NEW, asked(manager, **changes))

    assert page.status_code == 200
    assert not ApiToken.objects.exists()
    if "name" not in changes:
        assert "报表机" in page.content.decode()


def test_revoking_ends_the_token(lenient, manager):
    token, text = make_token(manager)
    address = reverse("governance:token-revoke", args=[token.pk])

    assert lenient(manager).get(address).status_code == 405
    assert lenient(manager).post(address).status_code == 302
    assert machine(text).get("/api/v1/kpi/indicators/").status_code == 401
    assert lenient(manager).post(address).status_code == 302


def test_owners_see_and_revoke_their_own_and_strangers_nothing(lenient, specialist, stranger):
    token, _text = make_token(specialist)
    address = reverse("governance:token-revoke", args=[token.pk])

    assert token.prefix not in lenient(stranger).get(LIST).content.decode()
    assert lenient(stranger).post(address).status_code == 404
    assert token.prefix in lenient(specialist).get(LIST).content.decode()
    assert lenient(specialist).get(NEW).status_code == 403
    lenient(specialist).post(address)
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("person", ["employee", "security_admin"])
def test_who_has_no_business_there_is_turned_away(request, person):
    assert signed_in(request.getfixturevalue(person)).get(LIST).status_code == 403


def test_the_list_costs_the_same_for_one_and_many(lenient, manager, django_assert_max_num_queries):
    browser = lenient(manager)
    make_token(manager, name="first")
    browser.get(LIST)
    for number in range(12):
        make_token(manager, name=f"token {number}")
    with django_assert_max_num_queries(20):
        browser.get(LIST)
