"""Causes: a tree at most ten deep, judged by evidence, moved as a whole (6.4.4①)."""

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing
from improvements.models import Cause, CauseCategory
from improvements.selectors.cause import cause_tree, pareto_of
from improvements.services.cause import (
    CannotChangeCause,
    CauseText,
    add_cause,
    change_cause,
    judge_cause,
    move_cause,
    remove_cause,
)
from improvements.services.cause_kind import CannotAddCauseKind, add_cause_kind, retire_cause_kind
from improvements.services.measure import add_action_measure
from improvements.states import CauseVerdict
from tests.improvements.world import NOW


@pytest.fixture
def row(world):
    return world.raised()


def chain(world, row, length):
    """Why, why, why: one under the other."""
    cause = world.cause(row, "第1层", verdict=CauseVerdict.OPEN)
    for level in range(2, length + 1):
        cause = add_cause(row, CauseText(f"第{level}层"), parent=cause, by=world.owner, at=NOW)
    return cause


def test_why_is_asked_ten_times_and_not_eleven(world, row):
    last = chain(world, row, 10)
    assert last.level == 10
    with pytest.raises(CannotChangeCause, match="ten times"):
        add_cause(row, CauseText("第11层"), parent=last, by=world.owner, at=NOW)


def test_a_cause_of_another_improvement_is_no_place(world, row):
    other = world.cause(world.raised(), verdict=CauseVerdict.OPEN)
    with pytest.raises(CannotChangeCause):
        add_cause(row, CauseText("为什么"), parent=other, by=world.owner, at=NOW)


def test_a_bone_of_another_set_is_no_place(world, row):
    bone = CauseCategory.objects.get(set_code="4p", code="supplier")
    with pytest.raises(CannotChangeCause):
        add_cause(row, CauseText("供应商迟到"), category=bone, by=world.owner, at=NOW)


def test_add_cause_by_a_stranger_is_refused(world, row):
    bone = CauseCategory.objects.get(set_code="6m", code="method")
    with pytest.raises(NotAllowed):
        add_cause(row, CauseText("没有流程"), category=bone, by=world.stranger, at=NOW)


def test_a_verdict_needs_words(world, row):
    cause = world.cause(row, verdict=CauseVerdict.OPEN)
    with pytest.raises(NoteMissing):
        judge_cause(
            cause, CauseVerdict.CONFIRMED, note=" ", seen=cause.version, by=world.owner, at=NOW
        )


def test_a_confirmed_cause_that_is_reworded_is_examined_again(world, row):
    cause = world.cause(row)
    cause = change_cause(cause, CauseText("白班也不会"), seen=cause.version, by=world.owner, at=NOW)
    assert cause.verdict == CauseVerdict.OPEN


def test_change_cause_over_somebody_elses_later_text_is_refused(world, row):
    cause = world.cause(row, verdict=CauseVerdict.OPEN)
    change_cause(cause, CauseText("先改"), seen=1, by=world.owner, at=NOW)
    with pytest.raises(Conflict):
        change_cause(cause, CauseText("后改"), seen=1, by=world.head, at=NOW)


def test_a_cause_that_a_measure_addresses_stays(world, row):
    cause = world.cause(row)
    add_action_measure(row, world.measure(cause), by=world.owner, at=NOW)
    with pytest.raises(CannotChangeCause, match="measure addresses"):
        remove_cause(cause, by=world.owner, at=NOW)


def test_remove_cause_takes_everything_below_and_keeps_the_history(world, row):
    chain(world, row, 3)
    remove_cause(Cause.objects.get(level=1), by=world.owner, at=NOW)

    assert not Cause.objects.exists()
    assert Cause.history.filter(history_type="-").count() == 3


def test_move_cause_takes_its_answers_along(world, row):
    chain(world, row, 3)
    other = world.cause(row, "监控告警太多", verdict=CauseVerdict.OPEN)
    move_cause(Cause.objects.get(text="第2层"), parent=other, by=world.owner, at=NOW)

    levels = dict(Cause.objects.values_list("text", "level"))
    assert levels == {"监控告警太多": 1, "第1层": 1, "第2层": 2, "第3层": 3}
    assert Cause.objects.get(text="第2层").parent == other


def test_move_cause_under_itself_is_refused(world, row):
    last = chain(world, row, 3)
    with pytest.raises(CannotChangeCause, match="under itself"):
        move_cause(Cause.objects.get(level=1), parent=last, by=world.owner, at=NOW)


def test_move_cause_too_deep_is_refused(world, row):
    last = chain(world, row, 9)
    other = world.cause(row, "另一枝", verdict=CauseVerdict.OPEN)
    add_cause(row, CauseText("再问"), parent=other, by=world.owner, at=NOW)
    with pytest.raises(CannotChangeCause, match="ten times"):
        move_cause(other, parent=last, by=world.owner, at=NOW)


def test_cause_tree_draws_every_cause_and_counts_what_lies_deeper(world, row):
    chain(world, row, 4)
    tree = cause_tree(row)

    drawn = [twig.twig for bone in tree.bones.bones for twig in bone.twigs]
    assert [(twig.text, twig.more) for twig in drawn] == [("第1层", 0), ("第2层", 2)]
    assert len(tree.whys.boxes) == 5


def test_pareto_counts_confirmed_causes_by_kind_across_improvements(world):
    kind = add_cause_kind("培训不足", "Too little training", by=world.officer, at=NOW)
    for text in ("不会重启", "不会升级"):
        row = world.raised()
        cause = world.cause(row, text, verdict=CauseVerdict.OPEN)
        cause = change_cause(
            cause, CauseText(text, kind=kind), seen=cause.version, by=world.owner, at=NOW
        )
        judge_cause(
            cause, CauseVerdict.CONFIRMED, note="有记录", seen=cause.version, by=world.owner, at=NOW
        )

    assert [(line.name, line.count) for line in pareto_of(world.officer)] == [
        ("Too little training", 2)
    ]
    assert pareto_of(world.stranger) == ()
    assert pareto_of(world.officer, year=2025) == ()


def test_a_retired_kind_comes_back_by_its_name(world):
    kind = add_cause_kind("培训不足", "", by=world.officer, at=NOW)
    with pytest.raises(CannotAddCauseKind):
        add_cause_kind("培训不足", "", by=world.officer, at=NOW)
    retire_cause_kind(kind, by=world.officer, at=NOW)

    assert add_cause_kind("培训不足", "", by=world.officer, at=NOW).pk == kind.pk
