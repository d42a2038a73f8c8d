"""Creates many tables in one step of a migration (docs/adr/0033)."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """The tables are created one after the other, and their models are built once, when all are known.

    Django builds every model that is connected with a new one anew, after each CreateModel. Here all are
    connected through the person, so that 200 tables cost 20,000 models; created together they cost 600.
    Tables may cite each other in any order.
    """

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        added = ProjectState()
        for table in self.tables:
            table.state_forwards(app_label, added)
        state.models.update(added.models)
        state.resolve_fields_and_relations()
        state.reload_models(list(added.models), delay=False)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(table.references_model(name, app_label) for table in self.tables)

    def describe(self) -> str:
        return f"Create {len(self.tables)} tables"
