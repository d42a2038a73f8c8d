"""Self-assessments by REST: read only, by the same rights (R66)."""

import pytest

from tests.kpi.assessing import Assessing
from tests.rest import READ, check_shape, machine, make_token

ADDRESS = "/api/v1/kpi/self-assessments/"


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


def reader(person):
    return machine(make_token(person, READ)[1])


def test_a_closed_one_tells_its_verdicts_and_findings(world):
    row = world.closed()

    item = reader(world.specialist).get(ADDRESS, {"year": "2026"}).json()["items"][0]

    assert (item["number"], item["state"], item["scope"]) == (row.number, "closed", "company")
    counts = [item[name] for name in ("items", "conform", "in_part", "nonconform")]
    assert counts == [3, 1, 1, 1]
    assert [each["state"] for each in item["findings"]] == ["accepted", "accepted"]


def test_what_is_in_work_is_told_to_those_who_may_read_it(world):
    world.running()

    assert reader(world.head).get(ADDRESS).json()["items"] == []
    assert len(reader(world.officer).get(ADDRESS).json()["items"]) == 1


def test_a_year_that_is_none_is_refused(world):
    check_shape(reader(world.officer).get(ADDRESS, {"year": "soon"}), 400)
