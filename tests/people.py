"""The cast everyone knows: invented people, one fixture each."""

from datetime import UTC, date, datetime

import pytest

from governance.lib.actors import SystemActor
from governance.models import Department, Person
from governance.services.person import NewPerson, create_person, grant_role
from governance.states import Role, Sphere

SETUP = SystemActor("tests")
LONG_AGO = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
PASSWORD = "correct-Horse-7-battery"


def make_person(
    username: str,
    name: str,
    department: Department | None,
    *roles: str,
    sphere: str = Sphere.BUSINESS,
):
    new = NewPerson(username, name, username.upper(), department, f"{username}@example.com", sphere)
    person, _initial = create_person(new, by=SETUP, at=LONG_AGO, password=PASSWORD)
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    for role in roles:
        grant_role(person, role, valid_from=date(2024, 1, 1), by=SETUP, at=LONG_AGO)
    person.refresh_from_db()
    return person


def _department(code: str, name: str, name_en: str) -> Department:
    row, _created = Department.objects.get_or_create(
        code=code, defaults={"name": name, "name_en": name_en}
    )
    return row


@pytest.fixture
def operations(db):
    return _department("operations", "运维部", "O&M Dept.")


@pytest.fixture
def development(db):
    return _department("development", "研发部", "R&D Dept.")


@pytest.fixture
def specialist(operations):
    return make_person("lin", "林小满", operations, Role.PROCESS_SPECIALIST)


@pytest.fixture
def colleague(operations):
    return make_person("he", "何青禾", operations, Role.PROCESS_SPECIALIST)


@pytest.fixture
def stranger(development):
    return make_person("qin", "秦远山", development, Role.PROCESS_SPECIALIST)


@pytest.fixture
def head(operations):
    return make_person("du", "杜若川", operations, Role.DEPARTMENT_HEAD)


@pytest.fixture
def officer(operations):
    return make_person("shen", "沈知秋", operations, Role.PMO)


@pytest.fixture
def second_officer(operations):
    return make_person("ning", "宁静远", operations, Role.PMO)


@pytest.fixture
def manager(operations):
    return make_person("gu", "顾长风", operations, Role.PROCESS_MANAGER)


@pytest.fixture
def chair(development):
    return make_person("bai", "白云起", development, Role.COMMITTEE)


@pytest.fixture
def employee(development):
    return make_person("yu", "余笙", development)


@pytest.fixture
def auditor(db):
    return make_person("shi", "施明镜", None, sphere=Sphere.AUDITOR)


@pytest.fixture
def system_admin(db):
    return make_person("wei", "魏守正", None, sphere=Sphere.SYS_ADMIN)


@pytest.fixture
def security_admin(db):
    return make_person("yan", "严安", None, sphere=Sphere.SEC_ADMIN)
