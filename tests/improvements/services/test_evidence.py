"""Files behind causes, measures and notes: by whoever works on them, while they are open (6.4.4①③, U17)."""

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import StoredFile
from improvements.selectors.evidence import files_of, part_code, part_of
from improvements.services.cause import remove_cause
from improvements.services.evidence import ProofClosed, add_proof, remove_proof
from improvements.services.improvement import note_progress, rework_improvement, void_improvement
from improvements.services.measure import end_action_measure
from tests.improvements.world import NOW


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add(row, part, by, name="签到表.txt"):
    return add_proof(row, part, name, ["现场记录".encode()], by=by, at=NOW)


def test_whoever_plans_adds_to_a_cause_and_has_a_hand_in_the_plan(world):
    row = world.raised()
    cause = world.cause(row)
    kept = add(row, cause, world.head)

    row.refresh_from_db()
    assert files_of(row) == {part_code(cause): (kept,)}
    assert world.head.pk in row.planned_by


@pytest.mark.parametrize("who", ["doer", "stranger", "member"])
def test_others_add_nothing_to_a_cause(world, who):
    row = world.raised()
    with pytest.raises(NotAllowed):
        add(row, world.cause(row), getattr(world, who))
    assert not StoredFile.objects.exists()


def test_a_cause_takes_no_file_once_it_has_started_but_a_measure_does(world):
    row = world.started()
    with pytest.raises(ProofClosed):
        add(row, row.causes.get(), world.owner)

    assert add(row, row.measures.get(), world.doer).part == part_code(row.measures.get())


def test_who_does_not_carry_a_measure_out_adds_nothing_to_it(world):
    row = world.started()
    with pytest.raises(NotAllowed):
        add(row, row.measures.get(), world.stranger)


def test_a_note_takes_files_of_its_writer_only(world):
    row = world.started()
    note = note_progress(row, "第一场培训已完成", percent=50, by=world.doer, at=NOW)
    with pytest.raises(NotAllowed):
        add(row, note, world.owner)

    assert add(row, note, world.doer)


def test_what_belongs_to_an_earlier_round_or_has_ended_is_closed(world):
    row = world.started()
    measure = row.measures.get()
    kept = add(row, measure, world.doer)
    row = rework_improvement(row, note="原因找错了", by=world.owner, at=NOW)
    with pytest.raises(ProofClosed):
        add(row, measure, world.doer)
    with pytest.raises(ProofClosed):
        remove_proof(row, kept, by=world.doer, at=NOW)

    note = note_progress(row, "重新开始", percent=None, by=world.owner, at=NOW)
    void_improvement(row, note="不做了", by=world.manager, at=NOW)
    with pytest.raises(ProofClosed):
        add(row, note, world.owner)


def test_a_file_is_taken_off_and_stays_in_the_store(world):
    row = world.started()
    kept = add(row, row.measures.get(), world.doer)
    end_action_measure(row.measures.get(), "finish", note="完成", by=world.doer, at=NOW)
    remove_proof(row, kept, by=world.doer, at=NOW)

    assert files_of(row) == {}
    assert StoredFile.objects.get().removed_by == world.doer


def test_a_cause_that_is_taken_off_takes_its_files_along(world):
    row = world.raised()
    cause = world.cause(row)
    add(row, cause, world.owner)
    remove_cause(cause, by=world.owner, at=NOW)

    assert files_of(row) == {}


@pytest.mark.parametrize("code", ["", "cause", "cause-x", "cause-999", "thing-1"])
def test_a_part_that_is_not_there_is_none(world, code):
    assert part_of(world.raised(), code) is None


def test_the_part_of_another_improvement_is_none(world):
    row, other = world.raised(), world.raised()
    assert part_of(row, part_code(world.cause(other))) is None
