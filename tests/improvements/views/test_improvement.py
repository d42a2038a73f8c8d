"""The pages of an improvement, walked through by the people it needs (6.4.4)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.selectors.approval import case_of
from improvements.models import Cause, CauseCategory, Improvement
from improvements.selectors.improvement import RegisterChoice, board_of
from improvements.services.case import submit_improvement
from improvements.states import Stage
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


def page(row, name="improvement"):
    return reverse(f"improvements:{name}", args=[row.pk])


def statements(client, url):
    client.get(url)  # the first look of a person asks for settings that are kept for the next
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_an_improvement_is_opened_and_its_causes_worked_out_through_the_pages(as_, world):
    client = as_(world.owner)
    answer = client.post(
        reverse("improvements:improvement-new"),
        {
            "title": "夜间解决率",
            "source": "practice",
            "source_note": "同业交流",
            "problem": "夜间事件常常超时",
            "process": world.process.pk,
            "department": world.operations.pk,
            "owner": world.owner.pk,
        },
    )
    row = Improvement.objects.get()
    assert answer["Location"] == page(row)

    bone = CauseCategory.objects.get(set_code="6m", code="people")
    client.post(page(row, "causes"), {"place": f"c{bone.pk}", "text": "夜班不会重启网关"})
    top = Cause.objects.get()
    client.post(page(row, "causes"), {"place": f"w{top.pk}", "text": "没有培训"})
    client.post(
        reverse("improvements:cause-judge", args=[top.pk]),
        {"seen": top.version, "verdict": "confirmed", "note": "三张工单"},
    )
    text = client.get(page(row, "causes")).content.decode()
    for words in ("夜班不会重启网关", "没有培训", "三张工单", "<svg"):
        assert words in text

    client.post(reverse("improvements:improvement-step", args=[row.pk, "plan"]))
    row.refresh_from_db()
    assert row.state == Stage.PLAN


def test_what_was_typed_stays_on_a_refused_form(as_, world):
    answer = as_(world.owner).post(
        reverse("improvements:improvement-new"), {"title": "只写了标题", "source": "practice"}
    )

    assert answer.status_code == 422
    assert "只写了标题" in answer.content.decode()
    assert not Improvement.objects.exists()


def test_a_stranger_finds_no_improvement(as_, world):
    row = world.planned()
    client = as_(world.stranger)

    for url in (
        page(row),
        page(row, "causes"),
        page(row, "verification-plan"),
        page(row, "measure-new"),
        reverse("improvements:measure-edit", args=[row.measures.get().pk]),
    ):
        assert client.get(url).status_code == 404
    assert row.number not in client.get(reverse("improvements:improvements")).content.decode()


def test_a_gate_says_on_the_page_what_is_missing(as_, world):
    row = world.raised()
    client = as_(world.owner)
    assert "a confirmed cause" in client.get(page(row)).content.decode()

    client.post(reverse("improvements:improvement-step", args=[row.pk, "plan"]))
    assert "Still missing: a confirmed cause." in client.get(page(row)).content.decode()


def test_the_finding_is_shown_with_its_numbers_and_recorded(as_, world):
    row = finished(world)
    with time_machine.travel(OCTOBER, tick=False):
        client = as_(world.officer)
        text = client.get(page(row)).content.decode()
        for words in ("80.00 %", "95.00 %", "+15.00 points", "960 of 1,200", "12 of 12 weeks"):
            assert words in text
        client.post(page(row, "verify"), {"effect": "effective"})

    row.refresh_from_db()
    assert row.state == Stage.SOLIDIFY


def test_the_owner_sees_no_form_to_verify(as_, world):
    row = finished(world)
    text = as_(world.owner).get(page(row)).content.decode()
    assert page(row, "verify") not in text


def test_an_improvement_page_costs_the_same_however_much_it_holds(as_, world):
    row = world.planned()
    client = as_(world.officer)
    few = statements(client, page(row))
    for number in range(6):
        world.cause(row, f"原因{number}")
    many = statements(client, page(row))

    assert many == few
    assert many <= 20


def test_the_register_and_the_board_cost_the_same_for_one_and_for_five(as_, world):
    world.raised()
    client = as_(world.officer)
    urls = (reverse("improvements:improvements"), reverse("improvements:board"))
    few = [statements(client, url) for url in urls]
    for _each in range(4):
        world.raised()

    assert [statements(client, url) for url in urls] == few
    assert max(few) <= 12


def test_the_pages_of_the_register_are_as_many_as_the_filters_leave(as_, world, monkeypatch):
    monkeypatch.setattr("improvements.views.improvement.PAGE", 2)
    for _each in range(5):
        world.raised()
    world.planned()
    client, url = as_(world.officer), reverse("improvements:improvements")

    def pages(**chosen):
        return client.get(url, chosen).context["page"].paginator

    assert (pages().count, pages().num_pages) == (6, 3)
    assert pages(stage=Stage.PLAN).count == 1
    assert pages(stage=Stage.CLOSED).count == 0
    assert pages(process=world.process.code, mine="on").count == 0
    assert as_(world.owner).get(url, {"mine": "on"}).context["page"].paginator.count == 6


def test_the_board_counts_every_stage_and_shows_cards_of_each(world, monkeypatch):
    """A crowded stage takes no room from the others, and says how many more there are."""
    monkeypatch.setattr("improvements.selectors.improvement.CARDS", 2)
    for _each in range(11):
        world.raised()
    world.planned()

    columns = {
        each.stage: (each.count, len(each.lines), each.more)
        for each in board_of(world.officer, RegisterChoice(), late={})
    }
    assert columns[Stage.IDENTIFY] == (11, 2, 9)
    assert columns[Stage.PLAN] == (1, 1, 0)


@pytest.mark.parametrize("wanted", ["xlsx", "csv"])
def test_the_register_is_given_as_a_file(as_, world, wanted):
    world.raised()
    answer = as_(world.officer).get(reverse("improvements:improvements"), {"format": wanted})
    assert answer.status_code == 200
    assert wanted in answer["Content-Disposition"]


def test_pages_without_any_improvement_say_what_to_do(as_, world):
    client = as_(world.officer)
    for name in ("improvements", "board", "pareto"):
        assert client.get(reverse(f"improvements:{name}")).status_code == 200


def test_who_only_does_a_measure_is_not_led_to_the_case_of_the_committee(as_, world):
    row = world.planned(is_major=True)
    submit_improvement(row, by=world.owner, at=NOW)
    case = f'href="/approvals/{case_of(row).pk}/"'

    assert case not in as_(world.doer).get(page(row)).content.decode()
    assert case in as_(world.owner).get(page(row)).content.decode()


def test_the_document_is_ordered_in_its_language_and_form_and_its_page_waits(as_, world):
    row = world.planned()
    client = as_(world.owner)

    answer = client.post(page(row, "improvement-print"), {"language": "en", "form": "docx"})

    assert answer.headers["Location"] == f"{page(row, 'improvement-paper')}?language=en&form=docx"
    waits = client.get(answer.headers["Location"])
    assert (waits.status_code, "Refresh" in waits.headers) == (202, True)
    assert client.post(page(row, "improvement-print"), {"form": "exe"}).status_code == 404
