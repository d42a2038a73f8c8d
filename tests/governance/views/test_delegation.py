"""Delegation as a page: named for a time, ended early, seen by the two and by whoever follows all."""

from datetime import timedelta

import pytest
from django.test import Client

from governance.models import Delegation
from governance.states import ApprovalKind
from tests.governance.deciding import NOW, TODAY

pytestmark = pytest.mark.django_db
PAGE = "/delegations/"
WEEK = timedelta(days=7)
FORM = {"valid_from": TODAY.isoformat(), "valid_to": (TODAY + WEEK).isoformat(), "reason": "休假"}


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def seen_by(person, url=PAGE):
    client = Client()
    client.force_login(person)
    return client.get(url)


def send(person, url=PAGE, **form):
    client = Client()
    client.force_login(person)
    return client.post(url, form)


def rows_seen(person):
    return [line.row for line in seen_by(person).context["lines"]]


def test_deputy_is_named_and_both_see_it(manager, head, officer, auditor, stranger):
    sent = send(manager, **FORM, deputy=head.pk, kinds=[ApprovalKind.NORM.value])

    assert sent.status_code == 302
    row = Delegation.objects.get()
    assert (row.principal, row.deputy, row.kinds) == (manager, head, ["norm"])
    for person in (manager, head, officer, auditor):
        assert rows_seen(person) == [row]
    assert rows_seen(stranger) == []
    assert [each.principal for each in seen_by(head).context["deputising"]] == [manager]


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": "。"},
        {"valid_to": (TODAY - WEEK).isoformat()},
        {"valid_from": "下周一"},
        {"deputy": "9999"},
        {"kinds": ["nonsense"]},
    ],
)
def test_bad_delegation_is_refused_and_stays_on_the_page(manager, head, changed):
    page = send(manager, **{**FORM, "deputy": head.pk, "reason": "休假两周", **changed})

    assert page.status_code == 422
    assert changed.get("reason", "休假两周") in page.content.decode()
    assert not Delegation.objects.exists()


def test_employee_names_nobody_and_can_be_nobody(manager, employee):
    assert seen_by(employee).context["form"] is None
    send(employee, **FORM, deputy=manager.pk)
    assert send(manager, **FORM, deputy=employee.pk).status_code == 422
    assert not Delegation.objects.exists()


def test_either_ends_it_early_and_a_stranger_does_not_find_it(manager, head, stranger):
    send(manager, **FORM, deputy=head.pk)
    row = Delegation.objects.get()

    assert send(stranger, f"{PAGE}{row.pk}/end/").status_code == 404
    assert send(head, f"{PAGE}{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.ended_by == head
    # A second click is told in words.
    assert send(manager, f"{PAGE}{row.pk}/end/").status_code == 302
    assert not seen_by(manager).context["lines"][0].may_end


def test_list_is_given_as_a_file(manager, head):
    send(manager, **FORM, deputy=head.pk)

    csv = b"".join(seen_by(manager, f"{PAGE}?format=csv").streaming_content).decode()

    assert head.name in csv
    assert "休假" in csv


def test_empty_list_says_what_to_do_next(manager):
    assert "休假或出差前" in seen_by(manager).content.decode()
