"""An item of a signed review becomes an improvement: the item is taken up, once (6.4.3, 6.4.4)."""

import pytest

from governance.lib.workflow import WrongState
from improvements.models import Improvement
from improvements.services.improvement import (
    CannotRaiseImprovement,
    NewImprovement,
    raise_improvement,
    void_improvement,
)
from improvements.states import Source
from reviews.models import ReviewItem
from reviews.services.item import add_review_item
from reviews.states import ItemState
from tests.reviews.world import NOW, World


@pytest.fixture
def world(operations, development):
    return World(operations, development)


def raised(world, item):
    new = NewImprovement(
        title="夜班增员",
        source=Source.REVIEW_ITEM,
        problem="夜间事件超时",
        process=world.process,
        department=world.operations,
        owner=world.specialist,
        review_item=item,
    )
    return raise_improvement(new, by=world.officer, at=NOW)


def test_raise_improvement_from_an_item_takes_it_up(world):
    world.signed()
    item = ReviewItem.objects.get()

    row = raised(world, item)

    item.refresh_from_db()
    assert (item.state, item.end_note) == (ItemState.TAKEN_UP, row.number)


def test_raise_improvement_from_one_item_twice_is_refused(world):
    world.signed()
    item = ReviewItem.objects.get()
    raised(world, item)

    with pytest.raises(CannotRaiseImprovement):
        raised(world, item)


def test_raise_improvement_after_the_first_was_voided_is_possible(world):
    world.signed()
    item = ReviewItem.objects.get()
    void_improvement(raised(world, item), note="重新立项", by=world.manager, at=NOW)

    raised(world, item)

    assert Improvement.objects.filter(review_item=item).count() == 2


def test_raise_improvement_from_an_unsigned_report_is_refused_and_leaves_nothing(world):
    item = add_review_item(world.held(), world.item(), by=world.officer, at=NOW)

    with pytest.raises(WrongState):
        raised(world, item)

    assert not Improvement.objects.exists()
