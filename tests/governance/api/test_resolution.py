"""The register of resolutions by REST."""

import pytest

from governance.services.condition import meet_condition
from tests.governance.deciding import NOW
from tests.governance.meeting import CONDITION, called, decided, in_session, plan_case
from tests.rest import READ, check_shape, machine, make_token

ADDRESS = "/api/v1/resolutions/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]


@pytest.fixture
def resolution(seated, officer, specialist):
    case = plan_case(officer)
    meeting = in_session(called(officer, case), seated, officer)
    return decided(case, seated, responsible=specialist, meeting=meeting)


def reader(person):
    return machine(make_token(person, READ, at=NOW)[1])


def test_a_machine_reads_outcome_count_dissent_and_conditions(resolution, manager, seated):
    item = reader(manager).get(ADDRESS).json()["items"][0]

    assert (item["number"], item["outcome"]) == (resolution.number, "conditional")
    assert (item["tally"]["yes"], item["tally"]["quorum"]) == (3, "2/3")
    assert item["dissent"] == [{"name": seated[3].name, "ballot": "oppose", "reason": "资源不足"}]
    assert [(row["text"], row["state"]) for row in item["conditions"]] == [(CONDITION, "open")]
    assert item["meeting"] == resolution.meeting.number
    assert item["kind"] == "annual_plan"


def test_one_resolution_is_known_by_its_mark_until_it_changes(resolution, manager, specialist):
    client, address = reader(manager), f"{ADDRESS}{resolution.pk}/"
    mark = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": mark}).status_code == 304

    meet_condition(resolution.conditions.get(), by=specialist, at=NOW, note="已经完成")

    assert client.get(address, headers={"if-none-match": mark}).status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"outcome": "conditional"}, 1),
        ({"outcome": ["conditional", "approved"]}, 2),
        ({"kind": "policy"}, 0),
        ({"year": "2026"}, 2),
        ({"year": "2025"}, 0),
        ({"conditions": "unmet"}, 1),
    ],
)
def test_the_register_is_narrowed(resolution, seated, officer, manager, query, count):
    decided(plan_case(officer, number=2), seated)

    assert len(reader(manager).get(ADDRESS, query).json()["items"]) == count


def test_pages_follow_one_another(resolution, seated, officer, manager):
    second = decided(plan_case(officer, number=2), seated)
    client = reader(manager)

    first = client.get(ADDRESS, {"page_size": 1}).json()
    after = client.get(first["next"]).json()

    assert [row["number"] for row in after["items"]] == [second.number]
    assert after["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"outcome": "maybe"},
        {"year": "26"},
        {"year": "٢٠٢٦"},
        {"secret": "1"},
        {"conditions": "met"},
    ],
)
def test_what_is_not_declared_is_refused(manager, query):
    check_shape(reader(manager).get(ADDRESS, query), 400)


def test_staff_reads_nothing_of_it(resolution, employee):
    client = reader(employee)

    check_shape(client.get(ADDRESS), 403)
    check_shape(client.get(f"{ADDRESS}{resolution.pk}/"), 403)


def test_a_resolution_that_is_not_there_is_404(manager):
    check_shape(reader(manager).get(f"{ADDRESS}999/"), 404)
