"""The report is signed by somebody else, whole, once; then its items are owed (R59, §3.3 no. 3)."""

import pytest

from governance.lib.workflow import NotAllowed, WrongState
from governance.models import Obligation, Paper, Person
from governance.states import ObligationKind, ObligationState, Role
from reviews.models import Review, ReviewItem
from reviews.selectors.content import sha256_of_content
from reviews.services.item import (
    add_review_item,
    change_review_item,
    explain_item,
    finish_item,
    remove_review_item,
    take_up_item,
)
from reviews.services.signature import CannotSignReview, NotPrinted, request_report, sign_review
from reviews.states import ItemState, ReviewState
from tests.people import make_person
from tests.reviews.world import NOW


def test_sign_review_gives_number_content_and_hash(world):
    review = world.signed()

    assert review.number == "YNTD-ITSS-0600-PS-2026-001"
    assert review.content_sha256 == sha256_of_content(review.content)
    assert review.content["items"][0]["department"] == "运维部"
    assert review.content["signed_by"] == "顾长风"


def test_sign_review_by_an_author_is_refused(world):
    review = world.held()
    world.write(review)
    both = make_person("han", "韩双", world.operations, Role.PROCESS_MANAGER)
    add_review_item(review, world.item(), by=both, at=NOW)

    with pytest.raises(NotAllowed):
        sign_review(review, by=both, at=NOW)
    assert sign_review(review, by=world.manager, at=NOW).state == ReviewState.SIGNED


def test_sign_review_by_another_process_manager_than_the_chair_is_refused(world):
    review = world.held()
    world.write(review)
    add_review_item(review, world.item(), by=world.officer, at=NOW)
    other = make_person("han", "韩双", world.operations, Role.PROCESS_MANAGER)

    with pytest.raises(NotAllowed, match="顾长风"):
        sign_review(review, by=other, at=NOW)
    assert sign_review(review, by=world.manager, at=NOW).signed_by == world.manager


@pytest.mark.parametrize("why", ["wrote a part", "is a head of department", "has left"])
def test_sign_review_where_the_chair_cannot_is_for_another_process_manager(world, why):
    review = world.held()
    world.write(review)
    writer = world.manager if why == "wrote a part" else world.officer
    add_review_item(review, world.item(), by=writer, at=NOW)
    if why == "is a head of department":
        Review.objects.filter(pk=review.pk).update(chaired_by=world.head)
    if why == "has left":
        Person.objects.filter(pk=world.manager.pk).update(is_active=False)
    other = make_person("han", "韩双", world.operations, Role.PROCESS_MANAGER)

    assert sign_review(review, by=other, at=NOW).signed_by == other


def test_sign_review_by_the_pmo_is_refused(world):
    with pytest.raises(NotAllowed):
        sign_review(world.held(), by=world.officer, at=NOW)


@pytest.mark.parametrize(
    "wanting",
    [{"department": None}, {"responsible": None}, {"due_on": None}, {"verification": " "}],
)
def test_sign_review_with_an_item_that_is_not_whole_is_refused(world, wanting):
    review = world.held()
    world.write(review)
    item = add_review_item(review, world.item(**wanting), by=world.officer, at=NOW)

    with pytest.raises(CannotSignReview, match="1"):
        sign_review(review, by=world.manager, at=NOW)
    assert not Obligation.objects.filter(kind=ObligationKind.REVIEW_ITEM).exists()
    change_review_item(item, world.item(), seen=item.version, by=world.officer, at=NOW)
    assert sign_review(review, by=world.manager, at=NOW).state == ReviewState.SIGNED


def test_sign_review_without_items_needs_the_explicit_none(world):
    review = world.held()
    world.write(review)

    with pytest.raises(CannotSignReview):
        sign_review(review, by=world.manager, at=NOW)
    world.write(review, no_items_reason="各项目标均已达成")
    assert sign_review(review, by=world.manager, at=NOW).content["items"] == []


def test_sign_review_with_items_and_none_is_refused(world):
    review = world.held()
    world.write(review, no_items_reason="各项目标均已达成")
    add_review_item(review, world.item(), by=world.officer, at=NOW)

    with pytest.raises(CannotSignReview):
        sign_review(review, by=world.manager, at=NOW)


def test_sign_review_before_it_was_held_is_refused(world):
    with pytest.raises(WrongState):
        sign_review(world.convened(), by=world.manager, at=NOW)


def test_sign_review_twice_is_refused_and_takes_one_number(world):
    review = world.signed()

    with pytest.raises(WrongState):
        sign_review(review, by=world.manager, at=NOW)

    review.refresh_from_db()
    assert review.number.endswith("001")


def test_a_signed_report_is_written_no_more(world):
    review = world.signed()
    item = ReviewItem.objects.get()

    with pytest.raises(WrongState):
        world.write(review)
    with pytest.raises(WrongState):
        add_review_item(review, world.item(), by=world.officer, at=NOW)
    with pytest.raises(WrongState):
        remove_review_item(item, by=world.officer, at=NOW)


def test_sign_review_makes_the_responsible_person_owe_the_item(world):
    world.signed()

    duty = Obligation.objects.get(kind=ObligationKind.REVIEW_ITEM)

    assert duty.responsible == world.specialist
    assert str(duty.due_at.astimezone().date()) == "2026-08-31"


def test_take_up_item_fulfils_what_was_owed(world):
    world.signed()

    row = take_up_item(ReviewItem.objects.get(), "GJ-001", by=world.head, at=NOW)

    assert row.state == ItemState.TAKEN_UP
    assert Obligation.objects.get(kind=ObligationKind.REVIEW_ITEM).state == ObligationState.DONE


def test_take_up_item_before_the_signature_is_refused(world):
    item = add_review_item(world.held(), world.item(), by=world.officer, at=NOW)

    with pytest.raises(WrongState):
        take_up_item(item, "GJ-001", by=world.head, at=NOW)


def test_finish_item_by_its_person_ends_it(world):
    world.signed()

    row = finish_item(ReviewItem.objects.get(), note="夜班已增一人", by=world.specialist, at=NOW)

    assert (row.state, row.end_note) == (ItemState.DONE, "夜班已增一人")


def test_finish_item_by_a_stranger_is_refused(world):
    world.signed()

    with pytest.raises(NotAllowed):
        finish_item(ReviewItem.objects.get(), note="夜班已增一人", by=world.stranger, at=NOW)


def test_explain_item_by_its_person_is_refused(world):
    world.signed()

    with pytest.raises(NotAllowed):
        explain_item(ReviewItem.objects.get(), note="已无必要", by=world.specialist, at=NOW)
    row = explain_item(ReviewItem.objects.get(), note="已无必要", by=world.officer, at=NOW)
    assert row.state == ItemState.EXPLAINED


def test_remove_item_from_an_unsigned_report_keeps_its_history(world):
    item = add_review_item(world.held(), world.item(), by=world.officer, at=NOW)

    remove_review_item(item, by=world.officer, at=NOW)

    assert ReviewItem.objects.count() == 0
    assert ReviewItem.history.filter(history_change_reason="reviews.remove_review_item").exists()


def test_request_report_before_the_signature_is_refused(world):
    with pytest.raises(NotPrinted):
        request_report(world.held(), language="en", form="pdf", by=world.officer, at=NOW)


def test_sign_review_orders_the_document(world):
    review = world.signed()

    paper = Paper.objects.get()

    assert (paper.source_sha256, paper.language, paper.format) == (
        review.content_sha256,
        "zh-hans",
        "pdf",
    )
