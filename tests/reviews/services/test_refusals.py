"""What the services of 6.4.3 refuse beside the gates, each with the success that differs in one thing."""

from datetime import date, timedelta

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Document
from governance.states import Attendance
from reviews.models import ReviewAttendance
from reviews.services.feedback import CannotRegisterFeedback
from reviews.services.item import add_review_item, change_review_item
from reviews.services.meeting import Came, CannotHold, hold_review, note_presence, resume_review
from reviews.services.review import cancel_review
from reviews.services.standard import CannotRegisterStandard, NewEdition, register_edition
from reviews.states import FeedbackKind, ReviewState
from tests.reviews.world import BEGAN, ENDED, NOW


def test_hold_review_where_nobody_was_present_is_refused(world):
    review = world.convened()
    rows = ReviewAttendance.objects.filter(review=review)
    absent = {row.pk: Came(Attendance.ABSENT, "出差") for row in rows}
    note_presence(review, absent, by=world.officer, at=NOW)
    with pytest.raises(CannotHold, match="无人出席"):
        world.hold(review)

    world.everybody_came(review)
    assert world.hold(review).state == ReviewState.HELD


@pytest.mark.parametrize(
    ("began_at", "ended_at"),
    [(ENDED, BEGAN), (BEGAN, NOW + timedelta(minutes=1))],
)
def test_hold_review_that_ends_before_it_began_or_in_the_future_is_refused(
    world, began_at, ended_at
):
    review = world.convened()
    world.everybody_came(review)
    with pytest.raises(CannotHold, match="会议结束"):
        hold_review(review, began_at=began_at, ended_at=ended_at, by=world.officer, at=NOW)


def test_note_presence_after_the_meeting_is_refused_until_it_goes_on(world):
    review = world.held()
    row = ReviewAttendance.objects.filter(review=review).earliest("pk")
    with pytest.raises(WrongState, match="已召集"):
        note_presence(review, {row.pk: Came(Attendance.PRESENT)}, by=world.officer, at=NOW)

    resume_review(review, note="还有一项未议", by=world.officer, at=NOW)
    assert note_presence(review, {row.pk: Came(Attendance.PRESENT)}, by=world.officer, at=NOW)


def test_cancel_review_needs_a_reason_and_the_right_person(world):
    review = world.prepared()
    with pytest.raises(NoteMissing):
        cancel_review(review, note=" ", by=world.manager, at=NOW)
    with pytest.raises(NotAllowed):
        cancel_review(review, note="重复", by=world.officer, at=NOW)

    assert cancel_review(review, note="重复", by=world.manager, at=NOW).state == (
        ReviewState.CANCELLED
    )


def test_register_edition_of_what_is_no_standard_or_without_its_name_is_refused(world):
    norm = Document.objects.create(code="night", title="夜班规范", kind=Document.Kind.NORM)
    for new in (NewEdition(norm, "2022", "新增要求"), NewEdition(world.standard(), " ", "新增")):
        with pytest.raises(CannotRegisterStandard):
            register_edition(new, by=world.officer, at=NOW)
    standard = Document.objects.get(kind=Document.Kind.STANDARD)
    with pytest.raises(NotAllowed):
        register_edition(NewEdition(standard, "2022", "新增"), by=world.specialist, at=NOW)

    assert register_edition(NewEdition(standard, "2022", "新增"), by=world.officer, at=NOW)


def test_register_feedback_of_no_kind_or_without_words_is_refused(world):
    with pytest.raises(CannotRegisterFeedback, match="表扬"):
        world.feedback(kind="rumour")
    with pytest.raises(NoteMissing):
        world.feedback(text=" ")
    assert world.feedback(kind=FeedbackKind.PRAISE).kind == FeedbackKind.PRAISE


def test_an_item_is_written_by_the_pmo_and_not_over_what_was_not_seen(world):
    review = world.held()
    with pytest.raises(NotAllowed):
        add_review_item(review, world.item(), by=world.specialist, at=NOW)

    item = add_review_item(review, world.item(due_on=date(2026, 9, 30)), by=world.officer, at=NOW)
    change_review_item(
        item, world.item(text="夜班增加两人"), seen=item.version, by=world.officer, at=NOW
    )
    with pytest.raises(Conflict):
        change_review_item(
            item, world.item(text="后写"), seen=item.version, by=world.officer, at=NOW
        )
