"""The page of a hand-over: who may open it, what it shows, looking before confirming (G18)."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Message
from governance.services.person import disable_person
from planning.models import Milestone
from processes.models import Process
from tests.governance.deciding import NOW, TODAY, make_members, seat_committee
from tests.kpi.collecting import make_assignment, make_process
from tests.people import SETUP
from tests.portal.leaving import REASON, make_leaver, movable

pytestmark = pytest.mark.django_db
SEAL = re.compile(r'name="seal" value="([0-9a-f]{64})"')


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(specialist, colleague, officer, stranger, development):
    people = make_members(development, 4)
    seat_committee(people, by=officer)
    return make_leaver(specialist, colleague, officer, stranger, people)


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in


def page(person):
    return reverse("portal:hand-over", args=[person.pk])


def given(world, **changes):
    return {"to": world.successor.pk, "last_day": TODAY.isoformat(), "reason": REASON, **changes}


def test_looking_then_confirming_moves_everything(world, as_):
    client = as_(world.officer)
    shown = client.post(page(world.leaver), given(world))
    seal = SEAL.search(shown.content.decode()).group(1)
    assert "This is what will happen" in shown.content.decode()
    assert "assignment" in movable(world.leaver)

    answer = client.post(page(world.leaver), given(world, seal=seal, confirm="1"), follow=True)

    assert "things are handed over" in answer.content.decode()
    assert movable(world.leaver) == []


def test_what_was_not_looked_at_is_not_confirmed(world, as_, head):
    client = as_(world.officer)
    seal = SEAL.search(client.post(page(world.leaver), given(world)).content.decode()).group(1)
    row = Milestone.objects.get()

    changed = given(world, seal=seal, confirm="1", **{f"take-milestone:{row.pk}": head.pk})
    shown = client.post(page(world.leaver), changed).content.decode()

    assert "Nothing has been moved yet" in shown
    assert len(movable(world.leaver)) == 11


def test_a_refusal_stands_beside_its_thing_and_offers_no_confirmation(world, as_, employee):
    shown = as_(world.officer).post(page(world.leaver), given(world, to=employee.pk))

    text = shown.content.decode()
    assert "does not hold the role of a process specialist" in text
    assert "not possible" in text
    assert SEAL.search(text) is None
    assert len(movable(world.leaver)) == 11


def test_nobody_chosen_or_no_day_keeps_what_was_typed(world, as_):
    shown = as_(world.officer).post(page(world.leaver), given(world, to="", last_day="soon"))

    assert shown.status_code == 422
    assert REASON in shown.content.decode()
    assert len(movable(world.leaver)) == 11


def test_a_thing_may_stay_and_needs_no_successor(world, as_):
    stay = {f"take-process:{Process.objects.get(code='incident').pk}": "stay"}

    shown = as_(world.officer).post(page(world.leaver), given(world, **stay))

    seal = SEAL.search(shown.content.decode()).group(1)
    as_(world.officer).post(page(world.leaver), given(world, seal=seal, confirm="1", **stay))
    assert movable(world.leaver) == ["process"]


def test_the_page_is_for_the_pmo_only(world, as_, manager, system_admin):
    for person, status in (
        (world.officer, 200),
        (manager, 200),
        (world.successor, 403),
        (system_admin, 403),
    ):
        assert as_(person).get(page(world.leaver)).status_code == status
        assert as_(person).post(page(world.leaver), given(world)).status_code == status
    assert as_(world.officer).get(page(system_admin)).status_code == 404


def test_ones_own_things_are_shown_but_not_handed_over(world, as_):
    make_assignment(
        world.officer,
        make_process("release", "REL", "发布管理", "Release"),
        world.officer.department,
    )

    shown = as_(world.officer).get(page(world.officer)).content.decode()

    assert "somebody else of the PMO" in shown
    assert "Show what will happen" not in shown


def test_nothing_left_says_so(world, as_, employee):
    assert "Nothing is left" in as_(world.officer).get(page(employee)).content.decode()


def test_a_closed_account_is_offered_to_the_pmo(world, as_, officer):
    disable_person(world.leaver, by=SETUP, at=NOW, reason="离职")

    told = Message.objects.get(recipient=officer, event_key__startswith="closed:")
    shown = as_(officer).get(reverse("governance:person", args=[world.leaver.pk])).content.decode()
    assert told.url == page(world.leaver)
    assert told.url in shown
    assert "This account is closed" in shown


def test_the_page_costs_the_same_statements_however_much_there_is(world, as_):
    client = as_(world.officer)
    client.get(
        page(world.leaver)
    )  # what a process remembers between pages is remembered from now on
    with CaptureQueriesContext(connection) as few:
        client.get(page(world.leaver))
    for number in range(4):
        process = make_process(f"more{number}", f"M{number}", f"过程{number}", f"More {number}")
        process.owner = world.leaver
        process.save()
        make_assignment(world.leaver, process, world.leaver.department)
        Milestone.objects.create(
            section=Milestone.objects.first().section,
            text=f"里程碑 {number}",
            responsible=world.leaver,
            due_on=TODAY,
            written_by=world.officer,
            written_at=NOW,
        )

    with CaptureQueriesContext(connection) as many:
        client.get(page(world.leaver))

    assert len(many) == len(few)
    assert len(many) <= 20
