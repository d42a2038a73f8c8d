"""Three triggers and no fourth, each with its evidence, once (6.4.3②, R58, G31)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Obligation, Setting
from governance.states import ObligationKind, ObligationState
from kpi.models import Target
from kpi.states import DeviationDecision, Verdict
from processes.models import Process
from reviews.models import ReviewTrigger
from reviews.selectors.trigger import found_by, trigger_line
from reviews.selectors.trigger_rule import rule_words, rules_listed, shortfall
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


@pytest.fixture
def service_level(world):
    """The indicator belongs to service level management, where the rules look."""
    world.indicator.process = Process.objects.create(
        code="slm", prefix="SLM", name="服务级别", category="core", position=9
    )
    world.indicator.save()


def decide(key, value, at=NOW):
    Setting.objects.update_or_create(
        key=key, defaults={"value": value, "changed_by": "gu", "changed_at": at}
    )


def test_every_rule_ships_off(world, service_level):
    for period in ("2026-04", "2026-05"):
        world.figure(period, Verdict.MISSED, value="10")
    for _turn in range(9):
        world.feedback(is_major=True)
    register_edition(new_edition(world), by=world.officer, at=NOW)

    assert watch_for_triggers(at=NOW) == []
    assert [line.decided for line in rules_listed()] == [""] * 5


def test_the_rule_raises_one_trigger_per_run(world, service_level):
    decide("review_trigger_reds", 2)
    for period in ("2026-04", "2026-05"):
        world.figure(period, Verdict.MISSED)

    first, again = watch_for_triggers(at=NOW), watch_for_triggers(at=NOW)

    assert [row.rule for row in first] == ["reds:INC-03:2026-04"]
    assert again == []
    assert owed().responsible_role == "process_manager"


@pytest.mark.parametrize(
    ("value", "operator", "line", "upper", "unit", "gap"),
    [
        ("82", ">=", "95", None, "%", Fraction(13)),
        ("5", "<=", "4", None, "小时", Fraction(25)),
        ("1", "=", "0", None, "件", None),
        ("97", "between", "90", "95", "%", Fraction(2)),
        ("88", "between", "90", "95", "%", Fraction(2)),
    ],
)
def test_a_shortfall_is_told_in_points_of_a_share_else_in_per_cent(
    value, operator, line, upper, unit, gap
):
    target = Target(
        operator=operator, value=Decimal(line), upper=None if upper is None else Decimal(upper)
    )

    assert shortfall(Decimal(value), target, unit) == gap


@pytest.mark.parametrize(("value", "raised"), [("85", 1), ("85.01", 0)])
def test_a_service_level_missed_by_the_decided_points_raises_a_trigger(
    world, service_level, value, raised
):
    decide("review_trigger_shortfall", "10")
    world.figure("2026-05", Verdict.MISSED, value=value)

    found = watch_for_triggers(at=NOW)

    assert len(found) == raised
    assert watch_for_triggers(at=NOW) == []
    assert all("2026-05" in row.evidence and "≥95%" in row.evidence for row in found)


def test_a_severe_miss_that_was_made_good_in_the_next_month_raises_nothing(world, service_level):
    decide("review_trigger_shortfall", "10")
    world.figure("2026-04", Verdict.MISSED, value="10")
    world.figure("2026-05", Verdict.MET, value="99")

    assert watch_for_triggers(at=NOW) == []


def test_so_many_complaints_about_a_process_in_a_month_raise_one_trigger(world):
    decide("review_trigger_complaints", 3)
    received = [NOW - timedelta(days=days) for days in (5, 3, 2, 1)]
    for moment in received[:2]:
        world.feedback(received_at=moment)
    assert watch_for_triggers(at=NOW) == []

    world.feedback(received_at=received[2])
    (row,) = watch_for_triggers(at=NOW)
    world.feedback(received_at=received[3])

    assert row.happened_at == received[2]
    assert row.evidence.count("FK-2026") == 3
    assert watch_for_triggers(at=NOW) == []


def test_complaints_before_the_month_of_the_decision_raise_nothing(world):
    decide("review_trigger_complaints", 2)
    for _turn in range(2):
        world.feedback()

    assert watch_for_triggers(at=NOW) == []
    decide("review_trigger_complaints", 2, at=NOW - timedelta(days=30))
    assert [row.rule for row in watch_for_triggers(at=NOW)] == ["complaints:incident:2026-06"]


def test_a_major_complaint_raises_its_trigger_where_that_was_decided(world):
    decide("review_trigger_major", value=True)
    world.feedback()
    major = world.feedback(is_major=True)

    (row,) = watch_for_triggers(at=NOW)

    assert (row.kind, row.feedback, row.happened_at) == (
        TriggerKind.COMPLAINT,
        major,
        major.received_at,
    )
    assert watch_for_triggers(at=NOW) == []


def test_a_major_complaint_raised_by_hand_is_not_raised_again(world):
    decide("review_trigger_major", value=True)
    world.trigger(kind=TriggerKind.COMPLAINT, feedback=world.feedback(is_major=True))

    assert watch_for_triggers(at=NOW) == []


def new_edition(world, **changes):
    return NewEdition(world.standard(), "2022", "新增数字化要求", **changes)


@pytest.mark.parametrize(
    ("days", "in_force", "raised"),
    [
        (30, date(2026, 8, 9), 1),
        (30, date(2026, 8, 10), 0),
        (0, date(2026, 7, 10), 1),
        (0, date(2026, 7, 11), 0),
        (0, None, 1),
    ],
)
def test_an_edition_raises_a_trigger_so_many_days_before_it_comes_into_force(
    world, days, in_force, raised
):
    decide("review_trigger_edition_days", days)
    register_edition(new_edition(world, effective_on=in_force), by=world.officer, at=NOW)

    assert len(watch_for_triggers(at=NOW)) == raised
    assert watch_for_triggers(at=NOW) == []


def test_an_edition_that_was_in_force_before_the_decision_raises_nothing(world):
    edition = new_edition(world, effective_on=date(2023, 5, 1))
    register_edition(edition, by=world.officer, at=NOW)
    decide("review_trigger_edition_days", 30, at=NOW + timedelta(days=2))

    assert watch_for_triggers(at=NOW + timedelta(days=3)) == []


def test_a_trigger_raised_by_a_rule_names_it(world):
    decide("review_trigger_major", value=True)
    world.feedback(is_major=True)

    (row,) = watch_for_triggers(at=NOW)

    assert rule_words(row.rule) in found_by(row)
    assert row.raised_by is None
