"""Who certifies whom: never the trainee (reliability §3.3 no. 7)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry
from planning.models import Attendance, Evaluation
from planning.selectors.session import opinion_on
from planning.services.attendance import (
    CannotCertifyOneself,
    CannotEvaluate,
    CannotRecordAttendance,
    CannotSignIn,
    Mark,
    evaluate_training,
    record_attendance,
    sign_in,
)
from planning.states import AttendanceState
from tests.planning.teaching import (
    AFTER,
    BEGINS,
    came,
    make_announced,
    make_held,
    place_of,
    was_away,
    with_test,
)

pytestmark = pytest.mark.django_db


def test_sign_in_alone_does_not_count(officer, specialist):
    row = make_announced(officer, [specialist])

    sign_in(place_of(row, specialist), by=specialist, at=BEGINS)

    assert place_of(row, specialist).state == AttendanceState.CHECKED_IN
    assert not Attendance.objects.counted().exists()


def test_sign_in_that_another_confirms_counts(officer, specialist):
    row = make_held(officer, [specialist])
    sign_in(place_of(row, specialist), by=specialist, at=AFTER)

    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)

    place = Attendance.objects.counted().get()
    assert (place.person, place.confirmed_by, place.checked_in_at) == (specialist, officer, AFTER)


def test_sign_in_for_somebody_else_is_refused(officer, specialist, colleague):
    row = make_announced(officer, [specialist])

    with pytest.raises(NotAllowed):
        sign_in(place_of(row, specialist), by=colleague, at=BEGINS)


def test_sign_in_before_the_door_opens_is_refused(officer, specialist):
    row = make_announced(officer, [specialist])

    with pytest.raises(CannotSignIn):
        sign_in(place_of(row, specialist), by=specialist, at=BEGINS - timedelta(minutes=31))

    assert sign_in(
        place_of(row, specialist), by=specialist, at=BEGINS - timedelta(minutes=30)
    ).checked_in_at


def test_sign_in_twice_is_refused(officer, specialist):
    row = make_announced(officer, [specialist])
    sign_in(place_of(row, specialist), by=specialist, at=BEGINS)

    with pytest.raises(WrongState):
        sign_in(place_of(row, specialist), by=specialist, at=BEGINS)


def test_an_officer_who_is_a_trainee_does_not_confirm_the_own_attendance(
    officer, manager, specialist
):
    row = make_held(officer, [officer, specialist])

    with pytest.raises(CannotCertifyOneself):
        record_attendance(row, [came(row, specialist), came(row, officer)], by=officer, at=AFTER)

    # All or none: nothing of the refused sheet was kept.
    assert not Attendance.objects.counted().exists()
    record_attendance(row, [came(row, officer)], by=manager, at=AFTER)
    assert place_of(row, officer).confirmed_by == manager


def test_the_database_keeps_a_trainee_from_confirming_the_own_attendance(officer, specialist):
    row = make_held(officer, [specialist])

    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(session=row).update(
            state=AttendanceState.ATTENDED, confirmed_by=specialist, confirmed_at=AFTER
        )


def test_record_attendance_by_the_trainer_counts(officer, specialist, colleague):
    row = make_held(officer, [specialist], trainer=colleague, trainer_name="")

    assert record_attendance(row, [came(row, specialist)], by=colleague, at=AFTER) == 1


@pytest.mark.parametrize("who", ["specialist", "head", "stranger", "chair"])
def test_record_attendance_by_anybody_else_is_refused(officer, colleague, who, request):
    row, by = make_held(officer, [colleague]), request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        record_attendance(row, [came(row, colleague)], by=by, at=AFTER)


def test_record_attendance_before_the_training_is_refused(officer, specialist):
    row = make_announced(officer, [specialist])

    with pytest.raises(WrongState):
        record_attendance(row, [came(row, specialist)], by=officer, at=BEGINS)


def test_record_attendance_of_another_training_is_refused(officer, specialist):
    row, other = make_held(officer, [specialist]), make_held(officer, [specialist])

    with pytest.raises(CannotRecordAttendance):
        record_attendance(row, [came(other, specialist)], by=officer, at=AFTER)


def test_absence_needs_a_reason_and_has_no_result(officer, specialist):
    row = make_held(officer, [specialist], **with_test())
    place = place_of(row, specialist)

    with pytest.raises(NoteMissing):
        record_attendance(row, [was_away(row, specialist, why="—")], by=officer, at=AFTER)
    mark = Mark(place, AttendanceState.ABSENT, place.version, "出差", score=Decimal(80))
    with pytest.raises(CannotRecordAttendance):
        record_attendance(row, [mark], by=officer, at=AFTER)

    record_attendance(row, [was_away(row, specialist)], by=officer, at=AFTER)
    assert place_of(row, specialist).absence == "出差"


@pytest.mark.parametrize(
    ("score", "passed"), [("59.9", False), ("60", True), ("60.0", True), ("0", False)]
)
def test_the_pass_mark_decides(officer, specialist, score, passed):
    row = make_held(officer, [specialist], **with_test())

    record_attendance(row, [came(row, specialist, score=Decimal(score))], by=officer, at=AFTER)

    assert place_of(row, specialist).is_passed is passed


def test_without_a_pass_mark_the_trainer_decides(officer, specialist):
    row = make_held(officer, [specialist], **with_test(pass_score=None))

    record_attendance(row, [came(row, specialist, is_passed=False)], by=officer, at=AFTER)

    assert place_of(row, specialist).is_passed is False


def test_a_result_where_nothing_is_tested_is_refused(officer, specialist):
    row = make_held(officer, [specialist])

    with pytest.raises(CannotRecordAttendance):
        record_attendance(row, [came(row, specialist, score=Decimal(80))], by=officer, at=AFTER)


def test_a_result_can_be_corrected_until_the_record_is_complete(officer, specialist):
    row = make_held(officer, [specialist], **with_test())
    record_attendance(row, [came(row, specialist, score=Decimal(50))], by=officer, at=AFTER)

    assert (
        record_attendance(row, [came(row, specialist, score=Decimal(50))], by=officer, at=AFTER)
        == 0
    )
    record_attendance(row, [came(row, specialist, score=Decimal(70))], by=officer, at=AFTER)

    entry = AuditEntry.objects.get(action="planning.record_result")
    assert (entry.before["score"], entry.after["score"]) == ("50.0", "70")


def test_a_sheet_that_is_out_of_date_conflicts(officer, manager, specialist):
    row = make_held(officer, [specialist])
    seen = came(row, specialist)
    record_attendance(row, [was_away(row, specialist)], by=manager, at=AFTER)

    with pytest.raises(Conflict):
        record_attendance(row, [seen], by=officer, at=AFTER)


# --- evaluation ---------------------------------------------------------------------------------------


@pytest.fixture
def attended(officer, specialist, colleague, stranger):
    people = [specialist, colleague, stranger]
    row = make_held(officer, people)
    record_attendance(row, [came(row, person) for person in people], by=officer, at=AFTER)
    return row


def test_evaluate_training_leads_back_to_nobody(attended, specialist):
    evaluate_training(place_of(attended, specialist), 2, "太快", by=specialist, at=AFTER)

    assert {field.name for field in Evaluation._meta.get_fields()} == {
        "key",
        "session",
        "rating",
        "words",
    }
    entry = AuditEntry.objects.get(action="planning.evaluate_training")
    assert "太快" not in f"{entry.before}{entry.after}{entry.note}"
    assert place_of(attended, specialist).has_evaluated


def test_evaluate_training_twice_is_refused(attended, specialist):
    evaluate_training(place_of(attended, specialist), 5, "", by=specialist, at=AFTER)

    with pytest.raises(CannotEvaluate):
        evaluate_training(place_of(attended, specialist), 1, "", by=specialist, at=AFTER)

    assert Evaluation.objects.count() == 1


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_evaluate_training_off_the_scale_is_refused(attended, specialist, rating):
    with pytest.raises(CannotEvaluate):
        evaluate_training(place_of(attended, specialist), rating, "", by=specialist, at=AFTER)


def test_evaluate_training_one_did_not_attend_is_refused(officer, specialist):
    row = make_held(officer, [specialist])

    with pytest.raises(CannotEvaluate):
        evaluate_training(place_of(row, specialist), 5, "", by=specialist, at=AFTER)


def test_opinions_are_shown_from_three_voices_on(attended, specialist, colleague, stranger):
    voices = [(specialist, 5, "好"), (colleague, 4, ""), (stranger, 2, "太长")]
    for person, rating, words in voices[:2]:
        evaluate_training(place_of(attended, person), rating, words, by=person, at=AFTER)
    assert (opinion_on(attended).is_shown, opinion_on(attended).words) == (False, ())

    person, rating, words = voices[2]
    evaluate_training(place_of(attended, person), rating, words, by=person, at=AFTER)

    found = opinion_on(attended)
    assert (found.mean, set(found.words)) == (Decimal("3.67"), {"好", "太长"})
