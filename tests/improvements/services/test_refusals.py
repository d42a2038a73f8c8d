"""What the services of 6.4.4 refuse beside the gates, each with the success that differs in one thing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from governance.lib.workflow import NotAllowed, WrongState
from improvements.models import Improvement, VerificationPlan
from improvements.services.cause import (
    CannotChangeCause,
    CauseText,
    change_cause,
    judge_cause,
    shift_cause,
)
from improvements.services.cause_kind import (
    CannotAddCauseKind,
    add_cause_kind,
    retire_cause_kind,
)
from improvements.services.improvement import (
    CannotMoveImprovement,
    CannotRaiseImprovement,
    note_progress,
    start_improvement,
)
from improvements.services.measure import CannotChangeMeasure, add_action_measure
from improvements.services.solidification import (
    cite_norm,
    close_improvement,
    declare_no_norm,
)
from improvements.services.verification import (
    CannotVerify,
    plan_verification,
    verify_improvement,
)
from improvements.states import CauseVerdict, Effect, Source, Stage
from kpi.models import Deviation, Indicator
from kpi.states import DeviationDecision, DeviationState, Kind
from tests.improvements.services.test_verification import OCTOBER, finished, published_norm
from tests.improvements.world import NOW


@pytest.fixture
def deviation(world):
    return Deviation.objects.create(
        indicator=world.indicator,
        start_period="2026-05",
        period="2026-05",
        period_end=date(2026, 5, 31),
        opened_at=NOW,
        cause="夜班无人",
        impact="客户等待",
        decision=DeviationDecision.WATCH,
        decision_reason="再看一月",
        state=DeviationState.DECIDED,
        decided_by=world.officer,
        decided_at=NOW,
    )


def test_raise_improvement_from_a_deviation_decided_otherwise_is_refused(world, deviation):
    given = {"source": Source.DEVIATION, "source_note": "", "deviation": deviation}
    with pytest.raises(CannotRaiseImprovement, match="not decided"):
        world.raised(**given)

    deviation.decision = DeviationDecision.IMPROVEMENT
    deviation.save()
    row = world.raised(**given)
    assert row.deviation == deviation
    with pytest.raises(CannotRaiseImprovement, match=row.number):
        world.raised(**given)


def test_start_improvement_with_a_cause_that_is_confirmed_no_more_is_refused(world):
    row = world.planned()
    given = {"by": world.owner, "at": NOW}
    cause = row.causes.get()
    with pytest.raises(CannotChangeCause, match="take it off first"):
        judge_cause(cause, CauseVerdict.REJECTED, note="并非如此", seen=cause.version, **given)
    cause = change_cause(cause, CauseText("夜班无人会重启主机"), seen=cause.version, **given)
    with pytest.raises(CannotMoveImprovement, match="confirmed cause"):
        start_improvement(row, by=world.manager, at=NOW)

    judge_cause(cause, CauseVerdict.CONFIRMED, note="再查工单", seen=cause.version, **given)
    assert start_improvement(row, by=world.manager, at=NOW).state == Stage.IMPLEMENT


def test_judge_cause_by_a_verdict_that_is_none_is_refused(world):
    cause = world.cause(world.raised(), verdict=CauseVerdict.OPEN)
    with pytest.raises(CannotChangeCause, match="confirmed or rejected"):
        judge_cause(
            cause, CauseVerdict.OPEN, note="说不清", seen=cause.version, by=world.owner, at=NOW
        )


def test_shift_cause_sideways_is_refused(world):
    with pytest.raises(CannotChangeCause, match="up or down"):
        shift_cause(world.cause(world.raised()), "sideways", by=world.owner, at=NOW)


def test_a_measure_that_ends_before_it_begins_is_refused(world):
    row = world.raised()
    measure = world.measure(world.cause(row), starts_on=date(2026, 6, 27))
    with pytest.raises(CannotChangeMeasure, match="ends after"):
        add_action_measure(row, measure, by=world.owner, at=NOW)

    a_day = world.measure(measure.cause, starts_on=measure.due_on)
    assert add_action_measure(row, a_day, by=world.owner, at=NOW).starts_on == measure.due_on


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_beyond_the_whole_is_refused(world, percent):
    row = world.started()
    with pytest.raises(CannotMoveImprovement, match="between 0 and 100"):
        note_progress(row, "做了很多", percent=percent, by=world.doer, at=NOW)
    assert note_progress(row, "全部做完", percent=100, by=world.doer, at=NOW).percent == 100


def test_a_kind_of_cause_stands_in_the_catalogue_once(world):
    given = {"by": world.officer, "at": NOW}
    kind = add_cause_kind("培训不足", "Training", **given)
    with pytest.raises(CannotAddCauseKind, match="培训不足"):
        add_cause_kind(" 培训不足 ", "", **given)
    with pytest.raises(NotAllowed):
        add_cause_kind("工具不足", "", by=world.owner, at=NOW)

    retire_cause_kind(kind, **given)
    assert add_cause_kind("培训不足", "Training", **given) == kind


def test_plan_verification_by_grades_is_refused(world):
    Indicator.objects.filter(pk=world.indicator.pk).update(kind=Kind.QUALITATIVE)
    world.indicator.refresh_from_db()
    with pytest.raises(CannotVerify, match="Grades"):
        plan_verification(world.raised(), world.comparing(), by=world.owner, at=NOW)


def test_plan_verification_after_the_start_or_by_a_stranger_is_refused(world):
    row = world.started()
    other = world.comparing(expected=Decimal(1))
    with pytest.raises(WrongState):
        plan_verification(row, other, by=world.owner, at=NOW)
    with pytest.raises(NotAllowed):
        plan_verification(world.raised(), other, by=world.stranger, at=NOW)


def test_verify_improvement_without_a_verdict_or_a_plan_is_refused(world):
    row = finished(world)
    with pytest.raises(CannotVerify, match="choose a verdict"):
        verify_improvement(row, "splendid", by=world.officer, at=OCTOBER)

    plan = VerificationPlan.objects.get(improvement=row)
    VerificationPlan.objects.filter(pk=plan.pk).delete()
    with pytest.raises(CannotVerify, match="how the effect"):
        verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)


def test_who_owns_it_does_not_say_that_no_norm_changes(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    Improvement.objects.filter(pk=row.pk).update(owner=world.manager)
    given = {"reason": "现行规范已写明", "by": world.manager, "at": OCTOBER}
    with pytest.raises(NotAllowed, match="Who owns"):
        declare_no_norm(row, **given)

    Improvement.objects.filter(pk=row.pk).update(owner=world.owner)
    assert declare_no_norm(row, **given).no_norm_by == world.manager


def test_close_improvement_twice_or_before_its_step_is_refused(world):
    row = finished(world)
    with pytest.raises(WrongState):
        close_improvement(row, by=world.manager, at=OCTOBER)

    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    declare_no_norm(row, reason="现行规范已写明", by=world.manager, at=OCTOBER)
    close_improvement(row, by=world.manager, at=OCTOBER)
    with pytest.raises(WrongState):
        close_improvement(row, by=world.manager, at=OCTOBER + timedelta(days=1))


def test_citing_a_norm_takes_the_reasoned_none_back(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    declare_no_norm(row, reason="现行规范已写明", by=world.manager, at=OCTOBER)

    row = cite_norm(row, published_norm(world), by=world.owner, at=OCTOBER)
    assert (row.no_norm_reason, row.no_norm_by) == ("", None)
