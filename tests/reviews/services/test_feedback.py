"""What customers say: registered once, answered by whoever it was given to, major by decision (R18, G24, G31)."""

from datetime import date, timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Obligation
from governance.states import ObligationKind, ObligationState
from reviews.models import Feedback
from reviews.services.feedback import (
    CannotRegisterFeedback,
    NewFeedback,
    answer_feedback,
    close_feedback,
    grade_feedback,
    register_feedback,
    reopen_feedback,
)
from reviews.services.survey import CannotRegisterSurvey, NewSurvey, register_survey
from reviews.states import FeedbackKind, FeedbackState
from tests.reviews.world import NOW


def survey(world, **changes):
    given = {
        "title": "二季度满意度",
        "process": world.process,
        "start": date(2026, 6, 1),
        "end": date(2026, 6, 30),
        "asked": 40,
        "answered": 20,
        "satisfied": 18,
        **changes,
    }
    return register_survey(NewSurvey(**given), by=world.specialist, at=NOW)


def test_register_feedback_numbers_it_and_asks_the_head_for_an_answer(world):
    row = world.feedback()

    duty = Obligation.objects.get(kind=ObligationKind.FEEDBACK)
    assert row.number == "YNTD-ITSS-0600-FK-2026-0001"
    assert (duty.responsible_role, duty.department) == ("department_head", world.operations)


def test_register_feedback_keeps_the_customer_out_of_the_trail(world):
    row = world.feedback()

    entries = AuditEntry.objects.about("reviews.feedback", str(row.pk))
    assert entries.count() == 1
    assert "远帆" not in str([(entry.after, entry.note) for entry in entries])


def test_register_feedback_of_praise_owes_no_answer(world):
    world.feedback(kind=FeedbackKind.PRAISE)

    assert not Obligation.objects.filter(kind=ObligationKind.FEEDBACK).exists()


def test_register_feedback_in_the_future_is_refused(world):
    with pytest.raises(CannotRegisterFeedback):
        world.feedback(received_at=NOW + timedelta(minutes=1))


def test_register_feedback_twice_under_one_number_of_its_door_registers_it_once(world):
    new = NewFeedback(FeedbackKind.COMPLAINT, "无人回复", NOW, external_id="SD-1")

    row, is_new = register_feedback(new, by=world.specialist, at=NOW, via="token:desk")
    again, is_new_again = register_feedback(new, by=world.specialist, at=NOW, via="token:desk")
    _other, is_new_elsewhere = register_feedback(new, by=world.specialist, at=NOW, via="token:crm")

    assert (row == again, is_new, is_new_again, is_new_elsewhere) == (True, True, False, True)


def test_answer_feedback_by_its_head_fulfils_what_was_owed(world):
    row = answer_feedback(world.feedback(), note="已电话致歉", by=world.head, at=NOW)

    assert (row.state, row.answer) == (FeedbackState.ANSWERED, "已电话致歉")
    assert Obligation.objects.get(kind=ObligationKind.FEEDBACK).state == ObligationState.DONE


def test_answer_feedback_by_another_head_is_refused(world):
    with pytest.raises(NotAllowed):
        answer_feedback(world.feedback(), note="已电话致歉", by=world.other_head, at=NOW)


def test_answer_feedback_by_whoever_registered_it_is_refused(world):
    with pytest.raises(NotAllowed):
        answer_feedback(world.feedback(), note="已电话致歉", by=world.specialist, at=NOW)


def test_close_feedback_before_it_was_answered_is_refused(world):
    with pytest.raises(WrongState):
        close_feedback(world.feedback(), by=world.officer, at=NOW)


def test_reopen_feedback_asks_for_the_answer_again(world):
    row = answer_feedback(world.feedback(), note="已电话致歉", by=world.head, at=NOW)

    reopen_feedback(row, note="客户仍不满意", by=world.officer, at=NOW)

    states = Obligation.objects.filter(kind=ObligationKind.FEEDBACK).order_by("pk")
    assert [duty.state for duty in states] == [ObligationState.DONE, ObligationState.OPEN]


def test_grade_feedback_needs_a_reason(world):
    row = world.feedback()

    with pytest.raises(NoteMissing):
        grade_feedback(row, is_major=True, reason="。", by=world.officer, at=NOW)
    assert grade_feedback(row, is_major=True, reason="大客户", by=world.officer, at=NOW).is_major


def test_grade_feedback_of_praise_as_major_is_refused(world):
    row = world.feedback(kind=FeedbackKind.PRAISE)

    with pytest.raises(CannotRegisterFeedback):
        grade_feedback(row, is_major=True, reason="大客户", by=world.officer, at=NOW)


def test_feedback_is_seen_by_its_department_and_by_no_other(world):
    row = world.feedback()

    assert row in Feedback.objects.visible_to(world.head)
    assert row not in Feedback.objects.visible_to(world.stranger)


def test_register_survey_keeps_its_counts(world):
    row = survey(world)

    assert (row.asked, row.answered, row.satisfied) == (40, 20, 18)


@pytest.mark.parametrize(
    "counts",
    [
        {"answered": 41},
        {"satisfied": 21},
        {"asked": 0, "answered": 0, "satisfied": 0},
        {"end": date(2026, 5, 31)},
        {"end": date(2026, 7, 11)},
        {"title": " "},
    ],
)
def test_register_survey_that_does_not_add_up_is_refused(world, counts):
    with pytest.raises(CannotRegisterSurvey):
        survey(world, **counts)
