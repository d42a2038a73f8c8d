"""Operators' commands of the ground floor."""

import pytest
from django.core.management import CommandError, call_command

from governance.models import Person
from governance.states import Sphere

pytestmark = pytest.mark.django_db


def test_open_administrators_prints_passwords_that_work_once(capsys):
    call_command("open_administrators")

    lines = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert set(lines) == {"sysadmin", "secadmin", "auditor"}
    for username, initial in lines.items():
        person = Person.objects.get(username=username)
        assert person.check_password(initial)
        assert person.must_change_password
    assert set(Person.objects.values_list("sphere", flat=True)) == set(Sphere) - {Sphere.BUSINESS}


def test_open_administrators_on_a_system_with_accounts_is_refused(officer):
    with pytest.raises(CommandError):
        call_command("open_administrators")


def test_verify_audit_of_a_whole_trail(officer, capsys):
    call_command("verify_audit")

    assert "whole" in capsys.readouterr().out


def test_issue_token_prints_a_token_that_opens_the_door(manager, client, capsys):
    call_command("issue_token", "warehouse", owner="gu")

    text = capsys.readouterr().out.strip()
    answer = client.get("/api/v1/kpi/indicators/", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200


def test_issue_token_for_somebody_who_may_not_is_refused(specialist):
    with pytest.raises(CommandError):
        call_command("issue_token", "warehouse", owner="lin")


def test_issue_token_for_nobody_is_refused(db):
    with pytest.raises(CommandError, match="no account"):
        call_command("issue_token", "warehouse", owner="nobody")
