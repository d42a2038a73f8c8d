"""Rows by the hundred in one statement: the room the database really gives, not the room Django assumes."""

import sqlite3

from django.db import connection


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
