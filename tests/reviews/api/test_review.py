"""Reviews, items and feedback by REST (6.4.3)."""

import pytest

from reviews.models import Feedback
from tests.rest import READ, check_shape, machine, make_token

REVIEWS, ITEMS, FEEDBACK = "/api/v1/reviews/", "/api/v1/review-items/", "/api/v1/feedback/"
SAID = {
    "external_id": "SD-1",
    "kind": "complaint",
    "text": "三天无人回复",
    "received_at": "2026-06-20T09:30:00+08:00",
    "customer": "远帆集团",
    "department": "operations",
}
pytestmark = pytest.mark.django_db


def reader(person):
    return machine(make_token(person, READ)[1])


def writer(person):
    return machine(make_token(person, "feedback:write")[1])


def test_a_machine_reads_a_signed_review_and_its_items(world):
    review = world.signed()
    client = reader(world.manager)

    found = client.get(REVIEWS, {"period": "2026-Q2"}).json()["items"][0]
    item = client.get(ITEMS, {"state": "open"}).json()["items"][0]

    assert (found["number"], found["sha256"]) == (review.number, review.content_sha256)
    assert (item["department"], item["responsible"]) == ("operations", "林小满")


def test_a_stranger_reads_no_review_before_it_is_signed(world):
    world.held()

    assert reader(world.stranger).get(REVIEWS).json()["items"] == []
    assert len(reader(world.specialist).get(REVIEWS).json()["items"]) == 1


def test_what_is_not_declared_is_refused(world):
    check_shape(reader(world.manager).get(REVIEWS, {"state": "sorcery"}), 400)


def test_a_machine_registers_feedback_once(world):
    client = writer(world.specialist)

    first = client.post(FEEDBACK, SAID, content_type="application/json")
    again = client.post(FEEDBACK, SAID, content_type="application/json")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert "customer" not in first.json()
    assert Feedback.objects.get().customer == "远帆集团"


def test_a_token_without_the_scope_registers_nothing(world):
    answer = reader(world.specialist).post(FEEDBACK, SAID, content_type="application/json")

    check_shape(answer, 403)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "rumour"}, {"department": "nowhere"}, {"text": ""}, {"is_major": True}],
)
def test_feedback_that_cannot_be_read_is_refused_by_name(world, wrong):
    answer = writer(world.specialist).post(FEEDBACK, SAID | wrong, content_type="application/json")

    body = check_shape(answer, 400)
    assert set(body["fields"]) == set(wrong)
