"""The first start: an interrupted demo is made anew, somebody's own data is never touched."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.models import Person
from portal.management.commands import prepare


@pytest.fixture
def interrupted(settings, tmp_path, monkeypatch):
    """A data folder whose demo was being made when the power went."""
    settings.VAR = tmp_path
    (tmp_path / "demo-unfinished").touch()
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secret-key"):
        (tmp_path / name).touch()
    monkeypatch.setattr(prepare.connection, "close", lambda: None)
    monkeypatch.setattr(prepare.connection, "vendor", "sqlite")
    monkeypatch.setitem(prepare.connection.settings_dict, "NAME", str(tmp_path / "db.sqlite3"))
    return tmp_path


def test_an_interrupted_demo_is_discarded_and_nothing_else(interrupted):
    prepare.Command().discard_unfinished_demo()

    assert [path.name for path in interrupted.iterdir()] == ["secret-key"]


def test_a_database_elsewhere_is_never_deleted(interrupted, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "db.sqlite3"
    elsewhere.touch()
    monkeypatch.setitem(prepare.connection.settings_dict, "NAME", str(elsewhere))

    with pytest.raises(CommandError, match="Empty the database"):
        prepare.Command().discard_unfinished_demo()

    assert elsewhere.exists()


@pytest.mark.django_db
def test_a_database_with_people_of_its_own_gets_no_demo(
    specialist, settings, tmp_path, monkeypatch
):
    settings.VAR = tmp_path
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: called.append(name))

    call_command("prepare")

    assert called == ["migrate", "load_catalogue"]


@pytest.fixture
def without_migrating(settings, tmp_path, monkeypatch):
    """The tests' database is migrated already; everything else of the command runs."""
    settings.VAR = tmp_path
    monkeypatch.setattr(
        prepare,
        "call_command",
        lambda name, **more: name == "migrate" or call_command(name, **more),
    )


@pytest.mark.django_db
def test_a_company_that_begins_gets_three_administrators_and_no_demo(without_migrating):
    first, second = StringIO(), StringIO()

    call_command("prepare", empty=True, stdout=first)
    call_command("prepare", empty=True, stdout=second)

    spheres = Person.objects.values_list("sphere", flat=True)
    assert sorted(spheres) == ["auditor", "sec_admin", "sys_admin"]
    assert "sysadmin" in first.getvalue()
    assert second.getvalue() == ""


@pytest.mark.django_db
def test_a_demo_is_not_turned_into_a_company(without_migrating, monkeypatch, specialist):
    monkeypatch.setattr(prepare, "is_demo", lambda: True)

    with pytest.raises(CommandError, match="VAR_DIR"):
        call_command("prepare", empty=True)
