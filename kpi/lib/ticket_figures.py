"""Figures from tickets: counts, hours, stocks and percentiles per period, in exact arithmetic (domain §4.1, §4.3)."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from kpi.lib.ticket_mapping import Figure, MeasureRule, OfficeHours, TicketMapping

HOUR = 3_600_000_000
DAY = 24 * HOUR
TICK = timedelta(microseconds=1)
PLACES = Decimal("0.000001")
MONDAY = datetime(1900, 1, 1, tzinfo=UTC)
DAYS_OF_WEEK = 7


@dataclass
class Column:
    """One measure for one dimension value over all periods: how many tickets, their sum, their amounts."""

    counts: list[int]
    sums: list[int]
    amounts: list[list[int]] | None = None


@dataclass(frozen=True)
class Periods:
    """Periods that follow one another, by the moments between them on the clock of the source."""

    starts: tuple[date, ...]
    ends: tuple[date, ...]
    bounds: tuple[datetime, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.starts)

    def place(self, moment: datetime) -> int | None:
        """The period a moment lies in; its start belongs to it, its end does not."""
        index = bisect_right(self.bounds, moment) - 1
        return index if 0 <= index < len(self.starts) else None


def periods_from(days: Sequence[tuple[date, date]], zone: tzinfo) -> Periods:
    """Periods are given by their first and last day; they must follow one another without a gap."""
    starts = tuple(first for first, _last in days)
    ends = tuple(last + timedelta(days=1) for _first, last in days)
    if starts[1:] != ends[:-1]:
        raise ValueError("periods must follow one another without a gap")
    bounds = (*starts, ends[-1]) if days else ()
    return Periods(starts, ends, tuple(midnight(day, zone) for day in bounds))


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day on the clock of a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days_touched(tickets: Iterable[Any], mapping: TicketMapping) -> tuple[date, date] | None:
    """The first and the last day on which any measure of the mapping sees a ticket."""
    names = {rule.at for rule in mapping.measures.values() if rule.at}
    for rule in mapping.measures.values():
        names |= {rule.span.start, *rule.span.ends} if rule.kind == "open" and rule.span else set()
    earliest = latest = None
    for ticket in tickets:
        for name in names:
            moment = getattr(ticket, name)
            if moment is not None:
                earliest = moment if earliest is None or moment < earliest else earliest
                latest = moment if latest is None or moment > latest else latest
    if earliest is None or latest is None:
        return None
    return earliest.astimezone(mapping.zone).date(), latest.astimezone(mapping.zone).date()


class Tabulation:
    """All measures of a mapping over one row of periods, in total and by one dimension.

    Feed every ticket once with `add`, then call `finish`; after that columns are complete.
    """

    def __init__(
        self,
        mapping: TicketMapping,
        rules: Iterable[MeasureRule],
        periods: Periods,
        *,
        dimensions: Sequence[str] = ("",),
        keep_amounts: bool = False,
    ) -> None:
        fields = {"": "", **dict(mapping.dimensions)}
        self.periods = periods
        self.zone = mapping.zone
        self.keep_amounts = keep_amounts
        self.splits = [(name, fields[name]) for name in dimensions]
        self.rules = [(rule, _amount_of(rule, mapping)) for rule in rules]
        self.columns: dict[tuple[str, str, str], Column] = {}
        self.values: dict[str, set[str]] = {
            name: {""} if not name else set() for name in dimensions
        }
        self.old_bounds = {
            rule.code: [end - timedelta(days=rule.older_than_days) for end in periods.bounds[1:]]
            for rule, _amount in self.rules
            if rule.kind == "open"
        }

    def add(self, ticket: Any) -> None:
        keys = [(name, getattr(ticket, source) if source else "") for name, source in self.splits]
        for name, value in keys:
            self.values[name].add(value)
        for rule, amount in self.rules:
            if all(clause.holds(ticket) for clause in rule.where):
                if rule.kind == "open":
                    self.add_stock(rule, ticket, keys)
                else:
                    self.add_flow(rule, ticket, keys, amount)

    def add_flow(
        self,
        rule: MeasureRule,
        ticket: Any,
        keys: list[tuple[str, str]],
        amount: Callable[[Any], int | None],
    ) -> None:
        moment = getattr(ticket, rule.at)
        place = None if moment is None else self.periods.place(moment)
        measured = None if place is None else amount(ticket)
        if place is None or measured is None:
            return
        for name, value in keys:
            column = self.column(rule.code, name, value)
            column.counts[place] += 1
            column.sums[place] += measured
            if column.amounts is not None:
                column.amounts[place].append(measured)

    def add_stock(self, rule: MeasureRule, ticket: Any, keys: list[tuple[str, str]]) -> None:
        """A ticket stands open at a period's end when it began before that moment and was not done before it."""
        span = rule.span
        start = getattr(ticket, span.start) if span else None
        if span is None or start is None:
            return
        done = next(filter(None, (getattr(ticket, name) for name in span.ends)), None)
        ends = self.periods.bounds[1:]
        first = bisect_right(self.old_bounds[rule.code], start)
        last = bisect_right(ends, done) if done is not None else len(ends)
        if first >= last:
            return
        for name, value in keys:
            steps = self.column(rule.code, name, value).counts
            steps[first] += 1
            if last < len(steps):
                steps[last] -= 1

    def column(self, code: str, dimension: str, value: str) -> Column:
        key = (code, dimension, value)
        found = self.columns.get(key)
        if found is None:
            size = len(self.periods)
            amounts: list[list[int]] | None = (
                [[] for _ in range(size)] if self.keep_amounts else None
            )
            found = self.columns[key] = Column([0] * size, [0] * size, amounts)
        return found

    def first_place(self, dimension: str, value: str) -> int:
        """The first period in which a dimension value has anything to show; the total has always."""
        if not dimension:
            return 0
        columns = [
            column.counts
            for (_code, name, found), column in self.columns.items()
            if (name, found) == (dimension, value)
        ]
        return min(
            (
                next((place for place, count in enumerate(counts) if count), len(self.periods))
                for counts in columns
            ),
            default=len(self.periods),
        )

    def finish(self) -> None:
        """Stocks were noted as steps up and down; here they are added up along time."""
        stocks = {rule.code for rule, _amount in self.rules if rule.kind == "open"}
        for (code, _name, _value), column in self.columns.items():
            if code in stocks:
                running = 0
                for index, step in enumerate(column.counts):
                    running += step
                    column.counts[index] = running


def _amount_of(rule: MeasureRule, mapping: TicketMapping) -> Callable[[Any], int | None]:
    if rule.kind == "sum":
        return lambda ticket: getattr(ticket, rule.field)
    if rule.span is None or rule.kind == "open":
        return lambda ticket: 1
    span, office, zone = rule.span, mapping.office, mapping.zone

    def length(ticket: Any) -> int | None:
        start = getattr(ticket, span.start)
        end = next(filter(None, (getattr(ticket, name) for name in span.ends)), None)
        if start is None or end is None:
            return None
        if rule.kind == "business_hours" and office is not None:
            return office_time(start.astimezone(zone), end.astimezone(zone), office)
        ticks: int = (end - start) // TICK
        return ticks

    return length


def office_time(start: datetime, end: datetime, office: OfficeHours) -> int:
    """Working time between two moments, in microseconds; a time that runs backwards is none.

    Example with Mon–Fri 09:00–18:00: Friday 17:00 to Monday 10:00 is 2 hours.
    """
    return max(0, _office_clock(end, office) - _office_clock(start, office))


def _office_clock(moment: datetime, office: OfficeHours) -> int:
    """Working time since a Monday long ago, so that any two moments are one subtraction apart."""
    opens, closes = (_of_day(each) for each in (office.start, office.end))
    days = (moment.date() - MONDAY.date()).days
    weeks, weekday = divmod(days, DAYS_OF_WEEK)
    whole = weeks * len(office.days) + sum(1 for day in office.days if day < weekday)
    today = (
        min(max(_of_day(moment.time()) - opens, 0), closes - opens) if weekday in office.days else 0
    )
    return whole * (closes - opens) + today


def _of_day(moment: time) -> int:
    return (
        (moment.hour * 60 + moment.minute) * 60 + moment.second
    ) * 1_000_000 + moment.microsecond


def amount_as_number(rule: MeasureRule, column: Column, place: int) -> Decimal:
    """The measure's value in a period: a number of tickets, a sum, or hours with six decimals."""
    if rule.kind in {"count", "open"}:
        return Decimal(column.counts[place])
    if rule.kind == "sum":
        return Decimal(column.sums[place])
    return as_decimal(Fraction(column.sums[place], HOUR))


def as_decimal(value: Fraction) -> Decimal:
    """An exact fraction is rounded once, at the very end, to six decimals."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, ROUND_HALF_EVEN)


def figure_value(
    figure: Figure, table: Tabulation, rules: Mapping[str, MeasureRule], where: tuple[str, str, int]
) -> Decimal | None:
    """One cell of the exported table; nothing where there is nothing to measure (never 0 for “no sample”)."""
    name, value, place = where
    column = table.columns.get((figure.measure, name, value))
    rule = rules[figure.measure]
    if figure.kind in {"percent", "count"}:
        base = table.columns.get((figure.base, name, value))
        return _ratio(figure.kind, column, base, place)
    if figure.kind == "value":
        return amount_as_number(rule, column, place) if column else Decimal(0)
    if column is None or not column.counts[place]:
        return None
    scale = HOUR if rule.span else 1
    if figure.kind == "mean":
        return as_decimal(Fraction(column.sums[place], column.counts[place] * scale))
    return as_decimal(Fraction(statistic(figure.kind, (column.amounts or [])[place]), scale))


def _ratio(kind: str, column: Column | None, base: Column | None, place: int) -> Decimal | None:
    below = base.counts[place] if base else 0
    if not below:
        return None
    above = column.counts[place] if column else 0
    return Decimal(above) if kind == "count" else as_decimal(Fraction(100 * above, below))


def statistic(kind: str, amounts: Sequence[int]) -> Fraction:
    """A statistic over tickets; a percentile of percentiles is never taken (domain §4.3f).

    Example, amounts 1 2 3 4 (p90): linear (type 7) lies at place 0.9·3 = 2.7, so 3.7; nearest rank is the 4th, so 4.
    """
    ordered = sorted(amounts)
    if kind in {"min", "max"}:
        return Fraction(ordered[0] if kind == "min" else ordered[-1])
    if kind == "median":
        return _linear(ordered, Fraction(1, 2))
    share, _space, method = kind[1:].partition(" ")
    part = Fraction(int(share), 100)
    if method == "linear":
        return _linear(ordered, part)
    rank = -(-part * len(ordered) // 1)
    return Fraction(ordered[max(int(rank), 1) - 1])


def _linear(ordered: Sequence[int], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
