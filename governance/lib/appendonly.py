"""Triggers that make a table append-only on both databases (reliability §6.6)."""

from typing import Any

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRES = (
    (
        "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql"
    ),
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS {table}_no_update",
    "DROP TRIGGER IF EXISTS {table}_no_delete",
)
_POSTGRES_DROP = (
    "DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
    "DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
)


def guard_table(connection: Any, table: str) -> None:
    """From here on the database refuses UPDATE, DELETE and TRUNCATE on the table."""
    _run(connection, table, _SQLITE if connection.vendor == "sqlite" else _POSTGRES)


def release_table(connection: Any, table: str) -> None:
    """The table can be changed again: for reversing the migration and for emptying test databases."""
    _run(connection, table, _SQLITE_DROP if connection.vendor == "sqlite" else _POSTGRES_DROP)


def _run(connection: Any, table: str, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(table=table))
