"""The page on which everything is searched."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.services.search import refresh_search
from tests.kpi.collecting import make_assignment, make_process
from tests.portal.searching import LATER, shelve

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(specialist, operations):
    return make_assignment(specialist, make_process(), operations).process


def look(client, person, **query):
    client.force_login(person)
    return client.get(reverse("portal:search"), query)


def test_a_hit_is_marked_and_what_was_typed_is_no_markup(client, process, specialist, officer):
    shelve(process, "值守手册", by=specialist, officer=officer, summary="七天<b>无重大</b>事件")
    refresh_search(at=LATER)

    page = look(client, specialist, q="无重大").content.decode()

    assert "七天&lt;b&gt;<mark>无重大</mark>&lt;/b&gt;事件" in page
    assert "<script>x" not in look(client, specialist, q="<script>x").content.decode()


def test_a_kind_leaves_only_its_own_and_the_tabs_count_what_the_reader_may_see(
    client, process, specialist, officer, system_admin
):
    shelve(process, "事件管理手册", by=specialist, officer=officer)
    refresh_search(at=LATER)

    answer = look(client, specialist, q="事件管理", kind="asset")

    assert [hit.entry.title for hit in answer.context["hits"]] == ["事件管理手册"]
    assert [tab["count"] for tab in answer.context["tabs"]] == [2, 1, 1]
    assert [tab["count"] for tab in look(client, system_admin, q="事件管理").context["tabs"]] == [0]


def test_nothing_typed_and_nothing_found_say_what_to_do(client, specialist):
    assert "sjgl" in look(client, specialist).content.decode()
    assert "没有找到" in look(client, specialist, q="不存在的话").content.decode()


@pytest.mark.parametrize(
    "query", [{"q": "x" * 500}, {"q": "x", "kind": "y"}, {"q": "x", "page": "z"}]
)
def test_what_cannot_be_read_is_left_out(client, specialist, query):
    assert look(client, specialist, **query).status_code == 200


def test_every_page_has_the_box(client, specialist):
    client.force_login(specialist)

    page = client.get(reverse("portal:inbox")).content.decode()

    assert 'action="/search/"' in page


def test_what_was_found_is_given_as_a_file(client, process, specialist):
    refresh_search(at=LATER)

    answer = look(client, specialist, q="sjgl", format="csv")

    assert "事件管理" in b"".join(answer.streaming_content).decode()


def test_the_page_costs_the_same_for_more(
    client, process, specialist, officer, django_assert_max_num_queries
):
    for title in ("值守手册一", "值守手册二", "值守手册三"):
        shelve(process, title, by=specialist, officer=officer, summary="值守手册的话")
    refresh_search(at=LATER)
    client.force_login(specialist)

    with django_assert_max_num_queries(12):
        assert len(client.get("/search/?q=值守手册").context["hits"]) == 3


def test_the_command_keeps_and_rebuilds(process, specialist, capsys):
    call_command("index_search")
    call_command("index_search")
    call_command("index_search", "--rebuild")

    told = capsys.readouterr().out.split()
    assert told[4] == told[-1] != told[9] == "0"
