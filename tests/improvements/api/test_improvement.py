"""The register of improvements by REST."""

import pytest

from improvements.services.verification import verify_improvement
from improvements.states import Effect, Source
from reviews.models import Feedback
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import NOW
from tests.rest import READ, check_shape, machine, make_token

DOOR = "/api/v1/improvements/"
pytestmark = pytest.mark.django_db


def reader(person):
    return machine(make_token(person, READ)[1])


def test_a_machine_reads_stage_and_verification(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)

    item = reader(world.manager).get(DOOR, {"process": "incident"}).json()["items"][0]
    assert (item["stage"], item["owner"], item["is_major"]) == ("solidify", "林小满", False)
    assert item["verifications"][0]["figures"]["change"] == "15"


def test_a_machine_reads_where_an_improvement_comes_from(world):
    said = Feedback.objects.create(
        number="FK-1",
        kind="complaint",
        text="三天无人回复",
        received_at=NOW,
        registered_by=world.officer,
        registered_at=NOW,
    )
    world.raised(source=Source.FEEDBACK, source_note="", feedback=said)

    item = reader(world.manager).get(DOOR, {"source": "feedback"}).json()["items"][0]
    assert [item[name] for name in ("feedback", "review_item", "deviation", "finding")] == [
        said.pk,
        None,
        None,
        None,
    ]


def test_a_stranger_reads_nothing_and_the_owner_reads_it(world):
    world.raised()

    assert reader(world.stranger).get(DOOR).json()["items"] == []
    assert len(reader(world.owner).get(DOOR).json()["items"]) == 1


def test_what_is_not_declared_is_refused(world):
    check_shape(reader(world.manager).get(DOOR, {"stage": "sorcery"}), 400)
