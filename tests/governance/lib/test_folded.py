"""A database that knows the old migrations is carried over whole, or told what to do (docs/adr/0033)."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from governance.lib.folded import half_migrated
from governance.selectors.health import is_database_ready
from tests.shape.tree import APPS

LOADER = MigrationLoader(None)
FOLDED = {key: migration for key, migration in LOADER.replacements.items() if key[0] in APPS}
ROWS = MigrationRecorder.Migration.objects


def applied(app, name):
    return ROWS.filter(app=app, name=name)


@pytest.fixture
def old_database(db):
    """As the old chain left it: all of its migrations, and nothing of what they were folded into."""
    for app, name in FOLDED:
        applied(app, name).delete()


@pytest.mark.parametrize("app", APPS)
def test_every_app_begins_with_its_whole_chain(app):
    ((_app, name), migration) = next(pair for pair in FOLDED.items() if pair[0][0] == app)
    chain = [replaced for _app, replaced in migration.replaces]

    assert {owner for owner, _name in migration.replaces} == {app}
    assert [int(replaced[:4]) for replaced in chain] == list(range(1, len(chain) + 1))
    assert name == f"0001_squashed_{chain[-1]}"
    assert migration.initial
    assert [key for key in LOADER.disk_migrations if key[0] == app and key[1] <= name] == [
        (app, name)
    ]


def test_a_database_with_the_whole_chain_has_nothing_to_do(old_database):
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert half_migrated(connection) == []
    assert is_database_ready()

    call_command("migrate", verbosity=0)

    assert all(applied(app, name).exists() for app, name in FOLDED)


@pytest.mark.parametrize(
    ("app", "last"),
    # Others depend on the first; nobody on the second, which Django would leave out without a word.
    [("governance", "0018_channel"), ("portal", "0003_evidence_pack")],
)
def test_a_database_from_the_middle_is_told_what_to_do(old_database, app, last):
    applied(app, last).delete()
    before = set(ROWS.values_list("app", "name"))

    (problem,) = half_migrated(connection)

    assert re.search(rf"stopped at {app}\.00\d\d_\w+, in the middle of", problem.msg)
    assert f"{app}/migrations/{last}.py" in problem.hint
    assert not is_database_ready()
    with pytest.raises(SystemCheckError, match="in the middle of"):
        call_command("migrate", verbosity=0, skip_checks=False, stdout=StringIO())
    with pytest.raises(CommandError, match="git checkout"):
        call_command("prepare", stdout=StringIO())
    assert set(ROWS.values_list("app", "name")) == before


def test_an_empty_database_is_not_from_the_middle(db):
    ROWS.filter(app__in=APPS).delete()

    assert half_migrated(connection) == []
