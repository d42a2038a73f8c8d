"""Rows that the database itself writes as text: any number of them in the memory of a few (quality P3)."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F

from governance.lib import stream_text as text
from governance.lib.numbers import plain
from governance.lib.stream_text import Column

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    Rows = QuerySet[Any, dict[str, Any]]

BATCH = 256
DAY = timedelta(days=1)
# A reader may be slow; a statement that nobody reads any more must still end.
LONGEST = "15min"
# Rows are read in the order of an index where there is one: the first leaves at once, however many follow.
FIRST_ROWS_FIRST = "SET LOCAL enable_sort = off"


def aliases(columns: Sequence[Column]) -> "dict[str, Combinable]":
    """The columns of a statement by names of our own, for `values(**…)`: `c0`, `c1` and so on."""
    return {
        f"c{place}": F(column.source) if isinstance(column.source, str) else column.source
        for place, column in enumerate(columns)
    }


def item_of(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """One row as it is published, the same to the letter as what the database writes."""
    item: dict[str, Any] = {}
    for place, column in enumerate(columns):
        value = _published(row[f"c{place}"], column.kind)
        group, _dot, name = column.name.rpartition(".")
        if not group:
            item[name] = value
        elif group not in item:
            item[group] = None if value is None else {name: value}
        elif item[group] is not None:
            item[group][name] = value
    return item


def json_stream(rows: "Rows", columns: Sequence[Column], order: Sequence[str]) -> Iterator[bytes]:
    """All rows as one JSON object in the shape of a page, `{"items": […], "next": null}`.

    `rows` carries `aliases(columns)` and the keys of `order`. The database writes the items; here
    their text only passes through.
    """
    yield b'{"items":['
    first = True
    for chunk in _json_chunks(rows, columns, order):
        yield chunk if first else b"," + chunk
        first = False
    yield b'],"next":null}'


def csv_stream(rows: "Rows", columns: Sequence[Column], order: Sequence[str]) -> Iterator[bytes]:
    """All rows as CSV under a head; a text that a spreadsheet would run is disarmed."""
    yield (",".join(column.title for column in columns) + "\n").encode()
    if connection.vendor == "postgresql":
        cells = text.csv_cells(columns, text.Postgres())
        yield from _copied(_statement(rows, cells, order), "(FORMAT csv)")
        return
    with _bare_cursor(rows, text.csv_cells(columns, text.Sqlite()), order) as cursor:
        while batch := cursor.fetchmany(BATCH):
            yield _csv_text(batch).encode()


def _published(value: Any, kind: str) -> Any:
    if value is None or (kind == text.BLANK and value == ""):
        return None
    if kind == text.NUMBER:
        return plain(Decimal(value))
    if kind == text.DAY_AFTER:
        value += DAY
    return value.isoformat() if kind in {text.DATE, text.DAY_AFTER} else value


def _json_chunks(rows: "Rows", columns: Sequence[Column], order: Sequence[str]) -> Iterator[bytes]:
    if connection.vendor == "postgresql":
        # JSON text holds no control character, so CSV under these marks leaves it as it is…
        options = r"(FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ESCAPE E'\x02')"
        cell = text.json_cell(columns, text.Postgres())
        for chunk in _copied(_statement(rows, cell, order), options):
            # …and a line break only ever stands between two items.
            yield chunk[:-1].replace(b"\n", b",")
        return
    with _bare_cursor(rows, text.json_cell(columns, text.Sqlite()), order) as cursor:
        while batch := cursor.fetchmany(BATCH):
            yield ",".join([item for (item,) in batch]).encode()


def _statement(
    rows: "Rows", cells: str, order: Sequence[str]
) -> tuple[str, tuple[int | str | bool | None, ...]]:
    inner, params = rows.order_by().query.sql_with_params()
    keys = ", ".join(f't."{key}"' for key in order)
    return f"SELECT {cells} FROM ({inner}) t ORDER BY {keys}", params  # noqa: S608 -- names of our own, values stay parameters


def _copied(statement: tuple[str, tuple[Any, ...]], options: str) -> Iterator[bytes]:
    sql, params = statement
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'; {FIRST_ROWS_FIRST}")
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT {options}", params) as copy:
            # Each piece is a row; they travel by the hundred, put together without a loop of ours.
            pieces = iter(copy)
            while batch := list(islice(pieces, BATCH)):
                yield b"".join(batch)


def _csv_text(batch: list[tuple[Any, ...]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(batch)
    if "\r" not in lines.getvalue():
        return lines.getvalue()
    # The writer quotes a carriage return only where one ends its lines.
    lines = io.StringIO(newline="")
    for row in batch:
        csv.writer(lines, lineterminator="\r\n").writerow(row)
        lines.seek(lines.tell() - 2)
        lines.write("\n")
        lines.truncate()
    return lines.getvalue()


@contextmanager
def _bare_cursor(rows: "Rows", cells: str, order: Sequence[str]) -> Iterator[Any]:
    connection.ensure_connection()
    connection.connection.create_function("exact_text", 2, text.exact_text, deterministic=True)
    with connection.cursor() as cursor:
        cursor.execute(*_statement(rows, cells, order))
        yield cursor
