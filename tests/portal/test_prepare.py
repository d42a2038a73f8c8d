"""The first start: an interrupted demo is made anew, somebody's own data is never touched."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

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
