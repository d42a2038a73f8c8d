"""Rows by the hundred in one statement: the room the database really gives, not the room Django assumes."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.db import connection, connections, models


def use_real_statement_room() -> None:
    """Batches are cut by the limit of the SQLite that is linked, as Django does from 6.0 on.

    Django 5.2 assumes 999 variables, which turns one statement of 400 figures into nine; the real
    limit of SQLite 3.32 and later is 32,766 at least. PostgreSQL has no such limit in Django.
    """
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    connection.features.max_query_params = connection.connection.getlimit(
        sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    )


def insert_rows(rows: Sequence[models.Model]) -> None:
    """New rows of one model by `executemany`: a fraction of the time of `bulk_create` from a few hundred on.

    The rows do not learn their keys; whoever needs them reads them back.
    """
    _write_rows(rows, "")


def insert_missing_rows(rows: Sequence[models.Model]) -> None:
    """The same where a row may be there already by its natural key: then that one stays as it is."""
    _write_rows(rows, " ON CONFLICT DO NOTHING")


def upsert_rows(rows: Sequence[models.Model], *, unique: Sequence[str]) -> None:
    """The same for rows that may be there already: by the unique columns they take the new facts."""
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = [
        str(field.column) for field in rows[0]._meta.local_concrete_fields if not field.primary_key
    ]
    facts = ", ".join(
        f"{quote(name)} = excluded.{quote(name)}" for name in columns if name not in unique
    )
    _write_rows(
        rows, f" ON CONFLICT ({', '.join(quote(name) for name in unique)}) DO UPDATE SET {facts}"
    )


def _write_rows(rows: Sequence[models.Model], conflict: str) -> None:
    if not rows:
        return
    meta = type(rows[0])._meta
    fields: list[Any] = [field for field in meta.local_concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # The connection itself: its proxy looks it up at every call, which is most of the time here.
    real = connections[connection.alias]
    columns_of = [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection=real) for row in rows]
        for field in fields
    ]
    values: list[tuple[Any, ...]] = list(zip(*columns_of, strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks}){conflict}",  # noqa: S608 -- names of our own model, values as parameters
            values,
        )
