"""An index of three letters over one column of a table, on both databases (design §7, search)."""

import sys
from typing import Any

from django.db import DatabaseError, transaction

_SQLITE = (
    "CREATE VIRTUAL TABLE {table}_trigrams USING fts5({column}, content='{table}', content_rowid='id', tokenize='trigram')",
    "INSERT INTO {table}_trigrams({table}_trigrams) VALUES ('rebuild')",
    """CREATE TRIGGER {table}_trigrams_insert AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_trigrams(rowid, {column}) VALUES (NEW.id, NEW.{column}); END""",
    """CREATE TRIGGER {table}_trigrams_delete AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_trigrams({table}_trigrams, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column}); END""",
    """CREATE TRIGGER {table}_trigrams_update AFTER UPDATE ON {table} BEGIN
    INSERT INTO {table}_trigrams({table}_trigrams, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column});
    INSERT INTO {table}_trigrams(rowid, {column}) VALUES (NEW.id, NEW.{column}); END""",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS {table}_trigrams_insert",
    "DROP TRIGGER IF EXISTS {table}_trigrams_delete",
    "DROP TRIGGER IF EXISTS {table}_trigrams_update",
    "DROP TABLE IF EXISTS {table}_trigrams",
)
_POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX {table}_trigrams ON {table} USING gin ({column} gin_trgm_ops)",
)
_POSTGRES_DROP = ("DROP INDEX IF EXISTS {table}_trigrams",)


def index_trigrams(connection: Any, table: str, column: str) -> bool:
    """From here on parts of words are found without reading every row; False where it could not be made.

    PostgreSQL needs `pg_trgm`; where the account may not create it, it says so and searching reads
    every row instead, with the same answers. SQLite forgets the triggers when it rebuilds the table: a
    migration that alters it takes the index away before and makes it again after.
    """
    if connection.vendor == "sqlite":
        _run(connection, _SQLITE, table=table, column=column)
        return True
    try:
        with transaction.atomic(using=connection.alias):
            _run(connection, _POSTGRES, table=table, column=column)
    except DatabaseError as problem:
        sys.stderr.write(
            f"\npg_trgm cannot be created ({str(problem).strip().splitlines()[0]}): searching reads every row. "
            f"Let an owner of the database run CREATE EXTENSION pg_trgm, then `manage.py index_search --rebuild`.\n"
        )
        return False
    return True


def drop_trigrams(connection: Any, table: str) -> None:
    """The index is taken away: for reversing the migration, and before it is made anew."""
    statements = _SQLITE_DROP if connection.vendor == "sqlite" else _POSTGRES_DROP
    _run(connection, statements, table=table)


def trigram_match(
    connection: Any, table: str, terms: tuple[str, ...]
) -> tuple[str, list[str]] | None:
    """The statement for the rows that hold all terms, where the database wants to be asked that way.

    Terms below three letters have no trigram; PostgreSQL uses its index for LIKE. None in both cases.
    """
    long = [term for term in terms if len(term) >= LEAST]
    if connection.vendor != "sqlite" or not long:
        return None
    asked = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
    return f"SELECT rowid FROM {table}_trigrams WHERE {table}_trigrams MATCH %s", [asked]  # noqa: S608 -- the table is ours, the words are a parameter


LEAST = 3


def _run(connection: Any, statements: tuple[str, ...], **names: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**names))
