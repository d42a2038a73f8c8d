"""The register of deviations by REST."""

import pytest

from kpi.models import Deviation
from kpi.services.signal import watch_signals
from tests.kpi.signalling import CALM, OCT_10, make_watched, put
from tests.rest import READ, check_shape, machine, make_token

DEVIATIONS = "/api/v1/kpi/deviations/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def signal(specialist, operations, officer, manager):
    put(make_watched(specialist, operations), [*CALM, 70])
    watch_signals(at=OCT_10)
    return Deviation.objects.get(rule="beyond_limit")


def reader(person):
    return machine(make_token(person, READ)[1])


def test_a_machine_reads_rule_evidence_and_state(signal, manager):
    answer = reader(manager).get(DEVIATIONS, {"rule": "beyond_limit"})

    assert answer.status_code == 200
    item = answer.json()["items"][0]
    assert (item["indicator"], item["period"], item["state"], item["side"]) == (
        "INC-02",
        "2025-09",
        "open",
        -1,
    )
    assert item["evidence"]["limits"]["centre"] == "96.5"
    assert item["report"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"state": "decided"}, 0),
        ({"indicator": "INC-02", "period": "2025-09"}, 2),
        ({"process": "change"}, 0),
    ],
)
def test_the_list_is_narrowed(signal, manager, query, count):
    assert len(reader(manager).get(DEVIATIONS, query).json()["items"]) == count


def test_what_is_not_declared_is_refused(signal, manager):
    check_shape(reader(manager).get(DEVIATIONS, {"rule": "sorcery"}), 400)


def test_a_stranger_reads_nothing_of_it(signal, manager, stranger, specialist):
    assert reader(stranger).get(DEVIATIONS).json()["items"] == []
    assert len(reader(specialist).get(DEVIATIONS).json()["items"]) == 2
