"""Rows by the hundred in one statement: the room the database really gives, not the room Django assumes."""

import sqlite3
from collections.abc import Mapping, Sequence
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


def upsert_facts(
    model: type[models.Model], facts: Sequence[Mapping[str, Any]], *, unique: Sequence[str]
) -> None:
    """Facts that may be there already by the unique columns: then the row takes the new ones.

    Each names every column but the key. Nothing becomes an object of the model: of thousands
    of rows that nobody reads again this is a third of the time.
    """
    fields = _columns(model)
    quote = connection.ops.quote_name
    told = ", ".join(
        f"{quote(field.column)} = excluded.{quote(field.column)}"
        for field in fields
        if field.attname not in unique
    )
    keys = ", ".join(quote(field.column) for field in fields if field.attname in unique)
    values = [[each[field.attname] for each in facts] for field in fields]
    _write(model, values, f" ON CONFLICT ({keys}) DO UPDATE SET {told}")


def _write_rows(rows: Sequence[models.Model], conflict: str) -> None:
    if rows:
        model = type(rows[0])
        values = [[field.pre_save(row, add=True) for row in rows] for field in _columns(model)]
        _write(model, values, conflict)


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def _write(model: type[models.Model], values: Sequence[Sequence[Any]], conflict: str) -> None:
    """Values column by column, as fields hold them, in one `executemany`."""
    fields, quote = _columns(model), connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepared = [_prepared(field, column) for field, column in zip(fields, values, strict=True)]
    rows: list[tuple[Any, ...]] = list(zip(*prepared, strict=True))
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}){conflict}",  # noqa: S608 -- names of our own model, values as parameters
            rows,
        )


def _prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    """The values of one column as the database takes them; a period or a scope that repeats is prepared once."""
    # The connection itself: its proxy looks it up at every call, which is most of the time here.
    real = connections[connection.alias]
    if isinstance(field, models.JSONField):  # holds lists, and 1 is not True there
        return [field.get_db_prep_save(value, connection=real) for value in values]
    known = {value: field.get_db_prep_save(value, connection=real) for value in set(values)}
    return [known[value] for value in values]
