"""Settings from the environment: what is missing or malformed stops the start with its name."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import env  # noqa: TID251 -- the readers themselves are under test


def test_text_missing_names_the_variable(monkeypatch):
    monkeypatch.delenv("PUBLIC_URL", raising=False)

    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        env.text("PUBLIC_URL")


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_flag_reads_yes_and_no(monkeypatch, value, expected):
    monkeypatch.setenv("A_FLAG", value)

    assert env.flag("A_FLAG", default=True) is expected


def test_flag_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("A_FLAG", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="A_FLAG='perhaps'"):
        env.flag("A_FLAG", default=True)


def test_number_not_whole_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "80a")

    with pytest.raises(ImproperlyConfigured, match="PORT='80a'"):
        env.number("PORT", 8000)


def test_secret_comes_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("hidden\n", encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.secret("SECRET_KEY") == "hidden"


@pytest.mark.parametrize("contents", [None, "", "  \n"])
def test_secret_file_missing_or_empty_is_refused(monkeypatch, tmp_path, contents):
    path = tmp_path / "key"
    if contents is not None:
        path.write_text(contents, encoding="utf-8")
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        env.secret("SECRET_KEY", "a default that must not hide the mistake")


def test_generated_secret_is_made_once_and_read_by_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret-key"

    first = env.generated_secret("SECRET_KEY", path)

    assert env.generated_secret("SECRET_KEY", path) == first
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_database_sqlite_survives_power_cuts_and_concurrent_writers(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path}/a%20b/db.sqlite3")

    found = env.database("DATABASE_URL", "")

    assert found["NAME"] == f"{tmp_path}/a b/db.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert pragma in found["OPTIONS"]["init_command"]


def test_database_postgres_bounds_every_wait(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:p%40ss@db.example:5433/kpi")

    found = env.database("DATABASE_URL", "")

    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "anna", "p@ss", "db.example", "5433", "kpi",
    )  # fmt: skip
    assert found["CONN_HEALTH_CHECKS"] is True
    assert "statement_timeout=15s" in found["OPTIONS"]["options"]
    assert "lock_timeout=3s" in found["OPTIONS"]["options"]


def test_database_behind_a_pool_sends_no_start_options(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna@db.example/kpi")
    monkeypatch.setenv("DATABASE_POOLED", "1")

    found = env.database("DATABASE_URL", "")

    assert "options" not in found["OPTIONS"]
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_database_of_another_kind_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://x/y")

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database("DATABASE_URL", "")
