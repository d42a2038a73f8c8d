"""The checklist: a draft of the PMO, frozen once it is in force (R66, G39)."""

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Clause
from kpi.models import Checklist
from kpi.selectors.checklist import checklist_in_force
from kpi.services.checklist import (
    CannotWriteChecklist,
    ItemText,
    add_checklist_item,
    change_checklist_item,
    draft_checklist,
    draft_from_requirements,
    drop_checklist,
    enforce_checklist,
    move_checklist_item,
    remove_checklist_item,
    replace_items,
    revise_checklist,
)
from kpi.states import ChecklistState
from tests.kpi.assessing import Assessing, make_requirement


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


def texts(row):
    return list(row.items.order_by("position").values_list("text", flat=True))


def draft(world, *items):
    return draft_checklist("检查表", items or world.items(), by=world.officer, at=world.at())


def test_draft_from_requirements_takes_each_once_with_its_process_and_is_not_in_force(world):
    six = Clause.objects.create(
        document=world.policy, number="6.2", title="核心", title_en="Core", position=2
    )
    make_requirement(41, six, "事件管理：目标、四项活动、两项输出", "6.2")
    make_requirement(55, world.clause, "过程专员按周收集数据交 PMO", "6.4.2②")

    row = draft_from_requirements("初稿", by=world.officer, at=world.at())

    found = [(each.clause_label, each.process, each.requirement.number) for each in row.items.all()]
    assert found == [("6.2", world.incident, 41), ("6.4.2②", None, 55)]
    assert row.state == ChecklistState.DRAFT
    assert checklist_in_force() is None


def test_draft_from_requirements_without_any_is_refused(world):
    with pytest.raises(CannotWriteChecklist):
        draft_from_requirements("初稿", by=world.officer, at=world.at())


def test_draft_by_a_specialist_is_refused(world):
    with pytest.raises(NotAllowed):
        draft_checklist("检查表", by=world.specialist, at=world.at())


def test_a_second_draft_is_refused(world):
    draft(world)

    with pytest.raises(CannotWriteChecklist):
        draft(world)


def test_enforce_supersedes_the_version_before_and_numbers_items_without_gaps(world):
    earlier = world.checklist()
    later = revise_checklist(note="按新要求修订", by=world.officer, at=world.at())
    remove_checklist_item(later.items.get(position=1), by=world.officer, at=world.at())

    enforce_checklist(later, by=world.officer, at=world.at())

    earlier.refresh_from_db()
    assert earlier.state == ChecklistState.SUPERSEDED
    assert checklist_in_force() == later
    assert list(later.items.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_items_of_a_checklist_in_force_never_change(world):
    row = world.checklist()
    item = row.items.first()
    given = {"by": world.officer, "at": world.at()}

    with pytest.raises(WrongState):
        change_checklist_item(item, ItemText("另一个"), seen=row.version, **given)
    with pytest.raises(WrongState):
        add_checklist_item(row, ItemText("另一个"), **given)
    with pytest.raises(WrongState):
        remove_checklist_item(item, **given)
    with pytest.raises(WrongState):
        move_checklist_item(item, is_up=False, **given)
    with pytest.raises(WrongState):
        replace_items(row, [ItemText("另一个")], **given)
    assert texts(row) == [each.text for each in world.items()]


def test_change_item_unseen_is_a_conflict(world):
    row = draft(world)
    item = row.items.first()
    add_checklist_item(row, ItemText("第四项"), by=world.officer, at=world.at())

    with pytest.raises(Conflict):
        change_checklist_item(item, ItemText("改"), seen=1, by=world.officer, at=world.at())


def test_change_item_keeps_its_requirement(world):
    need = make_requirement(55, world.clause, "按周收集", "6.4.2②")
    row = draft(world, ItemText("按周收集", requirement=need))
    item = row.items.get()

    changed = change_checklist_item(
        item, ItemText("每周按时收集"), seen=row.version, by=world.officer, at=world.at()
    )

    assert (changed.text, changed.requirement) == ("每周按时收集", need)


def test_move_item_changes_places_with_its_neighbour(world):
    row = draft(world)
    first, second, third = texts(row)

    move_checklist_item(row.items.get(position=3), is_up=True, by=world.officer, at=world.at())
    move_checklist_item(row.items.get(position=1), is_up=True, by=world.officer, at=world.at())

    assert texts(row) == [first, third, second]


def test_an_item_without_words_is_refused(world):
    row = draft(world)

    with pytest.raises(CannotWriteChecklist):
        add_checklist_item(row, ItemText("  "), by=world.officer, at=world.at())


def test_enforce_without_items_is_refused(world):
    row = draft_checklist("空表", by=world.officer, at=world.at())

    with pytest.raises(CannotWriteChecklist):
        enforce_checklist(row, by=world.officer, at=world.at())


def test_drop_needs_a_reason_and_makes_room_for_another_draft(world):
    row = draft(world)

    with pytest.raises(NoteMissing):
        drop_checklist(row, note="", by=world.officer, at=world.at())
    drop_checklist(row, note="重新起草", by=world.officer, at=world.at())
    draft(world)

    assert Checklist.objects.visible_to(world.specialist).count() == 0
    assert Checklist.objects.visible_to(world.officer).count() == 2


def test_replace_items_takes_the_place_of_all_and_refuses_an_empty_file(world):
    row = draft(world)

    replace_items(row, [ItemText("一"), ItemText("二")], by=world.officer, at=world.at())

    assert texts(row) == ["一", "二"]
    with pytest.raises(CannotWriteChecklist):
        replace_items(row, [], by=world.officer, at=world.at())
    assert texts(row) == ["一", "二"]


def test_revise_without_one_in_force_is_refused(world):
    with pytest.raises(CannotWriteChecklist):
        revise_checklist(note="修订原因", by=world.officer, at=world.at())
