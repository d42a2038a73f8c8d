"""A signed review is locked, by the services and by the database itself (6.4.3, reliability §6.6)."""

import pytest
from django.db import DatabaseError, connection, transaction

from governance.lib.workflow import WrongState
from governance.states import Attendance
from reviews.models import ReviewAttendance, ReviewInput, ReviewItem
from reviews.services.item import finish_item
from reviews.services.meeting import Came, invite_to_review, note_presence, resume_review
from reviews.services.review import cancel_review, write_discussion
from reviews.states import InputKind, ItemState, ReviewState
from tests.people import make_person
from tests.reviews.world import NOW

STATEMENTS = {
    "text": "UPDATE reviews_review SET problems = 'none' WHERE state = 'signed'",
    "back": "UPDATE reviews_review SET state = 'held' WHERE state = 'signed'",
    "content": "UPDATE reviews_review SET content = '{}' WHERE state = 'signed'",
    "gone": "DELETE FROM reviews_reviewinput",
    "input": "UPDATE reviews_reviewinput SET content = '{}'",
    "discussion": "UPDATE reviews_reviewinput SET discussion = 'x'",
    "attendance": "UPDATE reviews_reviewattendance SET attendance = 'absent'",
    "guest gone": "DELETE FROM reviews_reviewattendance",
    "item": "UPDATE reviews_reviewitem SET text = 'x'",
    "item's department": "UPDATE reviews_reviewitem SET department_id = NULL",
    "item's date": "UPDATE reviews_reviewitem SET due_on = NULL",
    "item gone": "DELETE FROM reviews_reviewitem",
    "item copied in": (
        "INSERT INTO reviews_reviewitem (review_id, position, text, verification, state, version, end_note) "
        "SELECT review_id, 99, text, verification, state, version, end_note FROM reviews_reviewitem"
    ),
}
# What a report not yet signed may still suffer.
ORDINARY = ("text", "discussion", "attendance", "item", "item's department", "item copied in")


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_database_refuses_to_change_what_was_signed(world, name):
    world.signed()

    with pytest.raises(DatabaseError, match="locked"):
        run(STATEMENTS[name])


@pytest.mark.parametrize("name", ORDINARY)
def test_the_database_lets_an_unsigned_report_be_written(world, name):
    world.held()

    run(STATEMENTS[name])


def test_an_item_moved_from_an_open_review_into_a_signed_one_is_refused(world):
    signed = world.signed()
    other = world.adhoc()
    item = ReviewItem.objects.create(review=other, position=1, text="另一项")

    with pytest.raises(DatabaseError, match="locked"):
        run(f"UPDATE reviews_reviewitem SET review_id = {signed.pk} WHERE id = {item.pk}")


def test_an_item_of_a_signed_report_lives_on(world):
    world.signed()

    finish_item(ReviewItem.objects.get(), note="夜班已增一人", by=world.specialist, at=NOW)

    assert ReviewItem.objects.get().state == ItemState.DONE


def test_the_services_refuse_every_act_on_a_signed_review(world):
    review = world.signed()
    guest = make_person("an", "安然", world.operations)
    seat = ReviewAttendance.objects.filter(review=review).first()
    given = {"by": world.officer, "at": NOW}
    acts = (
        lambda: write_discussion(review, InputKind.GOALS, "x", **given),
        lambda: invite_to_review(review, [guest], **given),
        lambda: note_presence(review, {seat.pk: Came(Attendance.PRESENT)}, **given),
        lambda: resume_review(review, note="还要补充", **given),
        lambda: cancel_review(review, note="开错了", by=world.manager, at=NOW),
        lambda: world.hold(review),
    )

    for act in acts:
        with pytest.raises(WrongState):
            act()

    review.refresh_from_db()
    assert review.state == ReviewState.SIGNED
    assert ReviewInput.objects.filter(review=review, discussion="x").count() == 0
