"""The pages of clause 6.4.3: who sees what, what is refused in place, what a file leaves out."""

import pytest
from django.urls import reverse

from governance.states import Attendance
from reviews.models import Feedback, Review, ReviewAttendance, ReviewItem, ReviewTrigger
from reviews.states import ReviewState
from tests.reviews.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(f"reviews:{name}", args=args), query)


def post(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"reviews:{name}", args=args), data)


def test_the_list_offers_to_prepare_what_is_owed(client, world):
    world.owed()

    answer = page(client, world.officer, "reviews")
    assert "2026-Q2" in answer.content.decode()
    post(client, world.officer, "review-prepare", quarter="2026-Q2")
    assert Review.objects.get().state == ReviewState.PREPARED


def test_a_review_in_preparation_is_hidden_from_specialists_until_they_are_invited(client, world):
    review = world.prepared()
    assert page(client, world.specialist, "review", review.pk).status_code == 404

    data = {
        "starts_at": "2026-07-20T14:00",
        "place": "三楼",
        "chair": world.manager.pk,
        "minutes": world.officer.pk,
        "people": [world.specialist.pk, world.head.pk],
    }
    post(client, world.manager, "review-convene", review.pk, **data)

    assert page(client, world.specialist, "review", review.pk).status_code == 200
    assert page(client, world.stranger, "review", review.pk).status_code == 404


def test_the_whole_way_through_the_pages(client, world):
    review = world.convened()
    came = {}
    for row in ReviewAttendance.objects.filter(review=review):
        came[f"came-{row.pk}-attendance"] = Attendance.PRESENT
    post(client, world.officer, "review-attendance", review.pk, **came)
    times = {"began_at": "2026-07-09T14:00", "ended_at": "2026-07-09T16:00"}
    post(client, world.officer, "review-hold", review.pk, **times)
    post(client, world.officer, "review-discussion", review.pk, "goals", text="四月未达标")
    review.refresh_from_db()
    text = vars(world.text()) | {"seen": review.version}
    post(client, world.officer, "review-report", review.pk, **text)
    item = {
        "text": "夜班增加一人",
        "department": world.operations.pk,
        "responsible": world.specialist.pk,
        "due_on": "2026-08-31",
        "verification": "按期解决率连续四周达标",
    }
    post(client, world.officer, "item-new", review.pk, **item)
    post(client, world.manager, "review-step", review.pk, "sign_review")

    review.refresh_from_db()
    assert review.state == ReviewState.SIGNED
    assert review.content["inputs"][0]["discussion"] == "四月未达标"
    assert ReviewItem.objects.get().department == world.operations


def test_an_absence_without_a_reason_is_refused_in_place(client, world):
    review = world.convened()
    row = ReviewAttendance.objects.get(review=review, person=world.head)

    answer = post(
        client,
        world.officer,
        "review-attendance",
        review.pk,
        **{f"came-{row.pk}-attendance": Attendance.ABSENT},
    )

    assert answer.status_code == 422
    assert "杜若川" in answer.content.decode()


def test_the_author_sees_no_signature(client, world):
    review = world.held()
    world.write(review)

    text = page(client, world.officer, "review", review.pk).content.decode()

    assert "sign_review" not in text


def test_a_trigger_is_raised_from_its_deviation(client, world):
    deviation = world.deviation()
    client.force_login(world.head)
    url = f"{reverse('reviews:trigger-new')}?deviation={deviation.pk}"

    client.post(url, {"happened_at": "2026-07-06T10:00", "evidence": "连续两月未达标"})

    assert ReviewTrigger.objects.get().deviation == deviation


def test_the_customer_is_shown_to_those_who_answer_only(client, world):
    row = world.feedback()

    assert "远帆" in page(client, world.head, "feedback-one", row.pk).content.decode()
    assert "远帆" not in page(client, world.specialist, "feedback-one", row.pk).content.decode()
    assert page(client, world.stranger, "feedback-one", row.pk).status_code == 404


@pytest.mark.parametrize("person", ["officer", "head"])
def test_the_register_and_its_file_leave_the_customer_out(client, world, person):
    row = world.feedback()
    who = getattr(world, person)

    shown = page(client, who, "feedback").content.decode()
    file = b"".join(page(client, who, "feedback", format="csv").streaming_content).decode()

    assert row.number in shown
    assert row.number in file
    assert "远帆" not in shown + file


def test_feedback_is_registered_through_its_page(client, world):
    data = {"kind": "praise", "text": "响应很快", "received_at": "2026-07-09T10:00"}

    post(client, world.specialist, "feedback-new", **data)

    assert Feedback.objects.get().registered_by == world.specialist


@pytest.mark.parametrize(
    "name", ["reviews", "items", "triggers", "standards", "feedback", "surveys"]
)
def test_every_list_is_offered_as_a_workbook(client, world, name):
    world.signed()
    world.feedback()
    world.trigger()

    assert page(client, world.officer, name, format="xlsx").status_code == 200
    assert page(client, world.officer, name).status_code == 200


def test_report_is_ordered_in_its_language_and_form_and_its_page_waits(client, world):
    review = world.signed()

    answer = post(client, world.head, "review-print", review.pk, language="en", form="docx")

    address = reverse("reviews:review-paper", args=[review.pk])
    assert answer.headers["Location"] == f"{address}?language=en&form=docx"
    waits = client.get(answer.headers["Location"])
    assert (waits.status_code, "Refresh" in waits.headers) == (202, True)
    assert post(client, world.head, "review-print", review.pk, language="fr").status_code == 404


def test_report_that_is_not_signed_is_refused_on_the_page_of_the_review(client, world):
    review = world.held()

    answer = post(client, world.officer, "review-print", review.pk, language="en", form="pdf")

    assert answer.headers["Location"] == reverse("reviews:review", args=[review.pk])
    assert page(client, world.officer, "review-paper", review.pk).status_code == 404
