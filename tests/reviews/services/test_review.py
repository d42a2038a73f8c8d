"""A quarter has one review, an ad-hoc one a trigger, and what is frozen stays frozen (6.4.3)."""

from datetime import UTC, datetime

import pytest

from governance.lib.periods import Quarter
from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Message, Obligation, Setting
from governance.states import Attendance, ObligationKind, ObligationState
from kpi.states import DeviationDecision, Grain, Verdict
from reviews.models import Review, ReviewAttendance, ReviewInput
from reviews.selectors.inputs import attainment, computed_inputs
from reviews.services.meeting import (
    Came,
    CannotConvene,
    CannotHold,
    Meeting,
    convene_review,
    invite_to_review,
    note_presence,
    resume_review,
)
from reviews.services.review import (
    CannotPrepareReview,
    cancel_review,
    open_adhoc_review,
    prepare_review,
    write_discussion,
    write_report,
)
from reviews.services.trigger import dismiss_trigger
from reviews.states import InputKind, ReviewState
from reviews.tasks import prepare_due_reviews
from tests.reviews.world import BEGAN, CLOCK, NOW, QUARTER

QUARTERS = ObligationKind.QUARTERLY_REVIEW


def test_prepare_review_of_a_quarter_that_ended_leads_the_inbox_to_it(world):
    duty = world.owed()

    review = world.prepared()

    duty.refresh_from_db()
    assert duty.url == f"/reviews/{review.pk}/"
    assert (review.period, str(review.start), str(review.end)) == (
        "2026-Q2",
        "2026-04-01",
        "2026-06-30",
    )


def test_prepare_review_before_the_quarter_ends_is_refused(world):
    with pytest.raises(CannotPrepareReview):
        prepare_review(Quarter(2026, 3), by=world.officer, at=NOW)


def test_prepare_review_a_second_time_is_refused(world):
    world.prepared()

    with pytest.raises(CannotPrepareReview):
        world.prepared()

    assert Review.objects.count() == 1


def test_prepare_review_after_one_was_called_off_is_possible(world):
    cancel_review(world.prepared(), note="改期到下周", by=world.manager, at=NOW)

    world.prepared()

    assert Review.objects.count() == 2


def test_prepare_review_by_a_specialist_is_refused(world):
    with pytest.raises(NotAllowed):
        prepare_review(QUARTER, by=world.specialist, at=NOW)


def test_the_clock_prepares_what_is_owed_once(world):
    world.owed()

    prepare_due_reviews(NOW)
    prepare_due_reviews(NOW)

    assert Review.objects.get().prepared_by == "system:tick"


def test_the_clock_does_not_prepare_again_what_was_called_off(world):
    world.owed()
    cancel_review(world.prepared(), note="改期到下周", by=world.manager, at=NOW)

    prepare_due_reviews(NOW)

    assert Review.objects.count() == 1


def test_open_adhoc_review_without_an_open_trigger_is_refused(world):
    trigger = world.trigger()
    dismiss_trigger(trigger, note="只是演练", by=world.manager, at=NOW)

    with pytest.raises(WrongState):
        open_adhoc_review(trigger, by=world.manager, at=NOW)


def test_open_adhoc_review_looks_at_three_months_up_to_its_trigger(world):
    review = world.adhoc()

    assert (str(review.start), str(review.end)) == ("2026-05-01", "2026-07-06")
    assert review.trigger.evidence == "核心网关中断四小时"


def test_open_adhoc_review_twice_from_one_trigger_is_refused(world):
    trigger = world.adhoc().trigger

    with pytest.raises(WrongState):
        open_adhoc_review(trigger, by=world.manager, at=NOW)


def test_open_adhoc_review_by_the_pmo_is_refused(world):
    with pytest.raises(NotAllowed):
        open_adhoc_review(world.trigger(), by=world.officer, at=NOW)


def test_convene_review_freezes_the_inputs(world):
    world.figure()
    review = world.convened()
    world.figure("2026-05")

    goals = ReviewInput.objects.get(review=review, kind=InputKind.GOALS)

    assert goals.content["months"] == ["2026-04"]
    assert goals.frozen_at == NOW
    assert computed_inputs(review, at=NOW)["goals"]["months"] == ["2026-04", "2026-05"]


def test_convene_review_invites_each_department_with_a_message(world):
    review = world.convened()

    names = {row.person.name for row in ReviewAttendance.objects.filter(review=review)}

    assert names == {"杜若川", "陆见深", "林小满", "顾长风", "沈知秋"}
    assert Message.objects.filter(recipient=world.head, url=f"/reviews/{review.pk}/").exists()


def test_convene_review_twice_is_refused(world):
    review = world.convened()

    with pytest.raises(WrongState):
        convene_review(review, world.meeting(), world.guests, by=world.manager, at=NOW)

    assert ReviewInput.objects.count() == len(computed_inputs(review, at=NOW))


def test_convene_review_by_the_pmo_is_refused(world):
    review = world.prepared()

    with pytest.raises(NotAllowed):
        convene_review(review, world.meeting(), world.guests, by=world.officer, at=NOW)


def test_convene_review_without_guests_is_refused(world):
    alone = Meeting(BEGAN, "", world.manager)

    with pytest.raises(CannotConvene):
        convene_review(world.prepared(), alone, [], by=world.manager, at=NOW)


def test_invite_people_later_invites_each_once(world):
    review = world.convened()

    invite_to_review(review, [world.stranger, world.head], by=world.officer, at=NOW)

    assert ReviewAttendance.objects.filter(review=review).count() == 6


def test_note_attendance_absent_without_a_reason_is_refused(world):
    review = world.convened()
    row = ReviewAttendance.objects.get(review=review, person=world.head)

    with pytest.raises(NoteMissing):
        note_presence(review, {row.pk: Came(Attendance.ABSENT)}, by=world.officer, at=NOW)
    note_presence(review, {row.pk: Came(Attendance.ABSENT, "出差")}, by=world.officer, at=NOW)

    row.refresh_from_db()
    assert row.reason == "出差"


def test_hold_review_before_attendance_is_known_is_refused(world):
    review = world.convened()

    with pytest.raises(CannotHold, match="杜若川"):
        world.hold(review)


def test_hold_review_in_time_fulfils_the_quarter(world):
    duty = world.owed()

    world.held()

    duty.refresh_from_db()
    assert duty.state == ObligationState.DONE


def test_hold_review_below_the_decided_quorum_is_refused(world):
    Setting.objects.create(key="review_quorum", value="60", changed_by="gu", changed_at=NOW)
    review = world.convened()
    world.everybody_came(review)
    row = ReviewAttendance.objects.get(review=review, person=world.other_head)
    note_presence(review, {row.pk: Came(Attendance.IN_ATTENDANCE)}, by=world.officer, at=NOW)

    with pytest.raises(CannotHold, match="G28"):
        world.hold(review)
    note_presence(review, {row.pk: Came(Attendance.PRESENT)}, by=world.officer, at=NOW)
    assert world.hold(review).state == ReviewState.HELD


def test_resume_review_makes_the_quarter_owe_it_again(world):
    duty = world.owed()
    review = world.held()

    resume_review(review, note="还有一项未议", by=world.officer, at=NOW)

    duty.refresh_from_db()
    assert duty.state == ObligationState.OPEN


def test_write_report_in_preparation_is_refused(world):
    review = world.prepared()

    with pytest.raises(WrongState):
        write_report(review, world.text(), seen=1, by=world.officer, at=NOW)


def test_write_report_over_what_was_not_seen_is_refused(world):
    review = world.convened()
    world.write(review)

    with pytest.raises(Conflict):
        write_report(review, world.text(), seen=review.version - 1, by=world.officer, at=NOW)


def test_write_discussion_makes_its_writer_an_author(world):
    review = world.convened()

    write_discussion(review, InputKind.GOALS, "四月未达标", by=world.officer, at=NOW)

    review.refresh_from_db()
    assert review.authors == [world.officer.pk]


def test_the_goals_are_judged_by_the_quarter(world):
    world.figure("2026-04", Verdict.MISSED)
    world.figure("2026-Q2", Verdict.MET, grain=Grain.QUARTER, value="96")

    goals = computed_inputs(world.prepared(), at=NOW)["goals"]

    assert attainment(goals) == (1, 1)
    assert goals["rows"][0]["values"]["2026-04"]["verdict"] == Verdict.MISSED


def test_deviations_decided_for_an_adhoc_review_lie_on_top(world):
    world.deviation(DeviationDecision.WATCH, "2026-04")
    world.deviation(DeviationDecision.ADHOC_REVIEW, "2026-05")

    rows = computed_inputs(world.prepared(), at=NOW)["deviations"]["rows"]

    assert [row["decision"] for row in rows] == ["adhoc_review", "watch"]


def test_open_items_of_an_earlier_review_lie_on_the_table_by_themselves(world):
    world.signed()
    later = prepare_review(Quarter(2026, 3), by=CLOCK, at=datetime(2026, 10, 8, 2, 0, tzinfo=UTC))

    rows = computed_inputs(later, at=datetime(2026, 10, 8, 2, 0, tzinfo=UTC))["items"]["rows"]

    assert [(row["text"], row["is_late"]) for row in rows] == [("夜班增加一人", True)]


def test_customers_names_are_in_no_input(world):
    world.feedback()

    content = computed_inputs(world.prepared(), at=NOW)["feedback"]

    assert [row["text"] for row in content["rows"]] == ["工单三天无人回复"]
    assert "远帆" not in str(content)


def test_nothing_is_owed_for_the_quarter_after_it_was_held(world):
    world.owed()
    world.held()

    assert not Obligation.objects.filter(kind=QUARTERS, state=ObligationState.OPEN).exists()
