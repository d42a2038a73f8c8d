"""What the pages of ticket sources show: the list, the figures of a source, an import and its job."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from governance.lib.periods import AnyPeriod, BadPeriod, Period, parse_period, period_of
from governance.models import Job, Person
from kpi.lib.ticket_mapping import Figure, TicketMapping
from kpi.models import DataSource, MeasureValue, Ticket, TicketImport
from kpi.selectors.ticket import FigureRow, FigureTable, days_of, figure_table
from kpi.states import ImportOutcome

IMPORT_JOB = "import_tickets"
# As many periods as stand side by side on a laptop's screen.
SHOWN = {"week": 9, "month": 9, "quarter": 8, "year": 6}
KEPT_SECONDS = 3600
SHOWN_DECIMALS = 2


@dataclass(frozen=True)
class SourceLine:
    """One source in the list."""

    source: DataSource
    tickets: int
    latest: TicketImport | None


@dataclass(frozen=True)
class Choice:
    """One value of a dimension the figures can be narrowed to."""

    dimension: str
    value: str

    @property
    def key(self) -> str:
        return f"{self.dimension}:{self.value}"


@dataclass(frozen=True)
class FigureLine:
    """One figure across the periods shown; the measure is what its cells open to."""

    label: str
    name: str
    measure: str
    decimals: int
    cells: tuple[tuple[AnyPeriod, Any], ...]


@dataclass(frozen=True)
class FigurePage:
    """The figures of a source over a stretch of periods, and the ways to earlier and later ones."""

    periods: tuple[Period, ...]
    lines: tuple[FigureLine, ...]
    earlier: str = ""
    later: str = ""


@dataclass(frozen=True)
class ImportPage:
    """An import and how far its job is."""

    row: TicketImport
    job: Job | None

    @property
    def is_waiting(self) -> bool:
        return self.row.outcome == ImportOutcome.WAITING

    @property
    def has_failed(self) -> bool:
        return self.is_waiting and self.job is not None and self.job.finished_at is not None


def sources_seen(person: Person) -> list[SourceLine]:
    """The sources a person may see, each with its number of tickets and its last import."""
    latest = TicketImport.objects.filter(source=OuterRef("pk")).order_by("-asked_at", "-pk")
    sources = list(
        DataSource.objects.visible_to(person)
        .select_related("process", "department")
        .annotate(latest_import=Subquery(latest.values("pk")[:1]))
        .order_by("process__position", "code")
    )
    counted = Ticket.objects.filter(source__in=sources).values_list("source").order_by()
    tickets = dict(counted.annotate(Count("pk")))
    imports = TicketImport.objects.in_bulk(
        [source.latest_import for source in sources if source.latest_import]
    )
    return [
        SourceLine(source, tickets.get(source.pk, 0), imports.get(source.latest_import))
        for source in sources
    ]


def imports_of(source: DataSource) -> QuerySet[TicketImport]:
    """The imports of a source, the latest first."""
    return (
        TicketImport.objects.filter(source=source)
        .defer("bad_rows", "restatements")
        .order_by("-asked_at", "-pk")
    )


def import_page(row: TicketImport) -> ImportPage:
    """An import with the job that works on it, if it came through the browser."""
    return ImportPage(
        row, Job.objects.filter(kind=IMPORT_JOB, subject=str(row.pk)).order_by("-pk").first()
    )


def choices_of(source: DataSource, mapping: TicketMapping) -> list[Choice]:
    """The values of each dimension that have figures."""
    names = [name for name, _field in mapping.dimensions]
    found = (
        MeasureValue.objects.filter(source=source, dimension__in=names)
        .values_list("dimension", "dimension_value")
        .distinct()
        .order_by("dimension", "dimension_value")
    )
    return [Choice(dimension, value) for dimension, value in found]


def figure_page(
    source: DataSource,
    mapping: TicketMapping,
    grain: str,
    *,
    last: str = "",
    choice: Choice | None = None,
) -> FigurePage:
    """A stretch of periods ending with the one asked for, or with the last that has tickets."""
    days = days_of(source, mapping)
    if days is None:
        return FigurePage((), ())
    periods = _stretch(grain, days, _last_asked(last, days[1]))
    chosen = choice or Choice("", "")
    table = _table(source, mapping, periods, chosen)
    rows = [row for row in table.rows if row.value == chosen.value]
    lines = tuple(
        FigureLine(
            label=label_of(figure),
            name=figure.name,
            measure=figure.measure,
            decimals=_decimals(figure, mapping),
            cells=_across(rows, place),
        )
        for place, figure in enumerate(mapping.figures)
    )
    before, after = periods[0].previous(), periods[-1].next()
    return FigurePage(
        tuple(periods),
        lines,
        earlier=before.label if before.end >= days[0] else "",
        later=_later(after, grain, days[1]) if after.start <= days[1] else "",
    )


def _across(rows: list[FigureRow], place: int) -> tuple[tuple[AnyPeriod, Any], ...]:
    return tuple((row.period, row.cells[place]) for row in rows)


def _decimals(figure: Figure, mapping: TicketMapping) -> int:
    whole = {"count", "sum", "open"}
    is_whole = figure.kind == "count" or (
        figure.kind == "value" and mapping.measures[figure.measure].kind in whole
    )
    return 0 if is_whole else SHOWN_DECIMALS


def label_of(figure: Figure) -> str:
    """A figure is named in the reader's language as its mapping says."""
    return figure.label_en if (get_language() or "").startswith("en") else figure.label


def _last_asked(label: str, fallback: date) -> date:
    try:
        return min(parse_period(label).end, fallback) if label else fallback
    except BadPeriod:
        return fallback


def _stretch(grain: str, days: tuple[date, date], last: date) -> list[Period]:
    period = period_of(grain, max(last, days[0]))
    periods = [period]
    while len(periods) < SHOWN[grain] and period.start > days[0]:
        period = period.previous()
        periods.insert(0, period)
    return periods


def _later(after: Period, grain: str, last: date) -> str:
    for _turn in range(SHOWN[grain] - 1):
        if after.end >= last:
            break
        after = after.next()
    return after.label


def _table(
    source: DataSource, mapping: TicketMapping, periods: list[Period], choice: Choice
) -> FigureTable:
    """Percentiles need every ticket, so a stretch once computed is kept until the source changes."""
    key = f"figures:{source.pk}:{source.version}:{mapping.sha256[:16]}:{periods[0].label}:{periods[-1].label}:{choice.dimension}"
    found: FigureTable | None = cache.get(key)
    if found is None:
        found = figure_table(source, mapping, periods, dimension=choice.dimension)
        cache.set(key, found, KEPT_SECONDS)
    return found
