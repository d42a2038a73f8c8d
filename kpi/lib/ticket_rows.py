"""Rows of an export become tickets: values are read, events of one ticket are folded, bad rows are listed."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kpi.lib import ticket_words as words
from kpi.lib.ticket_mapping import ColumnRule, OutcomeRule, TicketMapping

MOST_BAD_ROWS = 200
LONGEST_VALUE = 200
LONGEST_DIMENSION = 80
LONGEST_COUNT = 9
_CACHE_LIMIT = 200_000


_Parser = Callable[[str], datetime]
_DIGITS = {
    "%Y": r"(?P<year>\d{4})",
    "%m": r"(?P<month>\d{1,2})",
    "%d": r"(?P<day>\d{1,2})",
    "%H": r"(?P<hour>\d{1,2})",
    "%M": r"(?P<minute>\d{1,2})",
    "%S": r"(?P<second>\d{1,2})",
}


class _Unreadable(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """One value that means nothing; the message is the reason shown beside it."""


@dataclass(frozen=True)
class BadRow:
    """One value that cannot be understood, with the row it stands in."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Reading:
    """Everything one file said."""

    tickets: dict[str, words.Ticket] = field(default_factory=dict)
    rows: int = 0
    left_out: int = 0
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0

    def refuse(self, bad: BadRow) -> None:
        self.bad_count += 1
        if len(self.bad) < MOST_BAD_ROWS:
            self.bad.append(bad)


@dataclass(frozen=True)
class _Slot:
    """One column of the file on its way into one field of the ticket."""

    target: str
    column: str
    index: int
    keep: str
    read: Callable[[Any], Any]
    cache: dict[Any, Any] = field(default_factory=dict)

    def learn(self, raw: Any) -> Any:
        """The meaning of a raw value is worked out once; most values of an export come back often."""
        if len(self.cache) > _CACHE_LIMIT:
            self.cache.clear()
        found = self.cache[raw] = self.read(raw)
        return found


def read_tickets(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]], mapping: TicketMapping
) -> Reading:
    """One ticket is one record: in an event log the rows of a ticket are folded in file order.

    The last row has the say, for “last known” the last row that has a value, for “max” the highest.
    """
    return _Folder(header, mapping).fold(rows)


class _Folder:
    """Carries the plan of columns through one file."""

    def __init__(self, header: Sequence[str], mapping: TicketMapping) -> None:
        self.mapping = mapping
        self.width = len(header)
        self.places = {name: header.index(name) for name in mapping.needed}
        rules = {rule.field: rule for rule in mapping.columns}
        self.key = [self.places[name] for name in rules["id"].columns]
        self.key_name = " + ".join(rules["id"].columns)
        self.only = [(self.places[column], allowed) for column, allowed in mapping.only]
        self.slots = [self.slot(rule) for rule in mapping.columns if rule.field != "id"]
        self.plan = [(slot.index, slot.cache, slot) for slot in self.slots]
        self.details = [(name, self.places[name]) for name in mapping.details]
        self.outcome = _outcome_reader(mapping.outcome, mapping.nulls) if mapping.outcome else None
        self.outcome_places = (
            [self.places[name] for name in mapping.outcome.columns] if mapping.outcome else []
        )
        self.reading = Reading()
        self.states: dict[str, list[Any]] = {}
        self.seen_in: dict[str, int] = {}

    def slot(self, rule: ColumnRule) -> _Slot:
        column = rule.columns[0]
        return _Slot(
            rule.field, column, self.places[column], rule.keep, _value_reader(rule, self.mapping)
        )

    def fold(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> Reading:
        reading, states = self.reading, self.states
        for number, row in rows:
            reading.rows += 1
            if len(row) != self.width:
                self.refuse_width(number, row)
                continue
            if any(_text(row[place]) not in allowed for place, allowed in self.only):
                reading.left_out += 1
                continue
            try:
                key = self.key_of(row)
                values = self.values_of(row)
                outcome = (
                    self.outcome(*(_text(row[place]) for place in self.outcome_places))
                    if self.outcome
                    else ""
                )
            except (_Unreadable, TypeError):
                self.list_bad_values(number, row)
                continue
            details = [_text(row[place]) for _name, place in self.details]
            if self.mapping.is_event_log:
                states[key] = self.merged(states.get(key), [*values, outcome, details])
            elif self.is_first(key, number):
                states[key] = [*values, outcome, details]
        reading.tickets = {key: self.ticket(key, state) for key, state in states.items()}
        return reading

    def values_of(self, row: Sequence[Any]) -> list[Any]:
        values = []
        for index, cache, slot in self.plan:
            raw = row[index]
            try:
                values.append(cache[raw])
            except KeyError:
                values.append(slot.learn(raw))
        return values

    def key_of(self, row: Sequence[Any]) -> str:
        parts = [_text(row[place]) for place in self.key]
        key = "/".join(parts)
        if any(part in self.mapping.nulls for part in parts) or len(key) > LONGEST_VALUE:
            raise _Unreadable
        return key

    def merged(self, old: list[Any] | None, new: list[Any]) -> list[Any]:
        if old is None:
            return new
        for index, slot in enumerate(self.slots):
            if slot.keep == "last":
                continue
            if new[index] in (None, "") or (
                slot.keep == "max" and old[index] is not None and old[index] > new[index]
            ):
                new[index] = old[index]
        return new

    def is_first(self, key: str, number: int) -> bool:
        """Where one row is one ticket, the same key twice is a mistake and both lines are named."""
        earlier = self.seen_in.setdefault(key, number)
        if earlier == number:
            return True
        reason = _("the same key already stands in row %(row)s") % {"row": earlier}
        self.reading.refuse(BadRow(number, self.key_name, key, reason))
        return False

    def refuse_width(self, number: int, row: Sequence[Any]) -> None:
        reason = _("the row has %(found)s cells, the head has %(expected)s") % {
            "found": len(row),
            "expected": self.width,
        }
        self.reading.refuse(BadRow(number, "", _shown(row[0] if row else ""), reason))

    def list_bad_values(self, number: int, row: Sequence[Any]) -> None:
        """The slow second look at a row that failed: every bad value is named, not only the first."""
        try:
            self.key_of(row)
        except _Unreadable:
            value = "/".join(_text(row[place]) for place in self.key)
            self.reading.refuse(BadRow(number, self.key_name, _shown(value), _("no usable key")))
        for slot in self.slots:
            try:
                slot.read(row[slot.index])
            except _Unreadable as error:
                self.reading.refuse(
                    BadRow(number, slot.column, _shown(row[slot.index]), str(error))
                )
        if self.outcome:
            found = [_text(row[place]) for place in self.outcome_places]
            try:
                self.outcome(*found)
            except _Unreadable as error:
                columns = " + ".join(self.mapping.outcome.columns) if self.mapping.outcome else ""
                self.reading.refuse(BadRow(number, columns, _shown(" / ".join(found)), str(error)))

    def ticket(self, key: str, state: list[Any]) -> words.Ticket:
        *values, outcome, details = state
        known = {slot.target: value for slot, value in zip(self.slots, values, strict=True)}
        shown = tuple(
            (name, value) for (name, _place), value in zip(self.details, details, strict=True)
        )
        return words.Ticket(key, outcome=outcome, details=shown, **known)


def _text(raw: Any) -> str:
    """A cell as text; a whole number in a sheet is written without its “.0”."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else str(raw)


def _shown(raw: Any) -> str:
    text = _text(raw)
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 -- what fits into a table cell


def _value_reader(rule: ColumnRule, mapping: TicketMapping) -> Callable[[Any], Any]:
    nulls = mapping.nulls
    if rule.field in words.TIMES:
        return _time_reader(mapping)
    if rule.field in words.FLAGS:
        return lambda raw: _flag(_text(raw), rule, nulls)
    if rule.field in words.COUNTS:
        return lambda raw: _count(_text(raw), nulls)
    is_dimension = rule.field in dict(mapping.dimensions).values()
    most = LONGEST_DIMENSION if is_dimension else LONGEST_VALUE
    return lambda raw: _label(_text(raw), nulls, most)


def _label(text: str, nulls: frozenset[str], most: int) -> str:
    if len(text) > most:
        raise _Unreadable(_("longer than %(most)s characters") % {"most": most})
    return "" if text in nulls else text


def _flag(text: str, rule: ColumnRule, nulls: frozenset[str]) -> bool | None:
    if text in nulls:
        return None
    if text in rule.yes:
        return True
    if text in rule.no:
        return False
    told = ", ".join(sorted(rule.yes | rule.no))
    raise _Unreadable(_("neither yes nor no; expected one of: %(told)s") % {"told": told})


def _count(text: str, nulls: frozenset[str]) -> int | None:
    if text in nulls:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_COUNT:
        raise _Unreadable(_("not a whole number"))
    return int(text)


def _time_reader(mapping: TicketMapping) -> Callable[[Any], datetime | None]:
    parsers = [_parser_of(pattern) for pattern in mapping.dates]
    return lambda raw: _moment(raw, mapping, parsers)


def _moment(raw: Any, mapping: TicketMapping, parsers: Sequence[_Parser]) -> datetime | None:
    if isinstance(raw, datetime):
        return _in_zone(raw, mapping.zone)
    if isinstance(raw, date):
        return _in_zone(datetime(raw.year, raw.month, raw.day), mapping.zone)  # noqa: DTZ001 -- the zone is added right here
    text = _text(raw)
    if text in mapping.nulls:
        return None
    for parse in parsers:
        try:
            return _in_zone(parse(text), mapping.zone)
        except ValueError:
            continue
    raise _Unreadable(_("not a time as declared (%(dates)s)") % {"dates": ", ".join(mapping.dates)})


def _parser_of(pattern: str) -> _Parser:
    """Numeric patterns are read by an expression of their own: strptime takes ten times as long."""
    if pattern == "iso":
        return datetime.fromisoformat
    if (
        set(re.findall(r"%.", pattern)) <= _DIGITS.keys()
        and "%d" in pattern
        and "%m" in pattern
        and "%Y" in pattern
    ):
        parts = re.split(r"(%.)", pattern)
        expression = "".join(_DIGITS.get(part, re.escape(part)) for part in parts)
        return partial(_by_expression, re.compile(expression, re.ASCII))
    return lambda text: datetime.strptime(text, pattern)  # noqa: DTZ007 -- the zone comes from the mapping


def _by_expression(expression: re.Pattern[str], text: str) -> datetime:
    found = expression.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return datetime(**{name: int(digits) for name, digits in found.groupdict().items()})  # type: ignore[arg-type] # noqa: DTZ001 -- numbers by name; the zone comes from the mapping


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A time without a zone stands on the mapping's clock; everything is kept in UTC."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError as error:
        raise _Unreadable(_("a time out of range")) from error


def _outcome_reader(rule: OutcomeRule, nulls: frozenset[str]) -> Callable[..., str]:
    if rule.column:
        return lambda value: _outcome_by_value(rule, value, nulls)
    number = re.compile(rule.number)
    return lambda before, after: _outcome_by_order(rule, number, before, after, nulls)


def _outcome_by_value(rule: OutcomeRule, value: str, nulls: frozenset[str]) -> str:
    found = rule.values.get(value, rule.otherwise)
    if not found and value not in nulls:
        raise _Unreadable(_("an outcome the mapping does not name"))
    return found


def _outcome_by_order(
    rule: OutcomeRule, number: re.Pattern[str], before: str, after: str, nulls: frozenset[str]
) -> str:
    r"""Two numbers are compared only where the whole text fits the pattern; hashes have no order.

    Worked example with v(\d+): v715 → v713 is “lower”, v9 → v10 “higher”, a1b2 → v10 cannot be ordered.
    """
    if before in nulls:
        return rule.missing or rule.otherwise
    if before == after:
        return rule.same or rule.otherwise
    old, new = number.fullmatch(before), number.fullmatch(after)
    if old is None or new is None or int(old[1]) == int(new[1]):
        return rule.otherwise
    return rule.lower if int(new[1]) < int(old[1]) else rule.higher
