"""A declared mapping: how the export of a ticket tool becomes tickets, and tickets become measures (design §2.2)."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import time, tzinfo

from kpi.lib import ticket_words as words


@dataclass(frozen=True)
class ColumnRule:
    """Where a field of the ticket comes from, and which row of an event log has the say."""

    field: str
    columns: tuple[str, ...]
    keep: str = "last"
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OutcomeRule:
    """A classification derived from the row: values of one column, or two numbers compared."""

    column: str = ""
    values: Table[str, str] = field(default_factory=dict)
    otherwise: str = ""
    before: str = ""
    after: str = ""
    number: str = ""
    missing: str = ""
    same: str = ""
    higher: str = ""
    lower: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,) if self.column else (self.before, self.after)


@dataclass(frozen=True)
class OfficeHours:
    """The hours that count as working time; no holidays, because the tool that printed the file knew none."""

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True)
class MeasureRule:
    """One measure: what is counted, added up or stood open, at which time of the ticket, under which condition."""

    code: str
    kind: str
    at: str = ""
    field: str = ""
    span: words.Span | None = None
    where: tuple[words.Clause, ...] = ()
    older_than_days: int = 0
    published: bool = True
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Figure:
    """One column of the exported table: a measure, a share of two measures, or a statistic over tickets."""

    name: str
    kind: str
    measure: str
    base: str = ""
    label: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class TicketMapping:
    """The whole declaration, checked."""

    name: str
    name_en: str
    process: str
    shape: str
    nulls: frozenset[str]
    dates: tuple[str, ...]
    zone_name: str
    zone: tzinfo
    only: tuple[tuple[str, frozenset[str]], ...]
    skip_bad_rows: bool
    sheet: str
    columns: tuple[ColumnRule, ...]
    details: tuple[str, ...]
    outcome: OutcomeRule | None
    office: OfficeHours | None
    dimensions: tuple[tuple[str, str], ...]
    measures: Table[str, MeasureRule]
    labels: tuple[str, ...]
    figures: tuple[Figure, ...]
    text: str
    sha256: str

    @property
    def is_event_log(self) -> bool:
        return self.shape == "event-log"

    @property
    def published(self) -> tuple[MeasureRule, ...]:
        """The measures that go into the catalogue; the others serve only the exported table."""
        return tuple(rule for rule in self.measures.values() if rule.published)

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column of the file the mapping cannot do without, once each."""
        names = [name for rule in self.columns for name in rule.columns]
        names += self.outcome.columns if self.outcome else ()
        names += [column for column, _allowed in self.only]
        return tuple(dict.fromkeys([*names, *self.details]))
