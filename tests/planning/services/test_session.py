"""Trainings from the plan of one to its record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Message, Obligation
from governance.states import ObligationKind, ObligationState, Role
from planning.models import Attendance, TrainingSession
from planning.services.attendance import record_attendance
from planning.services.session import (
    CannotAnnounceTraining,
    CannotCloseTraining,
    CannotHoldTraining,
    CannotPlanTraining,
    announce_training,
    call_off_training,
    close_training,
    edit_training,
    hold_training,
    invite_people,
    plan_training,
    plan_training_again,
)
from planning.states import SessionState
from tests.kpi.collecting import make_assignment, make_process
from tests.planning.teaching import (
    AFTER,
    BEGINS,
    MONDAY,
    came,
    facts,
    make_announced,
    make_held,
    make_training,
    place_of,
    was_away,
    with_test,
)

pytestmark = pytest.mark.django_db


def duty(session, kind=ObligationKind.TRAINING):
    return Obligation.objects.filter(kind=kind, subject=session.subject).latest("pk")


def test_plan_training_by_the_pmo_gets_a_number_and_is_owed_by_who_holds_it(officer, colleague):
    row = make_training(officer, trainer=colleague, trainer_name="")

    assert row.number == "YNTD-ITSS-0600-TR-2026-001"
    assert (duty(row).responsible, duty(row).due_at.date()) == (colleague, date(2026, 3, 10))


def test_plan_training_with_a_trainer_from_outside_is_owed_by_the_pmo(officer):
    assert duty(make_training(officer)).responsible_role == Role.PMO


def test_plan_training_twice_numbers_without_a_gap(officer):
    numbers = [make_training(officer).number[-3:] for _turn in range(3)]

    assert numbers == ["001", "002", "003"]


def test_plan_training_by_a_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        plan_training(facts(), by=specialist, at=MONDAY)


@pytest.mark.parametrize(
    "wrong",
    [{"topic": "  "}, {"pass_score": Decimal(60)}, {"trainer": "officer"}, {"both": True}],
)
def test_plan_training_that_contradicts_itself_is_refused(officer, specialist, wrong):
    if "trainer" in wrong:
        wrong = {"trainer": specialist, "trainer_name": "", "people": [specialist]}
    if "both" in wrong:
        wrong = {"trainer": specialist}

    with pytest.raises(CannotPlanTraining):
        plan_training(facts(**wrong), by=officer, at=MONDAY)

    assert not TrainingSession.objects.exists()


def test_what_a_training_costs_is_no_part_of_the_trail(officer):
    make_training(officer, budget=Decimal("74031.55"))

    assert "74031" not in "".join(str(row.after) for row in AuditEntry.objects.all())


def test_announce_training_invites_departments_reporters_and_named_people_once(
    officer, specialist, colleague, stranger, employee, operations
):
    process = make_process()
    make_assignment(stranger, process, stranger.department)
    row = make_training(
        officer, [specialist, employee], departments=[operations], processes=[process]
    )

    announce_training(row, by=officer, at=MONDAY)

    invited = set(Attendance.objects.filter(session=row).values_list("person", flat=True))
    assert {specialist.pk, colleague.pk, stranger.pk, employee.pk, officer.pk} <= invited
    assert Message.objects.filter(recipient=stranger, subject__contains=row.topic).count() == 1


def test_the_trainer_is_no_trainee(officer, specialist, colleague, operations):
    row = make_announced(officer, [], trainer=colleague, trainer_name="", departments=[operations])

    assert not Attendance.objects.filter(session=row, person=colleague).exists()


@pytest.mark.parametrize("lack", [{"starts_at": None}, {"place": ""}, {"trainer_name": ""}])
def test_announce_training_that_lacks_something_is_refused(officer, specialist, lack):
    row = make_training(officer, [specialist], **lack)

    with pytest.raises(CannotAnnounceTraining):
        announce_training(row, by=officer, at=MONDAY)


def test_announce_training_for_nobody_is_refused_and_leaves_it_planned(officer):
    row = make_training(officer)

    with pytest.raises(CannotAnnounceTraining):
        announce_training(row, by=officer, at=MONDAY)

    row.refresh_from_db()
    assert row.state == SessionState.PLANNED


def test_edit_training_keeps_the_planned_day_of_who_was_invited_and_tells_them(officer, specialist):
    row = make_announced(officer, [specialist])
    later = facts(
        people=[specialist], planned_on=date(2026, 4, 1), starts_at=BEGINS + timedelta(days=1)
    )

    edit_training(row, later, seen=row.version, by=officer, at=MONDAY)

    assert (row.planned_on, row.starts_at) == (date(2026, 3, 10), BEGINS + timedelta(days=1))
    assert Message.objects.filter(recipient=specialist).count() == 2


def test_edit_training_on_an_old_version_conflicts(officer, specialist):
    row = make_training(officer, [specialist])
    edit_training(row, facts(people=[specialist], place="线上"), seen=1, by=officer, at=MONDAY)

    with pytest.raises(Conflict):
        edit_training(row, facts(), seen=1, by=officer, at=MONDAY)


def test_edit_training_after_it_was_held_is_refused(officer, specialist):
    row = make_held(officer, [specialist])

    with pytest.raises(CannotPlanTraining):
        edit_training(row, facts(), seen=row.version, by=officer, at=AFTER)


def test_a_new_trainer_takes_over_what_is_owed(officer, specialist, colleague):
    row = make_training(officer, trainer=colleague, trainer_name="")

    edit_training(
        row, facts(trainer=specialist, trainer_name=""), seen=row.version, by=officer, at=MONDAY
    )

    assert duty(row).responsible == specialist
    assert Obligation.objects.filter(subject=row.subject).count() == 1


def test_hold_training_by_its_trainer_ends_the_duty_and_asks_for_confirmation(
    officer, specialist, colleague
):
    row = make_announced(officer, [specialist], trainer=colleague, trainer_name="")

    hold_training(row, by=colleague, at=AFTER)

    assert duty(row).state == ObligationState.DONE
    asked = duty(row, ObligationKind.TRAINING_CONFIRMATION)
    assert (asked.responsible, asked.state) == (colleague, ObligationState.OPEN)


def test_hold_training_recorded_days_later_was_in_time(officer, specialist):
    row = make_announced(officer, [specialist])

    hold_training(row, by=officer, at=BEGINS + timedelta(days=9))

    assert duty(row).state == ObligationState.DONE


def test_hold_training_after_its_planned_day_is_late(officer, specialist):
    row = make_announced(officer, [specialist], starts_at=BEGINS + timedelta(days=2))

    hold_training(row, by=officer, at=BEGINS + timedelta(days=2, hours=2))

    assert duty(row).state == ObligationState.LATE_DONE


def test_hold_training_before_it_begins_is_refused(officer, specialist):
    with pytest.raises(CannotHoldTraining):
        hold_training(
            make_announced(officer, [specialist]), by=officer, at=BEGINS - timedelta(minutes=1)
        )


def test_hold_training_by_a_stranger_is_refused(officer, specialist, stranger):
    with pytest.raises(NotAllowed):
        hold_training(make_announced(officer, [specialist]), by=stranger, at=AFTER)


def test_close_training_with_somebody_undecided_is_refused(officer, specialist, colleague):
    row = make_held(officer, [specialist, colleague])
    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)

    with pytest.raises(CannotCloseTraining, match="1"):
        close_training(row, by=officer, at=AFTER)


def test_close_training_with_a_missing_result_is_refused(officer, specialist):
    row = make_held(officer, [specialist], **with_test())
    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)

    with pytest.raises(CannotCloseTraining):
        close_training(row, by=officer, at=AFTER)


def test_close_training_of_which_all_is_known_ends_the_duty(officer, specialist, colleague):
    row = make_held(officer, [specialist, colleague])
    record_attendance(row, [came(row, specialist), was_away(row, colleague)], by=officer, at=AFTER)

    close_training(row, by=officer, at=AFTER)

    assert row.state == SessionState.CLOSED
    assert duty(row, ObligationKind.TRAINING_CONFIRMATION).state == ObligationState.DONE


def test_call_off_training_needs_a_reason_and_is_owed_no_more(officer, specialist):
    row = make_announced(officer, [specialist])
    with pytest.raises(NoteMissing):
        call_off_training(row, by=officer, at=MONDAY, note="。")

    call_off_training(row, by=officer, at=MONDAY, note="讲师生病")

    assert (row.state, row.not_held_reason) == (SessionState.NOT_HELD, "讲师生病")
    assert duty(row).state == ObligationState.WAIVED


def test_call_off_training_that_was_held_is_refused(officer, specialist):
    with pytest.raises(WrongState):
        call_off_training(make_held(officer, [specialist]), by=officer, at=AFTER, note="讲师生病")


def test_plan_training_again_is_owed_anew_for_the_new_day(officer, specialist):
    row = call_off_training(
        make_announced(officer, [specialist]), by=officer, at=MONDAY, note="改期"
    )

    plan_training_again(row, by=officer, at=AFTER, note="讲师已康复", planned_on=date(2026, 4, 8))

    assert (row.state, row.starts_at) == (SessionState.PLANNED, None)
    assert (duty(row).state, duty(row).period) == (ObligationState.OPEN, "2026-04-08")


def test_plan_training_again_for_an_earlier_day_is_refused(officer, specialist):
    row = call_off_training(
        make_announced(officer, [specialist]), by=officer, at=MONDAY, note="改期"
    )

    with pytest.raises(CannotPlanTraining):
        plan_training_again(
            row, by=officer, at=MONDAY, note="讲师已康复", planned_on=date(2026, 3, 1)
        )


def test_invite_people_by_the_trainer_adds_each_once(officer, specialist, colleague, stranger):
    row = make_announced(officer, [specialist], trainer=colleague, trainer_name="")

    added = invite_people(row, [specialist, stranger, colleague], by=colleague, at=MONDAY)

    assert added == 1
    assert place_of(row, stranger).department == stranger.department


def test_invite_people_by_a_trainee_is_refused(officer, specialist, stranger):
    with pytest.raises(NotAllowed):
        invite_people(make_announced(officer, [specialist]), [stranger], by=specialist, at=MONDAY)
