"""Tables made together: the same models and tables as one after the other (docs/adr/0033)."""

import pytest
from django.db import connection, models
from django.db.migrations.operations import AlterField, CreateModel
from django.db.migrations.state import ProjectState, StateApps

from governance.lib.tables import CreateTables


def citing(name, to):
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("to", models.ForeignKey(to, models.PROTECT, null=True, related_name="+")),
    ]
    return CreateModel(name, fields)


# Each cites the other, so that no order of theirs is the right one.
BOTH = CreateTables([citing("Egg", "governance.hen"), citing("Hen", "governance.egg")])


@pytest.fixture
def world():
    """A state whose models are built and whose relations were asked for, as in the middle of a `migrate`."""
    state = ProjectState()
    citing("Farm", "governance.farm").state_forwards("governance", state)
    assert state.apps
    assert state.relations
    return state


def test_tables_that_cite_each_other_are_built_once(world, monkeypatch):
    built = []
    render = StateApps.render_multiple
    monkeypatch.setattr(
        StateApps,
        "render_multiple",
        lambda apps, states: built.extend(state.name for state in states) or render(apps, states),
    )

    BOTH.state_forwards("governance", world)

    assert sorted(built) == ["Egg", "Hen"]
    egg, hen = (world.apps.get_model("governance", name) for name in ("egg", "hen"))
    assert (egg.to.field.related_model, hen.to.field.related_model) == (hen, egg)
    assert set(world.relations["governance", "hen"]) == {("governance", "egg")}


def test_what_is_altered_later_reaches_those_that_cite_it(world):
    BOTH.state_forwards("governance", world)
    text = models.CharField(max_length=9, primary_key=True)

    AlterField("Hen", "id", text).state_forwards("governance", world)

    egg = world.apps.get_model("governance", "egg")
    assert egg.to.field.target_field.get_internal_type() == "CharField"


@pytest.mark.django_db(transaction=True)
def test_tables_come_and_go(world):
    before = world.clone()
    BOTH.state_forwards("governance", world)

    with connection.schema_editor() as editor:
        BOTH.database_forwards("governance", editor, before, world)
    made = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        BOTH.database_backwards("governance", editor, world, before)

    assert {"governance_egg", "governance_hen"} <= set(made)
    assert not {"governance_egg", "governance_hen"} & set(connection.introspection.table_names())
