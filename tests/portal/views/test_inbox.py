"""The inbox: looked through, followed, read in a batch."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Message
from governance.services.message import Note, tell
from kpi.states import SubmissionState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.portal.views.test_home import owe

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def look(client, person, **query):
    client.force_login(person)
    return client.get(reverse("portal:inbox"), query)


def periods(answer):
    return [row.period for group in answer.context["groups"] for row in group.rows]


def test_the_title_of_the_page_says_how_much_is_owed(client, specialist):
    owe(specialist)

    assert "<title>待办 (1)" in look(client, specialist).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "事件"}, ["2026-W09"]), ({"q": "incident"}, ["2026-W09"]), ({"q": "变更"}, [])],
)
def test_what_is_owed_is_found_by_a_part_of_its_name_in_both_languages(
    client, specialist, query, found
):
    owe(specialist)

    assert periods(look(client, specialist, **query)) == found


def test_a_kind_leaves_only_its_own(client, specialist):
    owe(specialist)

    assert periods(look(client, specialist, kind="approval")) == []
    assert periods(look(client, specialist, kind="weekly_data")) == ["2026-W09"]


def test_what_i_handed_in_is_followed_and_nobody_else_follows_it(
    client, specialist, stranger, operations
):
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due")
    assignment = make_assignment(specialist, process, operations)
    assignment.submissions.create(
        iso_year=2026,
        iso_week=9,
        start="2026-02-23",
        end="2026-03-01",
        state=SubmissionState.SUBMITTED,
        submitted_by=specialist,
        submitted_at=AT,
    )

    [row] = look(client, specialist, tab="started").context["started"]

    assert row.is_running
    assert row.url.endswith("/2026-W09/")
    assert look(client, stranger, tab="started").context["started"] == []


@pytest.mark.parametrize("tab", ["todo", "done", "started", "read"])
def test_every_tab_opens_empty_at_a_constant_cost(
    client, specialist, tab, django_assert_max_num_queries
):
    client.force_login(specialist)

    with django_assert_max_num_queries(15):
        assert client.get(reverse("portal:inbox"), {"tab": tab}).status_code == 200


def told(person, *numbers):
    for number in numbers:
        tell(Note(f"x:{number}", f"月报{number}已发布"), [person], at=AT)


def unread(person):
    return set(
        Message.objects.filter(recipient=person, read_at=None).values_list("event_key", flat=True)
    )


def test_ticked_messages_are_read_and_the_others_are_not(client, specialist):
    told(specialist, 1, 2)
    client.force_login(specialist)

    client.post(
        reverse("portal:messages-read"), {"message": Message.objects.get(event_key="x:1").pk}
    )

    assert unread(specialist) == {"x:2"}


def test_all_are_read_at_once_but_never_those_of_others(client, specialist, stranger):
    told(specialist, 1, 2)
    told(stranger, 3)
    client.force_login(specialist)

    client.post(
        reverse("portal:messages-read"),
        {"all": "1", "message": Message.objects.get(event_key="x:3").pk},
    )

    assert unread(specialist) == set()
    assert unread(stranger) == {"x:3"}


def test_a_file_of_the_inbox_holds_what_the_search_leaves(client, specialist):
    owe(specialist)
    owe(specialist, period="2026-W10", due=timezone.now())

    answer = look(client, specialist, q="变更", format="csv")

    assert "2026-W10" not in b"".join(answer.streaming_content).decode()
