"""Accounts and roles: the three administrators stay apart, nobody extends their own rights."""

from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Department, RoleGrant
from governance.models.person import roles_held
from governance.permissions import ROLES, Permission, has_permission
from governance.services.person import (
    CannotCreatePerson,
    CannotGrantRole,
    NewPerson,
    change_password,
    create_person,
    disable_person,
    grant_role,
    move_person,
    withdraw_role,
)
from governance.states import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def test_create_person_by_the_system_admin_must_change_the_password(system_admin, operations):
    person, initial = create_person(
        NewPerson("Ｌｉｕ", "刘一", "G-7", operations), by=system_admin, at=NOW
    )

    assert person.username == "liu"
    assert person.check_password(initial)
    assert person.must_change_password
    assert roles_held(person) == {Role.STAFF}


def test_create_person_by_the_security_admin_is_refused(security_admin):
    with pytest.raises(NotAllowed):
        create_person(NewPerson("liu", "刘一", "G-7"), by=security_admin, at=NOW)


def test_create_person_with_a_taken_login_is_refused_whatever_its_case(system_admin, specialist):
    with pytest.raises(CannotCreatePerson):
        create_person(NewPerson("LIN", "林二", "G-8"), by=system_admin, at=NOW)


def test_grant_role_by_the_security_admin(security_admin, employee):
    grant_role(employee, Role.PMO, valid_from=TODAY, by=security_admin, at=NOW)

    assert has_permission(employee, Permission.SUBMISSION_ACCEPT)
    assert AuditEntry.objects.latest("sequence").action == "governance.grant_role"


def test_grant_role_by_the_system_admin_is_refused(system_admin, employee):
    with pytest.raises(NotAllowed):
        grant_role(employee, Role.PMO, valid_from=TODAY, by=system_admin, at=NOW)


def test_grant_role_to_an_administrator_is_refused(security_admin, auditor):
    with pytest.raises(CannotGrantRole):
        grant_role(auditor, Role.PMO, valid_from=TODAY, by=security_admin, at=NOW)


def test_grant_role_to_oneself_is_refused(security_admin):
    with pytest.raises(CannotGrantRole):
        grant_role(security_admin, Role.PMO, valid_from=TODAY, by=security_admin, at=NOW)


def test_grant_administrator_role_is_refused(security_admin, employee):
    with pytest.raises(CannotGrantRole):
        grant_role(employee, Role.AUDITOR, valid_from=TODAY, by=security_admin, at=NOW)


def test_grant_role_twice_is_refused(security_admin, specialist):
    with pytest.raises(CannotGrantRole):
        grant_role(specialist, Role.PROCESS_SPECIALIST, valid_from=TODAY, by=security_admin, at=NOW)


def test_withdraw_role_ends_the_right(security_admin, officer):
    grant = RoleGrant.objects.get(person=officer)

    withdraw_role(grant, last_day=date(2024, 6, 30), by=security_admin, at=NOW)

    assert not has_permission(officer, Permission.SUBMISSION_ACCEPT)


def test_disabled_person_may_nothing(system_admin, officer):
    disable_person(officer, by=system_admin, at=NOW, reason="离职")

    assert roles_held(officer) == frozenset()


def test_disable_the_last_administrator_is_refused(system_admin, auditor):
    with pytest.raises(CannotGrantRole):
        disable_person(auditor, by=system_admin, at=NOW, reason="离职")


def test_change_password_ends_the_duty_to_change_it(specialist):
    specialist.must_change_password = True

    change_password(specialist, "another-Long-9-phrase", by=specialist, at=NOW)

    specialist.refresh_from_db()
    assert not specialist.must_change_password
    assert specialist.check_password("another-Long-9-phrase")


def test_change_password_of_another_is_refused(specialist, colleague):
    with pytest.raises(CannotCreatePerson):
        change_password(specialist, "another-Long-9-phrase", by=colleague, at=NOW)


def test_administrators_hold_no_right_of_the_business():
    business = {
        Permission.SUBMISSION_ENTER,
        Permission.SUBMISSION_ACCEPT,
        Permission.REPORT_ISSUE,
        Permission.PROCESS_EDIT,
        Permission.TARGET_SET,
        Permission.INDICATOR_ADOPT,
        Permission.ISSUE_RULE,
    }

    for role in (Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDITOR):
        assert not ROLES[role].permissions & business


def test_no_role_both_creates_accounts_and_grants_roles():
    for charter in ROLES.values():
        assert not {Permission.PERSON_CREATE, Permission.ROLE_GRANT} <= charter.permissions


def test_move_person_by_the_system_admin_tells_from_where_to_where(
    system_admin, specialist, development
):
    move_person(specialist, development, by=system_admin, at=NOW, reason="调岗")

    specialist.refresh_from_db()
    entry = AuditEntry.objects.get(action="governance.move_person")
    assert specialist.department == development
    assert (entry.before, entry.after) == (
        {"department": "operations"},
        {"department": "development"},
    )
    assert Role.PROCESS_SPECIALIST in roles_held(specialist)


def test_move_person_by_another_without_a_reason_or_into_an_ended_department_is_refused(
    system_admin, officer, specialist, development
):
    with pytest.raises(NotAllowed):
        move_person(specialist, development, by=officer, at=NOW, reason="调岗")
    with pytest.raises(NoteMissing):
        move_person(specialist, development, by=system_admin, at=NOW, reason=" ")
    Department.objects.filter(pk=development.pk).update(retired_on=TODAY)
    with pytest.raises(CannotCreatePerson):
        move_person(specialist, development, by=system_admin, at=NOW, reason="调岗")


def test_move_person_through_the_page(client, system_admin, specialist, development):
    client.force_login(system_admin)
    address = f"/system/people/{specialist.pk}/"
    assert "move-department" in client.get(address).content.decode()

    client.post(f"{address}move/", {"department": development.pk, "note": ""})
    client.post(f"{address}move/", {"department": development.pk, "note": "调岗"})

    specialist.refresh_from_db()
    assert specialist.department == development
    assert AuditEntry.objects.filter(action="governance.move_person").count() == 1
