from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Department, Person
from governance.services.person import CannotCreatePerson, move_person
from processes.selectors.department import departments_listed
from processes.services.assignment import CannotAssign, NewAssignment, assign_process
from processes.services.department import (
    CannotKeepDepartment,
    DepartmentNames,
    add_department,
    rename_department,
    retire_department,
)
from tests.kpi.collecting import make_assignment, make_process

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LAST = date(2026, 3, 31)
NAMES = DepartmentNames(" 网络  运维部 ", "Network")


@pytest.fixture
def network(officer):
    return add_department("network", NAMES, by=officer, at=AT)


def test_add_department_keeps_a_tidy_name_and_tells_the_trail(network):
    assert (network.code, network.name) == ("network", "网络 运维部")
    assert AuditEntry.objects.filter(action="processes.add_department").exists()


def test_add_department_by_a_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        add_department("network", NAMES, by=specialist, at=AT)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("", "甲"),
        ("network", "甲"),
        ("Net", "甲"),
        ("两字", "甲"),
        ("x" * 41, "甲"),
        ("a", " "),
        ("a", "运维部"),
    ],
)
def test_add_department_with_a_bad_or_taken_code_or_name_is_refused(network, officer, code, name):
    before = Department.objects.count()
    with pytest.raises(CannotKeepDepartment):
        add_department(code, DepartmentNames(name), by=officer, at=AT)
    assert Department.objects.count() == before


def test_nobody_comes_into_a_department_that_ended_while_the_page_was_open(
    network, officer, system_admin, specialist
):
    process = make_process()
    retire_department(Department.objects.get(pk=network.pk), last_day=LAST, by=officer, at=AT)
    assert network.retired_on is None  # as the open page knows it

    with pytest.raises(CannotAssign):
        assign_process(
            NewAssignment(specialist, process, network, date(2026, 3, 2)), by=officer, at=AT
        )
    with pytest.raises(CannotCreatePerson):
        move_person(specialist, network, by=system_admin, at=AT, reason="调岗")


def test_rename_department_keeps_the_code_and_no_name_twice(network, officer, operations):
    rename_department(network, DepartmentNames("网络部"), by=officer, at=AT)

    network.refresh_from_db()
    assert (network.code, network.name, network.name_en) == ("network", "网络部", "")
    with pytest.raises(CannotKeepDepartment):
        rename_department(network, DepartmentNames(operations.name), by=officer, at=AT)


def test_retire_department_waits_for_its_people_and_assignments(network, officer, specialist):
    place = make_assignment(specialist, make_process(), network)
    Person.objects.filter(pk=specialist.pk).update(department=network)
    with pytest.raises(CannotKeepDepartment, match=specialist.name):
        retire_department(network, last_day=LAST, by=officer, at=AT)
    Person.objects.filter(pk=specialist.pk).update(department=None)
    with pytest.raises(CannotKeepDepartment):
        retire_department(network, last_day=LAST, by=officer, at=AT)
    place.valid_to = LAST
    place.save()

    retire_department(network, last_day=LAST, by=officer, at=AT)

    network.refresh_from_db()
    assert network.retired_on == LAST
    with pytest.raises(CannotKeepDepartment):
        retire_department(network, last_day=LAST, by=officer, at=AT)


def test_retire_department_never_ends_a_body_of_the_policy(officer):
    body = Department.objects.create(code="pmo", name="PMO", kind=Department.Kind.BODY)
    with pytest.raises(CannotKeepDepartment):
        retire_department(body, last_day=LAST, by=officer, at=AT)


def test_pages_add_rename_and_end_a_department(
    client, officer, specialist, django_assert_max_num_queries
):
    client.force_login(specialist)
    assert client.get("/system/departments/").status_code == 403
    client.force_login(officer)
    bad = client.post("/system/departments/", {"code": "Net Work", "name": "网络部"})
    client.post("/system/departments/", {"code": "network", "name": "网络部"})
    client.post("/system/departments/network/", {"name": "网络运维部"})
    client.post("/system/departments/network/end/", {"last_day": "2026-03-31"})

    row = Department.objects.get(code="network")
    assert bad.status_code == 200
    assert (row.name, row.retired_on) == ("网络运维部", LAST)
    with django_assert_max_num_queries(12):
        page = client.get("/system/departments/")
    assert "网络运维部" in page.content.decode()
    assert client.get("/system/departments/network/").status_code == 200
    assert client.get("/system/departments/?format=csv").status_code == 200


def test_departments_listed_count_people_and_assignments_apart(
    officer, specialist, colleague, operations
):
    make_assignment(specialist, make_process(), operations)
    [row] = departments_listed(officer, date(2026, 3, 2)).filter(code=operations.code)

    assert (row.members, row.reporters) == (3, 1)
