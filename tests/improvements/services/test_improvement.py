"""The five steps with their gates: each refusal beside the success that differs in one thing (6.4.4)."""

from datetime import date, timedelta

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Obligation
from governance.states import ObligationKind, ObligationState
from improvements.models import ActionMeasure, Improvement, VerificationPlan
from improvements.services.improvement import (
    CannotGradeImprovement,
    CannotMoveImprovement,
    CannotRaiseImprovement,
    PlanText,
    finish_improvement,
    grade_improvement,
    note_progress,
    plan_improvement,
    rework_improvement,
    start_improvement,
    void_improvement,
    write_plan,
)
from improvements.services.measure import (
    CannotChangeMeasure,
    add_action_measure,
    end_action_measure,
)
from improvements.states import CauseVerdict, MeasureKind, Source, Stage
from tests.improvements.world import NOW


def owed(kind):
    return [
        (row.responsible.name if row.responsible else row.responsible_role, row.state)
        for row in Obligation.objects.filter(kind=kind).order_by("pk")
    ]


def test_raise_improvement_numbers_it_and_asks_its_owner_for_the_causes(world):
    first, second = world.raised(), world.raised()

    assert [first.number[-3:], second.number[-3:]] == ["001", "002"]
    assert first.state == Stage.IDENTIFY
    assert owed(ObligationKind.IMPROVEMENT) == [("林小满", "open"), ("林小满", "open")]


@pytest.mark.parametrize(
    "lack", [{"source_note": " "}, {"source": Source.DEVIATION}, {"title": ""}]
)
def test_raise_improvement_without_its_source_or_title_is_refused(world, lack):
    with pytest.raises(CannotRaiseImprovement):
        world.raised(**lack)


def test_raise_improvement_without_a_problem_is_refused(world):
    with pytest.raises(NoteMissing):
        world.raised(problem="。")


def test_plan_improvement_asks_for_a_confirmed_cause(world):
    row = world.raised()
    world.cause(row, verdict=CauseVerdict.OPEN)
    with pytest.raises(CannotMoveImprovement, match="a confirmed cause"):
        plan_improvement(row, by=world.owner, at=NOW)

    world.cause(row, "监控告警太多")
    assert plan_improvement(row, by=world.owner, at=NOW).state == Stage.PLAN
    assert owed(ObligationKind.IMPROVEMENT) == [("林小满", "done"), ("林小满", "open")]


@pytest.mark.parametrize("who", ["stranger", "doer", "member"])
def test_plan_improvement_by_others_is_refused(world, who):
    row = world.raised()
    world.cause(row)
    with pytest.raises(NotAllowed):
        plan_improvement(row, by=getattr(world, who), at=NOW)


@pytest.mark.parametrize("who", ["owner", "head", "officer"])
def test_plan_improvement_by_those_who_plan(world, who):
    row = world.raised()
    world.cause(row)
    assert plan_improvement(row, by=getattr(world, who), at=NOW).state == Stage.PLAN


def test_write_plan_over_somebody_elses_later_text_is_refused(world):
    row = world.raised()
    seen = row.version
    write_plan(row, PlanText("先写", None, None), seen=seen, by=world.owner, at=NOW)
    with pytest.raises(Conflict):
        write_plan(row, PlanText("后写", None, None), seen=seen, by=world.head, at=NOW)

    row.refresh_from_db()
    assert row.goal == "先写"
    assert row.planned_by == [world.owner.pk]


def test_start_improvement_names_everything_that_is_missing(world):
    row = world.raised()
    world.cause(row)
    row = plan_improvement(row, by=world.owner, at=NOW)
    with pytest.raises(CannotMoveImprovement) as refusal:
        start_improvement(row, by=world.manager, at=NOW)

    sentence = str(refusal.value)
    for words in ("a goal", "a due date", "a measure", "how the effect", "whether it is major"):
        assert words in sentence


@pytest.mark.parametrize("lack", ["goal", "due_on", "measure", "verification", "grade"])
def test_start_improvement_lacking_one_thing_is_refused(world, lack):
    row = world.planned()
    if lack == "measure":
        ActionMeasure.objects.all().delete()
    elif lack == "verification":
        VerificationPlan.objects.all().delete()
    else:
        empty = {"goal": {"goal": ""}, "due_on": {"due_on": None}, "grade": {"is_major": None}}
        Improvement.objects.filter(pk=row.pk).update(**empty[lack])
    with pytest.raises(CannotMoveImprovement):
        start_improvement(row, by=world.manager, at=NOW)


def test_start_improvement_asks_for_measures_within_the_due_date(world):
    row = world.planned()
    late = world.measure(row.causes.get(), due_on=row.due_on + timedelta(days=1))
    add_action_measure(row, late, by=world.owner, at=NOW)
    with pytest.raises(CannotMoveImprovement, match="within the due date"):
        start_improvement(row, by=world.manager, at=NOW)


def test_start_improvement_by_who_planned_it_is_refused(world):
    row = world.planned()
    write_plan(
        row, PlanText(row.goal, None, row.due_on), seen=row.version, by=world.manager, at=NOW
    )
    with pytest.raises(NotAllowed):
        start_improvement(row, by=world.manager, at=NOW)


def test_start_improvement_asks_each_measure_of_its_person(world):
    row = world.started()

    assert row.state == Stage.IMPLEMENT
    assert owed(ObligationKind.MEASURE) == [("何青禾", "open")]


def test_a_measure_beside_containment_addresses_a_confirmed_cause(world):
    row = world.raised()
    guess = world.cause(row, verdict=CauseVerdict.OPEN)
    for cause in (None, guess):
        with pytest.raises(CannotChangeMeasure):
            add_action_measure(row, world.measure(cause), by=world.owner, at=NOW)

    first_aid = world.measure(None, kind=MeasureKind.CONTAINMENT)
    assert (
        add_action_measure(row, first_aid, by=world.owner, at=NOW).kind == MeasureKind.CONTAINMENT
    )


def test_finish_improvement_asks_for_every_measure_to_be_ended(world):
    row = world.started()
    with pytest.raises(CannotMoveImprovement, match="夜班人员培训"):
        finish_improvement(row, note="全部完成", by=world.owner, at=NOW)

    end_action_measure(row.measures.get(), "finish", note="六月培训两场", by=world.doer, at=NOW)
    row = finish_improvement(row, note="全部完成", by=world.owner, at=NOW)

    assert row.state == Stage.VERIFY
    assert owed(ObligationKind.MEASURE) == [("何青禾", "done")]
    assert owed(ObligationKind.VERIFICATION) == [("pmo", "open")]


def test_end_measure_by_a_stranger_is_refused(world):
    row = world.started()
    with pytest.raises(NotAllowed):
        end_action_measure(row.measures.get(), "finish", note="做完了", by=world.stranger, at=NOW)


def test_end_measure_without_words_is_refused(world):
    row = world.started()
    with pytest.raises(NoteMissing):
        end_action_measure(row.measures.get(), "drop", note="", by=world.doer, at=NOW)


def test_a_measure_opened_again_is_owed_again(world):
    row = world.started()
    measure = end_action_measure(row.measures.get(), "finish", note="完成", by=world.doer, at=NOW)
    end_action_measure(measure, "reopen", note="其实没有", by=world.owner, at=NOW)

    assert owed(ObligationKind.MEASURE) == [("何青禾", "done"), ("何青禾", "open")]


def test_major_goes_down_only_by_the_committee(world):
    row = world.raised()
    grade_improvement(row, is_major=True, reason="涉及全公司", by=world.manager, at=NOW)
    with pytest.raises(CannotGradeImprovement):
        grade_improvement(row, is_major=False, reason="其实不大", by=world.manager, at=NOW)

    row = grade_improvement(row, is_major=False, reason="委员会认为一般", by=world.member, at=NOW)
    assert row.is_major is False


@pytest.mark.parametrize("who", ["officer", "owner", "head"])
def test_grade_improvement_by_others_is_refused(world, who):
    with pytest.raises(NotAllowed):
        grade_improvement(
            world.raised(), is_major=True, reason="很大", by=getattr(world, who), at=NOW
        )


def test_rework_begins_a_new_round_and_keeps_the_earlier_one(world):
    row = world.planned()
    row = rework_improvement(row, note="原因找错了", by=world.owner, at=NOW)

    assert (row.state, row.round) == (Stage.IDENTIFY, 2)
    assert row.causes.filter(round=1).count() == 1
    with pytest.raises(CannotMoveImprovement):
        plan_improvement(row, by=world.owner, at=NOW)


def test_void_improvement_needs_a_reason_and_the_right_person(world):
    row = world.raised()
    with pytest.raises(NotAllowed):
        void_improvement(row, note="重复立项", by=world.officer, at=NOW)
    with pytest.raises(NoteMissing):
        void_improvement(row, note="", by=world.manager, at=NOW)

    assert void_improvement(row, note="重复立项", by=world.manager, at=NOW).state == Stage.VOID
    assert not Obligation.objects.filter(state=ObligationState.OPEN).exists()


def test_a_major_improvement_is_voided_by_the_committee_only(world):
    row = world.raised()
    row = grade_improvement(row, is_major=True, reason="涉及全公司", by=world.manager, at=NOW)
    with pytest.raises(NotAllowed):
        void_improvement(row, note="不做了", by=world.manager, at=NOW)
    assert void_improvement(row, note="不做了", by=world.member, at=NOW).state == Stage.VOID


def test_note_progress_by_who_carries_it_out_and_not_by_a_stranger(world):
    row = world.started()
    note = note_progress(row, "第一场培训已完成", percent=50, by=world.doer, at=NOW)
    with pytest.raises(NotAllowed):
        note_progress(row, "路过", percent=None, by=world.stranger, at=NOW)

    assert note.percent == 50


def test_causes_are_closed_once_it_has_started(world):
    with pytest.raises(WrongState):
        world.cause(world.started())


def test_who_sees_an_improvement(world):
    row = world.planned()
    seen = {
        name: Improvement.objects.visible_to(getattr(world, name)).filter(pk=row.pk).exists()
        for name in ("owner", "head", "doer", "stranger", "officer", "manager", "member")
    }

    assert seen == {**dict.fromkeys(seen, True), "stranger": False}


def test_every_act_stands_on_the_trail(world):
    row = world.started()
    acts = list(
        AuditEntry.objects.about("improvements.improvement", str(row.pk))
        .order_by("sequence")
        .values_list("action", flat=True)
    )

    assert acts[0] == "improvements.raise_improvement"
    assert acts[-1] == "improvements.start_improvement"
    assert "improvements.judge_cause" in acts


def test_due_date_of_carrying_out_is_that_of_the_plan(world):
    world.started()
    duty = Obligation.objects.filter(kind=ObligationKind.IMPROVEMENT).latest("pk")

    assert duty.due_at.date() == date(2026, 7, 3)
