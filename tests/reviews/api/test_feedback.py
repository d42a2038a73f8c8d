"""What a machine may send as feedback, and what it may not: bounds, twice, somebody else's (R18, G24)."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.models import Feedback
from tests.rest import check_shape, machine, make_token

FEEDBACK = "/api/v1/feedback/"
SAID = {
    "external_id": "SD-1",
    "kind": "complaint",
    "text": "三天无人回复",
    "received_at": "2026-06-20T09:30:00+08:00",
}
LONGEST = {"external_id": 80, "channel": 60, "customer": 120, "text": 8000}
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world):
    return machine(make_token(world.specialist, "feedback:write")[1])


def send(client, **changes):
    return client.post(FEEDBACK, SAID | changes, content_type="application/json")


@pytest.mark.parametrize("name", LONGEST)
def test_a_text_as_long_as_allowed_is_kept_whole_and_a_longer_one_is_refused(client, name):
    longest = "字" * LONGEST[name]

    assert send(client, **{name: longest}).status_code == 201
    assert getattr(Feedback.objects.get(), name) == longest
    assert set(check_shape(send(client, **{name: longest + "字"}), 400)["fields"]) == {name}


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-02-30T00:00:00+08:00",
        "2026-06-20",
        "yesterday",
        "2026-06-20T09:30:00",
        1750000000,
        None,
    ],
)
def test_a_moment_that_cannot_be_is_refused_by_name(client, moment):
    answer = send(client, received_at=moment)

    assert set(check_shape(answer, 400)["fields"]) == {"received_at"}
    assert not Feedback.objects.exists()


def test_what_was_said_in_the_future_is_refused(client):
    ahead = (datetime.now(UTC) + timedelta(days=2)).isoformat()

    check_shape(send(client, received_at=ahead), 409)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "name", ["number", "state", "is_major", "registered_by", "version", "answer"]
)
def test_what_the_system_says_itself_is_not_taken_from_outside(client, name):
    assert set(check_shape(send(client, **{name: "x"}), 400)["fields"]) == {name}


def test_one_number_of_two_tokens_is_two_records(client, world):
    other = machine(make_token(world.head, "feedback:write")[1])

    assert (send(client).status_code, send(other).status_code) == (201, 201)
    assert Feedback.objects.count() == 2


def test_a_number_sent_again_with_other_words_leaves_the_record_as_it_is(client):
    first = send(client)
    again = send(client, text="另一段话")

    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert Feedback.objects.get().text == SAID["text"]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(
                st.none(),
                st.booleans(),
                st.integers(),
                st.lists(st.integers(), max_size=2),
                st.text(alphabet=string.printable + "字\x00\u202e😀", max_size=200),
            )
            for name in (*SAID, "channel", "customer", "process", "department", "project")
        },
    )
)
def test_whatever_is_sent_is_registered_or_refused_and_never_breaks(client, odd):
    assert send(client, **odd).status_code in {200, 201, 400, 409}
