"""The editor of causes: as a whole page without a script, as a fragment with one, and nothing typed is lost (6.4.4①)."""

import pytest
import time_machine
from django.urls import reverse

from improvements.models import Cause, CauseCategory
from improvements.services.cause import CauseText, add_cause
from improvements.states import CauseVerdict
from tests.improvements.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def row(world):
    return world.raised()


def act(client, name, cause, **fields):
    return client.post(reverse(f"improvements:{name}", args=[cause.pk]), fields)


def causes(row):
    return reverse("improvements:causes", args=[row.pk])


def bone():
    return CauseCategory.objects.get(set_code="6m", code="people")


def test_an_answer_leads_on_to_the_next_why(as_, world, row):
    client = as_(world.owner)
    answer = client.post(causes(row), {"place": f"c{bone().pk}", "text": "无人会", "act": "why"})
    top = Cause.objects.get()
    assert answer["Location"] == f"{causes(row)}?at=w{top.pk}&do=why#cause-{top.pk}"

    page = client.get(answer["Location"]).text
    assert f'name="place" value="w{top.pk}"' in page
    assert page.count("<form") > 0


def test_with_a_script_only_what_changes_is_sent(as_, world, row):
    client = as_(world.owner)
    whole, part = client.get(causes(row)), client.get(causes(row), headers={"HX-Request": "true"})

    assert "<html" in whole.text
    assert "<html" not in part.text
    assert 'id="cause-editor"' in part.text
    assert 'hx-swap-oob="true"' in part.text


@pytest.mark.parametrize("verb", ["why", "sibling", "edit", "judge", "move", "remove"])
def test_each_act_opens_its_form_by_an_address(as_, world, row, verb):
    cause = world.cause(row, verdict=CauseVerdict.OPEN)
    page = as_(world.owner).get(f"{causes(row)}?at=w{cause.pk}&do={verb}").text

    assert "data-focus" in page
    assert f'data-act="{verb}"' in page


def test_what_was_typed_stays_in_a_refused_form(as_, world, row):
    cause = world.cause(row, verdict=CauseVerdict.OPEN)
    client = as_(world.owner)
    worded = {"seen": cause.version + 1, "text": "换个说法"}
    for name, fields, kept in (
        ("cause-edit", worded, "换个说法"),
        (
            "cause-judge",
            {"seen": cause.version + 1, "verdict": "confirmed", "note": "三张工单"},
            "三张工单",
        ),
    ):
        answer = act(client, name, cause, **fields)
        assert answer.status_code == 422
        assert kept in answer.text
    cause.refresh_from_db()
    assert (cause.text, cause.verdict) != ("换个说法", CauseVerdict.CONFIRMED)


def test_up_and_down_change_places_with_the_neighbour(as_, world, row):
    first = world.cause(row, "告警太多", verdict=CauseVerdict.OPEN)
    second = world.cause(row, "无人值守", verdict=CauseVerdict.OPEN)
    client = as_(world.owner)

    def order():
        return list(Cause.objects.order_by("position").values_list("text", flat=True))

    act(client, "cause-shift", second, way="up")
    assert order() == ["无人值守", "告警太多"]
    act(client, "cause-shift", second, way="up")
    assert order() == ["无人值守", "告警太多"]
    act(client, "cause-shift", second, way="down")
    assert order() == ["告警太多", "无人值守"]
    act(client, "cause-shift", first, way="sideways")
    assert order() == ["告警太多", "无人值守"]


def test_a_branch_goes_under_another_and_comes_last_there(as_, world, row):
    first = world.cause(row, "告警太多", verdict=CauseVerdict.OPEN)
    below = add_cause(row, CauseText("告警太多以后"), parent=first, by=world.owner, at=NOW)
    second = world.cause(row, "无人值守", verdict=CauseVerdict.OPEN)
    client = as_(world.owner)
    act(client, "cause-move", second, place=f"w{first.pk}")
    second.refresh_from_db()
    assert (second.parent, second.level, second.position) == (first, 2, 2)

    act(client, "cause-move", first, place=f"w{below.pk}")
    first.refresh_from_db()
    assert first.parent is None


def test_a_cause_is_taken_off_from_its_place(as_, world, row):
    cause = world.cause(row, verdict=CauseVerdict.OPEN)
    answer = act(as_(world.owner), "cause-remove", cause)

    assert not Cause.objects.exists()
    assert f"at=c{bone().pk}" in answer["Location"]


def test_who_may_not_plan_sees_no_editor_and_changes_nothing(as_, world, row):
    cause = world.cause(row)
    client = as_(world.member)
    page = client.get(f"{causes(row)}?at=w{cause.pk}&do=edit").text
    assert "data-cause" not in page
    assert "data-act" not in page
    assert act(client, "cause-shift", cause, way="up").status_code == 403
    assert act(as_(world.stranger), "cause-edit", cause, text="x").status_code == 404


def test_the_editor_costs_the_same_for_one_cause_and_for_many(
    as_, world, row, django_assert_max_num_queries
):
    top = world.cause(row, verdict=CauseVerdict.OPEN)
    client = as_(world.owner)
    address = f"{causes(row)}?at=w{top.pk}&do=move"
    client.get(address)
    for number in range(8):
        add_cause(row, CauseText(f"第{number}条"), parent=top, by=world.owner, at=NOW)
    with django_assert_max_num_queries(20):
        client.get(address)
