"""Questions to tickets: the figures of a period, and the tickets behind each of them (policy 6.4.2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from governance.lib.periods import AnyPeriod, Month, Period, parse_period, period_of
from kpi.lib import ticket_figures as figures
from kpi.lib import ticket_words as words
from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_mapping import MeasureRule, TicketMapping
from kpi.models import DataSource, Indicator, Measure, Ticket

_FACTS = ("key", *words.TIMES, *words.TEXTS, *words.FLAGS, *words.COUNTS)
ALL = "all"


@dataclass(frozen=True)
class Cut:
    """Which part of the tickets is asked for: a measure, a period, and one value of a dimension."""

    measure: str
    period: AnyPeriod
    dimension: str = ""
    value: str = ""


@dataclass(frozen=True)
class FigureRow:
    """One line of the table of figures."""

    period: AnyPeriod
    dimension: str
    value: str
    cells: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class FigureTable:
    """The figures of a source, one row a period (and value), under the names its mapping gives them."""

    names: tuple[str, ...]
    measures: tuple[str, ...]
    rows: tuple[FigureRow, ...]


def mapping_of(source: DataSource) -> TicketMapping:
    """The declared mapping of a source, checked again on every use."""
    return load_mapping(source.mapping_text, kind=source.mapping_kind)


def tickets_of(source: DataSource, found: Q | None = None) -> Iterator[words.Ticket]:
    """The tickets of a source as the arithmetic needs them, streamed."""
    rows = Ticket.objects.filter(found or Q(), source=source).values_list(*_FACTS)
    for row in rows.iterator(chunk_size=5000):
        yield words.Ticket(**dict(zip(_FACTS, row, strict=True)))


def days_of(source: DataSource, mapping: TicketMapping) -> tuple[date, date] | None:
    """The first and the last day on which any measure of the source sees a ticket."""
    names = times_of(mapping)
    asked = {
        f"{name}_{end}": kind(name) for name in names for end, kind in (("min", Min), ("max", Max))
    }
    found = [
        moment
        for moment in Ticket.objects.filter(source=source).aggregate(**asked).values()
        if moment
    ]
    if not found:
        return None
    return min(found).astimezone(mapping.zone).date(), max(found).astimezone(mapping.zone).date()


def times_of(mapping: TicketMapping) -> list[str]:
    """The times of a ticket by which the mapping's measures cut periods."""
    names = {rule.at for rule in mapping.measures.values() if rule.at}
    for rule in mapping.measures.values():
        if rule.kind == "open" and rule.span:
            names |= {rule.span.start, *rule.span.ends}
    return sorted(names)


def figure_table(
    source: DataSource, mapping: TicketMapping, periods: Sequence[AnyPeriod], *, dimension: str = ""
) -> FigureTable:
    """Every figure is computed from the tickets of its own period; nothing is averaged from other figures.

    With a dimension there is one row for each of its values and each period, else one a period.
    """
    names = tuple(figure.name for figure in mapping.figures)
    tops = tuple(figure.measure for figure in mapping.figures)
    if not periods:
        return FigureTable(names, tops, ())
    cut = figures.periods_from([(period.start, period.end) for period in periods], mapping.zone)
    table = figures.Tabulation(
        mapping, mapping.measures.values(), cut, dimensions=(dimension,), keep_amounts=True
    )
    for ticket in tickets_of(source, _ever_in(mapping, cut.bounds[0], cut.bounds[-1])):
        table.add(ticket)
    table.finish()
    rows = [
        FigureRow(
            period,
            dimension,
            value,
            tuple(
                figures.figure_value(figure, table, mapping.measures, (dimension, value, place))
                for figure in mapping.figures
            ),
        )
        for value in sorted(table.values[dimension])
        for place, period in enumerate(periods)
    ]
    return FigureTable(names, tops, tuple(rows))


def tickets_behind(source: DataSource, mapping: TicketMapping, cut: Cut) -> QuerySet[Ticket]:
    """Every number opens to its tickets: exactly those that the measure counts in the period."""
    rule = mapping.measures[cut.measure]
    found = _within(rule, *bounds_of(cut.period, mapping)) & _where(rule.where)
    field = dict(mapping.dimensions).get(cut.dimension)
    if field:
        found &= Q(**{field: cut.value})
    return Ticket.objects.filter(found, source=source).order_by(_order_of(rule), "key")


def measure_shown_first(mapping: TicketMapping) -> str:
    """The first figure of a source that is itself a count of tickets; else its first measure."""
    counted = (each.measure for each in mapping.figures if each.measure in mapping.measures)
    return next(counted, next(iter(mapping.measures), ""))


def latest_month(
    source: DataSource, mapping: TicketMapping, measure: str, *, otherwise: Month
) -> Month:
    """The last month in which a measure sees a ticket, on the clock of the source."""
    rule = mapping.measures[measure]
    rows = Ticket.objects.filter(_where(rule.where), source=source)
    last = rows.aggregate(last=Max(_order_of(rule)))["last"]
    return Month.of(last.astimezone(mapping.zone).date()) if last else otherwise


def bounds_of(period: AnyPeriod, mapping: TicketMapping) -> tuple[datetime, datetime]:
    """The moments between which a period lies on the clock of the source; the second is outside."""
    return (
        figures.midnight(period.start, mapping.zone),
        figures.midnight(period.end + timedelta(days=1), mapping.zone),
    )


def _order_of(rule: MeasureRule) -> str:
    return rule.span.start if rule.kind == "open" and rule.span else rule.at


def _ever_in(mapping: TicketMapping, start: datetime, end: datetime) -> Q:
    """Tickets that can matter to any measure between two moments; the rest need not be fetched."""
    found = Q()
    for name in {rule.at for rule in mapping.measures.values() if rule.at}:
        found |= Q(**{f"{name}__gte": start, f"{name}__lt": end})
    for rule in mapping.measures.values():
        if rule.kind == "open" and rule.span:
            # Open at some moment of the range: begun before its end and not done before its start.
            found |= Q(**{f"{rule.span.start}__lt": end}) & _not_done(rule.span.ends, start)
    return found


def _within(rule: MeasureRule, start: datetime, end: datetime) -> Q:
    if rule.kind != "open" or rule.span is None:
        found = Q(**{f"{rule.at}__gte": start, f"{rule.at}__lt": end})
        if rule.kind == "sum":
            return found & Q(**{f"{rule.field}__isnull": False})
        if rule.span is None:
            return found
        ended = Q()
        for name in rule.span.ends:
            ended |= Q(**{f"{name}__isnull": False})
        return found & ended & Q(**{f"{rule.span.start}__isnull": False})
    begun_before = end - timedelta(days=rule.older_than_days)
    return Q(**{f"{rule.span.start}__lt": begun_before}) & _not_done(rule.span.ends, end)


def _not_done(ends: Sequence[str], moment: datetime) -> Q:
    """Done = the first declared end that the ticket has: resolved, else closed."""
    found, earlier_missing = Q(), Q()
    for name in ends:
        found |= earlier_missing & Q(**{f"{name}__gte": moment})
        earlier_missing &= Q(**{f"{name}__isnull": True})
    return found | earlier_missing


def _where(clauses: Sequence[words.Clause]) -> Q:
    found = Q()
    for clause in clauses:
        found &= _clause(clause)
    return found


def _clause(clause: words.Clause) -> Q:
    name = clause.field
    if clause.comparison:
        lookup = {">": "gt", "<": "lt", ">=": "gte", "<=": "lte"}.get(clause.comparison, "exact")
        asked = Q(**{f"{name}__{lookup}": clause.number})
        return ~asked & Q(**{f"{name}__isnull": False}) if clause.comparison == "!=" else asked
    if clause.known:
        asked = ~Q(**{name: ""}) if name in words.TEXTS else Q(**{f"{name}__isnull": False})
    else:
        asked = Q(**{f"{name}__in": clause.values})
        if name in words.FLAGS and clause.negated:
            return ~asked | Q(**{f"{name}__isnull": True})
    return ~asked if clause.negated else asked


def indicators_fed(source: DataSource) -> QuerySet[Indicator]:
    """The indicators all of whose measures the source counts, adopted or only suggested."""
    codes = [rule.code for rule in mapping_of(source).published]
    return (
        Indicator.objects.filter(definitions__measures__code__in=codes)
        .exclude(definitions__measures__in=Measure.objects.exclude(code__in=codes))
        .distinct()
        .order_by("code")
    )


def periods_asked(
    source: DataSource, mapping: TicketMapping, grain: str, asked: tuple[str, str]
) -> list[Period]:
    """The periods of a grain from the one that holds the first day asked for to the one that holds the last.

    A label may be of any grain: months from 2016-W16 begin with April 2016. Left open, the range is
    that of the tickets. Raises `BadPeriod`.
    """
    days = None if all(asked) else days_of(source, mapping)
    first = parse_period(asked[0]).start if asked[0] else (days[0] if days else None)
    last = parse_period(asked[1]).end if asked[1] else (days[1] if days else None)
    if first is None or last is None:
        return []
    period, periods = period_of(grain, first), []
    while period.start <= last:
        periods.append(period)
        period = period.next()
    return periods


def label_cells(row: FigureRow, labels: Sequence[str]) -> list[str]:
    """What a row is about: period, its first day, the day after its last, and the declared label columns."""
    period = row.period
    names = {"dimension": row.dimension or ALL, "value": row.value if row.dimension else ALL}
    cells = [period.label, period.start.isoformat(), (period.end + timedelta(days=1)).isoformat()]
    return [*cells, *(names.get(label, names["value"]) for label in labels)]


@dataclass(frozen=True)
class TicketLines:
    """A page of tickets under the columns that the source gives."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def label_of_field(name: str) -> str:
    """A field of a ticket in the reader's language."""
    field = Ticket._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))


def ticket_lines(
    mapping: TicketMapping, tickets: Iterable[Ticket], *, source_zone: tzinfo
) -> TicketLines:
    """Tickets are shown with the fields their source has, times by the clock that cuts its periods."""
    given = {rule.field for rule in mapping.columns} | ({"outcome"} if mapping.outcome else set())
    names = [name for name in words.FIELDS if name in given]
    heads = [label_of_field(name) for name in names]
    return TicketLines(
        heads=(_("ticket"), *heads, *mapping.details),
        rows=tuple(
            (
                ticket.key,
                *(_shown(getattr(ticket, name), source_zone) for name in names),
                *(ticket.details.get(name, "") for name in mapping.details),
            )
            for ticket in tickets
        ),
    )


def _shown(value: object, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def number_text(value: Decimal | None) -> str | None:
    """A count as a whole number, anything else with what decimals it has, at least one; nothing stays empty."""
    if value is None:
        return None
    if value.as_tuple().exponent == 0:
        return str(value)
    text = f"{value:f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text
