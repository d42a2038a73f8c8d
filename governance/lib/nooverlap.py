"""Triggers that keep validities of one thing apart on both databases: no two hold on one day (domain §4.3k)."""

from collections.abc import Sequence
from typing import Any

_CLASH = """SELECT 1 FROM {table} o WHERE {same}
    AND o.{since} IS NOT NULL AND NEW.{since} IS NOT NULL
    AND o.{since} <= COALESCE(NEW.{until}, {forever})
    AND COALESCE(o.{until}, {forever}) >= NEW.{since}"""
_SQLITE = (
    """CREATE TRIGGER {table}_apart_insert BEFORE INSERT ON {table} WHEN EXISTS ({clash})
    BEGIN SELECT RAISE(ABORT, '{table}: two hold on one day'); END""",
    """CREATE TRIGGER {table}_apart_update BEFORE UPDATE ON {table}
    WHEN EXISTS ({clash} AND o.id <> NEW.id)
    BEGIN SELECT RAISE(ABORT, '{table}: two hold on one day'); END""",
)
_POSTGRES = (
    """CREATE OR REPLACE FUNCTION {table}_keep_apart() RETURNS trigger AS $$ BEGIN
    IF EXISTS ({clash} AND o.id <> NEW.id) THEN
    RAISE EXCEPTION '{table}: two hold on one day' USING ERRCODE = 'integrity_constraint_violation';
    END IF; RETURN NEW; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER {table}_apart BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_keep_apart()""",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS {table}_apart_insert",
    "DROP TRIGGER IF EXISTS {table}_apart_update",
)
_POSTGRES_DROP = ("DROP TRIGGER IF EXISTS {table}_apart ON {table}",)


def keep_apart(
    connection: Any,
    table: str,
    same: Sequence[str],
    *,
    since: str = "valid_from",
    until: str = "valid_to",
) -> None:
    """From here on the database refuses a row whose days overlap another's with equal `same` columns.

    `since` and `until` are the columns of the first and the last day, both included, an empty end
    meaning for ever; rows without a beginning are not in force and never clash.
    """
    is_sqlite = connection.vendor == "sqlite"
    equal = "o.{0} IS NEW.{0}" if is_sqlite else "o.{0} IS NOT DISTINCT FROM NEW.{0}"
    forever = "'9999-12-31'" if is_sqlite else "DATE '9999-12-31'"
    clash = _CLASH.format(
        table=table,
        forever=forever,
        same=" AND ".join(equal.format(name) for name in same),
        since=since,
        until=until,
    )
    _run(connection, _SQLITE if is_sqlite else _POSTGRES, table=table, clash=clash)


def let_overlap(connection: Any, table: str) -> None:
    """The guard is taken away: for reversing the migration."""
    _run(connection, _SQLITE_DROP if connection.vendor == "sqlite" else _POSTGRES_DROP, table=table)


def _run(connection: Any, statements: Sequence[str], **facts: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**facts))
