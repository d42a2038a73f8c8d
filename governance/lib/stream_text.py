"""How each database writes a published row as text: the expressions of one statement (quality P3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from governance.lib.numbers import plain

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

TEXT, BLANK, NUMBER, COUNT, DATE, DAY_AFTER = "text", "blank", "number", "count", "day", "day after"
# A spreadsheet takes a text that begins like this for a formula (ASVS 1.2.10).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Below this a number that SQLite keeps as a double prints all its decimals exactly (15 digits).
DIGITS = 15

Members = list[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """One member of a published item: its name, where it is read, and how it is written.

    A name with a dot stands inside an object, which is null when its first member is. `BLANK` is a
    text whose absence is null, `NUMBER` a decimal as text without idle zeros, stored with `places`
    decimals, `DAY_AFTER` the day after a stored last day. `is_free` marks what people type.
    """

    name: str
    source: "str | Combinable"
    kind: str = TEXT
    heading: str = ""
    places: int = 6
    is_free: bool = False

    @property
    def title(self) -> str:
        """The heading of the column in a CSV file."""
        return self.heading or self.name


class Postgres:
    """PostgreSQL puts an item together from texts, which is quicker than `row_to_json`."""

    first_character = "ascii"

    def cell(self, column: Column, place: int) -> str:
        """The text of one cell, null where it is absent."""
        cell = f"t.c{place}"
        if column.kind == NUMBER:
            return f"trim_scale({cell})::text"
        if column.kind == DAY_AFTER:
            return f"({cell} + 1)"
        return f"nullif({cell}, '')" if column.kind == BLANK else cell

    def value(self, column: Column, place: int) -> str:
        """One cell as JSON."""
        cell = self.cell(column, place)
        if column.kind == COUNT:
            text = f"{cell}::text"
        elif column.kind == NUMBER:
            text = f"""('"' || {cell} || '"')"""
        else:
            text = f"to_json({cell})::text"
        return f"coalesce({text}, 'null')"

    def whole(self, members: Members) -> str:
        """Some members as one JSON object."""
        marks = ["{", *[","] * (len(members) - 1)]
        parts = [
            f"""'{mark}"{name}":', {text}"""
            for mark, (name, text) in zip(marks, members, strict=True)
        ]
        return "concat(" + ", ".join([*parts, "'}'"]) + ")"

    def inner(self, first: str, members: Members) -> str:
        """An object inside another, null when its first member is."""
        return f"CASE WHEN {first} IS NULL THEN 'null' ELSE {self.whole(members)} END"


class Sqlite(Postgres):
    """SQLite writes decimals itself as far as doubles are exact; the rest goes through `exact_text`."""

    first_character = "unicode"

    def cell(self, column: Column, place: int) -> str:
        """The text of one cell, null where it is absent."""
        cell, places = f"t.c{place}", column.places
        if column.kind == NUMBER:
            # Doubled signs of percent, because the statement has parameters.
            fixed = f"rtrim(rtrim(printf('%%.{places}f', {cell}), '0'), '.')"
            small = f"abs({cell}) < 1e{DIGITS - places}"
            return (
                f"CASE WHEN {cell} IS NULL THEN NULL WHEN {small} AND typeof({cell}) = 'integer' "
                f"THEN CAST({cell} AS TEXT) WHEN {small} THEN {fixed} "
                f"ELSE exact_text({cell}, {places}) END"
            )
        if column.kind == DAY_AFTER:
            return f"date({cell}, '+1 day')"
        return super().cell(column, place)

    def value(self, column: Column, place: int) -> str:
        """One cell as JSON."""
        return self.cell(column, place)

    def whole(self, members: Members) -> str:
        """Some members as one JSON object."""
        parts = ", ".join(f"'{name}', {text}" for name, text in members)
        return f"json_object({parts})"

    def inner(self, first: str, members: Members) -> str:
        """An object inside another, null when its first member is; `json` marks the text as one."""
        return f"json(CASE WHEN {first} IS NOT NULL THEN {self.whole(members)} END)"


def exact_text(value: float | None, places: int) -> str | None:
    """A number as the framework reads it from a double: 15 significant digits, then the field's decimals."""
    if value is None:
        return None
    read = Context(prec=DIGITS).create_decimal_from_float(value)
    return plain(read.quantize(Decimal(1).scaleb(-places), context=Context(prec=40)))


def json_cell(columns: Sequence[Column], language: Postgres) -> str:
    """The expression whose value is a whole item."""
    found: dict[str, Members] = {}
    firsts: dict[str, str] = {}
    for place, column in enumerate(columns):
        group, _dot, name = column.name.rpartition(".")
        found.setdefault(group or name, []).append((name, language.value(column, place)))
        if group:
            firsts.setdefault(group, f"t.c{place}")
    return language.whole(
        [
            (key, language.inner(firsts[key], parts) if key in firsts else parts[0][1])
            for key, parts in found.items()
        ]
    )


def csv_cells(columns: Sequence[Column], language: Postgres) -> str:
    """The expressions of a line; an empty text is an empty cell, and no text begins a formula."""
    marks = ", ".join(str(ord(mark)) for mark in FORMULA)
    cells = []
    for place, column in enumerate(columns):
        text = language.cell(column, place)
        if column.is_free:
            # Else PostgreSQL would write an empty text as two quotation marks.
            text = text if column.kind == BLANK else f"nullif({text}, '')"
            first = f"{language.first_character}({text})"
            text = f"CASE WHEN {first} IN ({marks}) THEN '''' || {text} ELSE {text} END"
        cells.append(text)
    return ", ".join(cells)
