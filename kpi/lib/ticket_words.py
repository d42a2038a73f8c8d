"""The short phrases of a ticket mapping, such as “sla is yes” or “opened to resolved”, read into rules."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

TIMES = ("opened", "resolved", "closed", "implemented", "reversed")
TEXTS = ("priority", "group", "service", "outcome", "link")
FLAGS = ("sla",)
COUNTS = ("reopens", "reassignments")
FIELDS = (*TIMES, *TEXTS, *FLAGS, *COUNTS)

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_CLAUSE = re.compile(
    r"^(?P<field>[a-z]+)\s*(?:(?P<op>>=|<=|!=|>|<|=)\s*(?P<number>-?\d+)|is\s+(?P<not>not\s+)?(?P<words>.+))$"
)


class Unreadable(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """A phrase that says nothing; the message is a sentence for the author of the mapping."""


@dataclass(frozen=True)
class Ticket:
    """One ticket as the figures see it, whatever tool it came from; times carry their zone."""

    key: str
    opened: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    implemented: datetime | None = None
    reversed: datetime | None = None
    priority: str = ""
    group: str = ""
    service: str = ""
    outcome: str = ""
    link: str = ""
    sla: bool | None = None
    reopens: int | None = None
    reassignments: int | None = None
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Clause:
    """One condition on one field; `values` are alternatives, `known` asks only whether there is a value."""

    field: str
    negated: bool = False
    values: tuple[Any, ...] = ()
    known: bool = False
    comparison: str = ""
    number: int = 0

    def holds(self, ticket: Any) -> bool:
        value = getattr(ticket, self.field)
        if self.comparison:
            return value is not None and _COMPARISONS[self.comparison](value, self.number)
        if self.known:
            return (value is not None and value != "") is not self.negated
        return (value in self.values) is not self.negated


@dataclass(frozen=True)
class Span:
    """From one time of a ticket to the earliest declared end that the ticket has."""

    start: str
    ends: tuple[str, ...]


def read_where(text: str) -> tuple[Clause, ...]:
    """A condition is clauses joined by “and”: “sla is known and priority is 1 - Critical or 2 - High”."""
    return tuple(_read_clause(part.strip()) for part in text.split(" and ")) if text.strip() else ()


def _read_clause(text: str) -> Clause:
    found = _CLAUSE.match(text)
    if found is None:
        raise Unreadable(
            _(
                "“%(text)s” is not a condition; write for example “sla is yes”, “outcome is not backout” or “reopens > 0”."
            )
            % {"text": text}
        )
    field = _field(found["field"], FIELDS)
    if found["op"]:
        _field(field, COUNTS)
        return Clause(field, comparison=found["op"], number=int(found["number"]))
    negated = bool(found["not"])
    words = [word.strip().strip('"') for word in found["words"].split(" or ")]
    if words in (["known"], ["empty"]):
        return Clause(field, negated=negated is not (words == ["empty"]), known=True)
    if field in FLAGS:
        return Clause(field, negated, tuple(_flag(word) for word in words))
    _field(field, TEXTS)
    return Clause(field, negated, tuple(words))


def _flag(word: str) -> bool:
    if word not in {"yes", "no"}:
        raise Unreadable(
            _("“%(word)s”: a flag is “yes”, “no”, “known” or “empty”.") % {"word": word}
        )
    return word == "yes"


def _field(name: str, allowed: tuple[str, ...]) -> str:
    if name not in allowed:
        raise Unreadable(
            _("“%(name)s” cannot stand here; known are: %(allowed)s.")
            % {"name": name, "allowed": ", ".join(allowed)}
        )
    return name


def read_time(name: str) -> str:
    """A time is one of the five a ticket can have."""
    return _field(name.strip(), TIMES)


def read_count(name: str) -> str:
    """A sum is taken over a counter of the ticket."""
    return _field(name.strip(), COUNTS)


def read_span(text: str, joint: str) -> Span:
    """A span is “opened to resolved”, a stock is “opened until resolved or closed”: the first end that is there."""
    start, found, ends = text.partition(f" {joint} ")
    if not found:
        raise Unreadable(
            _("“%(text)s” is not a span; write for example “opened %(joint)s resolved”.")
            % {"text": text, "joint": joint}
        )
    return Span(read_time(start), tuple(read_time(end) for end in ends.split(" or ")))
