"""Triggers that lock the rows of what was signed, on both databases (reliability §6.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_locked_{act} BEFORE {when} ON {{table}} WHEN {{{condition}}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is locked'); END"
    for act, when, condition in (
        ("update", "UPDATE{of}", "changes"),
        ("delete", "DELETE", "leaves"),
        ("insert", "INSERT", "comes"),
    )
)
_POSTGRES = (
    (
        "CREATE OR REPLACE FUNCTION {table}_locked() RETURNS trigger AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN IF {changes} THEN RAISE EXCEPTION '{table} is locked'; END IF; RETURN NEW; END IF; "
        "IF TG_OP = 'INSERT' THEN IF {comes} THEN RAISE EXCEPTION '{table} is locked'; END IF; RETURN NEW; END IF; "
        "IF {leaves} THEN RAISE EXCEPTION '{table} is locked'; END IF; RETURN OLD; END $$ LANGUAGE plpgsql"
    ),
    "CREATE TRIGGER {table}_locked_update BEFORE UPDATE{of} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_locked()",
    "CREATE TRIGGER {table}_locked_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_locked()",
    "CREATE TRIGGER {table}_locked_insert BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_locked()",
)
_ACTS = ("update", "delete", "insert")


@dataclass(frozen=True)
class RowLock:
    """Rows of a table that the database neither changes nor deletes any more.

    `condition` says which, with `{row}` where the row stands. With `columns` only a change of one of these
    is refused: the others go on living. With `is_part` the row belongs to something locked, so that none
    comes new or from elsewhere either.
    """

    table: str
    condition: str
    columns: Sequence[str] = ()
    is_part: bool = False


def lock_rows(connection: Any, lock: RowLock) -> None:
    """From here on the database refuses to touch what the lock holds.

    SQLite forgets the triggers when it rebuilds a table: a migration that alters it locks it again.
    """
    leaves = lock.condition.format(row="OLD")
    comes = lock.condition.format(row="NEW") if lock.is_part else "1 = 0"
    parts = {
        "of": f" OF {', '.join(lock.columns)}" if lock.columns else "",
        "leaves": leaves,
        "comes": comes,
        "changes": f"({leaves} OR {comes})",
    }
    release_rows(connection, lock.table)
    statements = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    _run(connection, lock.table, statements, **parts)


def release_rows(connection: Any, table: str) -> None:
    """The rows can be changed again: for reversing the migration and for emptying test databases."""
    of_table = "" if connection.vendor == "sqlite" else " ON {table}"
    drops = tuple(f"DROP TRIGGER IF EXISTS {{table}}_locked_{act}{of_table}" for act in _ACTS)
    _run(connection, table, drops)


def _run(connection: Any, table: str, statements: Sequence[str], **parts: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(table=table, **parts))
