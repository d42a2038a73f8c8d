"""Two at once: one convenes, one signs, one quarter has one review (reliability §0 rows 14 and 15)."""

import threading

import pytest
from django.db import connection, connections

from governance.lib.workflow import Refused
from reviews.models import Review, ReviewInput
from reviews.services.item import add_review_item
from reviews.services.meeting import convene_review
from reviews.services.review import prepare_review
from reviews.services.signature import sign_review
from reviews.states import InputKind, ReviewState
from tests.reviews.world import NOW, QUARTER

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act):
    """Two threads start together; what each of them was told."""
    start, told = threading.Barrier(2), []

    def run():
        try:
            start.wait(timeout=60)
            act()
            told.append("done")
        except Refused:
            told.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    connection.close()
    return sorted(told)


def test_a_quarter_prepared_by_two_has_one_review(world):
    told = at_once(lambda: prepare_review(QUARTER, by=world.officer, at=NOW))

    assert told == ["done", "refused"]
    assert Review.objects.count() == 1


def test_a_review_convened_by_two_freezes_its_inputs_once(world):
    review = world.prepared()

    told = at_once(
        lambda: convene_review(review, world.meeting(), world.guests, by=world.manager, at=NOW)
    )

    assert told == ["done", "refused"]
    assert ReviewInput.objects.count() == len(InputKind)


def test_a_report_signed_by_two_takes_one_number(world):
    review = world.held()
    world.write(review)
    add_review_item(review, world.item(), by=world.officer, at=NOW)

    told = at_once(lambda: sign_review(review, by=world.manager, at=NOW))

    row = Review.objects.get()
    assert told == ["done", "refused"]
    assert (row.state, row.number[-3:]) == (ReviewState.SIGNED, "001")
