"""Three triggers and no fourth, each with its evidence, once (6.4.3②, R58, G31)."""

from datetime import timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Obligation, Setting
from governance.states import ObligationKind, ObligationState
from kpi.states import DeviationDecision, Verdict
from processes.models import Process
from reviews.models import ReviewTrigger
from reviews.selectors.trigger import trigger_line
from reviews.services.review import open_adhoc_review
from reviews.services.standard import CannotRegisterStandard, NewEdition, register_edition
from reviews.services.trigger import CannotRaiseTrigger, dismiss_trigger, watch_for_triggers
from reviews.states import TriggerKind, TriggerState
from tests.people import make_person
from tests.reviews.world import NOW


def owed():
    return Obligation.objects.get(kind=ObligationKind.TRIGGER)


def test_raise_trigger_is_owed_by_the_process_manager(world):
    world.trigger()

    assert (owed().responsible_role, owed().state) == ("process_manager", ObligationState.OPEN)


def test_raise_trigger_of_a_fourth_kind_is_refused(world):
    with pytest.raises(CannotRaiseTrigger):
        world.trigger(kind="gut_feeling")


def test_raise_trigger_without_evidence_is_refused(world):
    with pytest.raises(NoteMissing):
        world.trigger(evidence="。")


def test_raise_trigger_in_the_future_is_refused(world):
    with pytest.raises(CannotRaiseTrigger):
        world.trigger(happened_at=NOW + timedelta(minutes=1))


def test_raise_trigger_by_an_employee_is_refused(world):
    world.specialist = make_person("gao", "高远", world.operations)

    with pytest.raises(NotAllowed):
        world.trigger()


@pytest.mark.parametrize("decision", [DeviationDecision.WATCH, DeviationDecision.IMPROVEMENT])
def test_raise_trigger_from_a_deviation_decided_otherwise_is_refused(world, decision):
    with pytest.raises(CannotRaiseTrigger):
        world.trigger(deviation=world.deviation(decision))


def test_raise_trigger_from_a_deviation_happens_once(world):
    deviation = world.deviation()
    world.trigger(deviation=deviation)

    with pytest.raises(CannotRaiseTrigger):
        world.trigger(deviation=deviation)

    assert ReviewTrigger.objects.get().deviation == deviation


def test_raise_trigger_from_an_ordinary_complaint_is_refused(world):
    with pytest.raises(CannotRaiseTrigger):
        world.trigger(kind=TriggerKind.COMPLAINT, feedback=world.feedback())


def test_raise_trigger_from_a_major_complaint_stands(world):
    row = world.trigger(kind=TriggerKind.COMPLAINT, feedback=world.feedback(is_major=True))

    assert row.state == TriggerState.RAISED


def test_raise_trigger_with_evidence_of_another_kind_is_refused(world):
    with pytest.raises(CannotRaiseTrigger):
        world.trigger(kind=TriggerKind.STANDARD_UPDATE, feedback=world.feedback(is_major=True))


def test_an_edition_of_a_standard_is_registered_once_and_marks_a_trigger(world):
    new = NewEdition(world.standard(), "2022", "新增数字化要求")
    row = register_edition(new, by=world.officer, at=NOW)

    with pytest.raises(CannotRegisterStandard):
        register_edition(new, by=world.officer, at=NOW)
    trigger = world.trigger(kind=TriggerKind.STANDARD_UPDATE, standard_update=row)
    assert trigger.standard_update == row


def test_dismiss_trigger_with_a_reason_ends_what_was_owed(world):
    trigger = world.trigger()

    with pytest.raises(NoteMissing):
        dismiss_trigger(trigger, note="。", by=world.manager, at=NOW)
    dismiss_trigger(trigger, note="只是演练", by=world.manager, at=NOW)

    assert owed().state == ObligationState.DONE


def test_dismiss_trigger_by_the_pmo_is_refused(world):
    with pytest.raises(NotAllowed):
        dismiss_trigger(world.trigger(), note="只是演练", by=world.officer, at=NOW)


def test_dismiss_trigger_that_led_to_a_review_is_refused(world):
    trigger = world.adhoc().trigger

    with pytest.raises(WrongState):
        dismiss_trigger(trigger, note="只是演练", by=world.manager, at=NOW)


def test_the_time_from_a_trigger_runs_until_the_meeting_begins(world):
    trigger = world.trigger()
    running = trigger_line(trigger, at=NOW)
    review = open_adhoc_review(trigger, by=world.manager, at=NOW)
    review.began_at = trigger.happened_at + timedelta(hours=30)

    begun = trigger_line(review.trigger, at=NOW)
    review.trigger.review = review
    assert running.is_running
    assert trigger_line(review.trigger, at=NOW).is_running is False
    assert begun.row == trigger


def test_the_rule_ships_off(world):
    world.indicator.process = Process.objects.create(
        code="slm", prefix="SLM", name="服务级别", category="core", position=9
    )
    world.indicator.save()
    for period in ("2026-04", "2026-05"):
        world.figure(period, Verdict.MISSED)

    assert watch_for_triggers(at=NOW) == []


def test_the_rule_raises_one_trigger_per_run(world):
    Setting.objects.create(key="review_trigger_reds", value=2, changed_by="gu", changed_at=NOW)
    world.indicator.process = Process.objects.create(
        code="slm", prefix="SLM", name="服务级别", category="core", position=9
    )
    world.indicator.save()
    for period in ("2026-04", "2026-05"):
        world.figure(period, Verdict.MISSED)

    first, again = watch_for_triggers(at=NOW), watch_for_triggers(at=NOW)

    assert [row.rule for row in first] == ["reds:INC-03:2026-04"]
    assert again == []
