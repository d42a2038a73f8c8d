import pytest

from processes.models import KeyActivity, ProcessLink
from tests.kpi.collecting import make_process
from tests.rest import check_shape, machine, make_token, signed_in

PROCESSES = "/api/v1/processes/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def process():
    row = make_process()
    change = make_process("change", "CHG", "变更管理", "Change management", position=2)
    ProcessLink.objects.create(source=row, target=change)
    KeyActivity.objects.create(process=row, name="受理", position=1)
    return row


def test_the_catalogue_is_listed_in_the_policys_order(process, employee):
    items = machine(make_token(employee)[1]).get(PROCESSES).json()["items"]

    assert [each["code"] for each in items] == ["incident", "change"]
    assert items[0]["gaps"] == {}


def test_one_process_tells_what_belongs_to_it(process, employee):
    client = machine(make_token(employee)[1])
    told = client.get(f"{PROCESSES}incident/").json()

    assert told["activities"] == [{"name": "受理", "name_en": ""}]
    assert (told["links_to"], told["linked_from"]) == (["change"], [])
    assert client.get(f"{PROCESSES}change/").json()["linked_from"] == ["incident"]


def test_filters_are_the_declared_ones(process, employee):
    client = machine(make_token(employee)[1])

    assert len(client.get(PROCESSES, {"category": "core"}).json()["items"]) == 2
    assert client.get(PROCESSES, {"category": "support"}).json()["items"] == []
    check_shape(client.get(PROCESSES, {"category": "noise"}), 400)
    check_shape(client.get(f"{PROCESSES}incident/", {"expand": "owner"}), 400)


def test_a_person_with_an_initial_password_changes_it_first(employee):
    employee.must_change_password = True
    employee.save()

    check_shape(signed_in(employee).get(PROCESSES), 403)


@pytest.mark.parametrize("path", [PROCESSES, f"{PROCESSES}p0/"])
def test_the_number_of_statements_does_not_grow(employee, path, django_assert_max_num_queries):
    client = machine(make_token(employee)[1])
    for number in range(60):
        row = make_process(f"p{number}", f"P{number}", position=number)
        KeyActivity.objects.create(process=row, name="受理", position=1)
    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200
