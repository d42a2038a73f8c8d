"""Figures and cells as programs pull them: rights and filters in one statement, rows without objects (issue 2 §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from governance.lib.stream import aliases
from governance.lib.stream_text import BLANK, COUNT, DATE, DAY_AFTER, NUMBER, Column
from governance.models import AuditEntry, Department, Heartbeat, Person, Project
from kpi.models import Indicator, IndicatorValue, Measure, MeasureValue
from kpi.states import FIGURES_BEAT
from processes.models import Process

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Rows = QuerySet[Any, dict[str, Any]]

COMPANY, EVERYWHERE = "company", "all"
# The order an index gives: by period, then by indicator; the number of the row makes it complete.
ORDER = ("start", "indicator_id", "id")
CELL_ORDER = ("start", "measure_id", "id")


def figure_columns(language: str) -> tuple[Column, ...]:
    """What is published of a figure, in this order; `unit` in the language of the question."""
    unit = "indicator__unit" if language.startswith("zh") else "indicator__unit_en"
    return (
        Column("indicator", "indicator__code"),
        Column("period", "period"),
        Column("period_start", "start", DATE),
        Column("period_end", "end", DAY_AFTER),
        Column("scope", "scope"),
        Column("dimension", "dimension", BLANK),
        Column("dimension_value", "dimension_value", BLANK, is_free=True),
        Column("numerator", "numerator", NUMBER),
        Column("denominator", "denominator", NUMBER),
        Column("value", "value", NUMBER, places=10),
        Column("unit", Coalesce(NullIf(unit, Value("")), "indicator__unit"), is_free=True),
        Column("target.operator", "target__operator", heading="target_operator"),
        Column("target.value", "target__value", NUMBER, heading="target"),
        Column("target.upper", "target__upper", NUMBER, heading="target_upper"),
        Column("verdict", "verdict"),
        Column("status", "status"),
        Column("coverage.covered", "covered", COUNT, heading="covered"),
        Column("coverage.expected", "expected", COUNT, heading="expected"),
        Column("definition_version", "definition__number", COUNT),
        Column("grade", "grade", BLANK),
        Column("worst_grade", "worst_grade", BLANK),
        Column("narrative", "narrative", BLANK, is_free=True),
        Column("as_of", "as_of", DATE),
        Column("population", "population", NUMBER),
        Column("remark", "remark", BLANK),
    )


def cell_columns() -> tuple[Column, ...]:
    """What is published of a cell, in this order; the department is that of the reporter or the source."""
    return (
        Column("measure", "measure__code"),
        Column("process", "measure__process__code"),
        Column("department", Coalesce("department__code", "assignment__department__code")),
        Column("project", Coalesce("project__code", "assignment__project__code")),
        Column("dimension", "dimension", BLANK),
        Column("dimension_value", "dimension_value", BLANK, is_free=True),
        Column("slice_start", "start", DATE),
        Column("slice_end", "end", DAY_AFTER),
        Column("iso_year", "iso_year", COUNT),
        Column("iso_week", "iso_week", COUNT),
        Column("value", "value", NUMBER),
        Column("grade", "grade", BLANK),
        Column("narrative", "narrative", BLANK, is_free=True),
        Column("no_data_reason", "no_data_reason", BLANK, is_free=True),
        Column("origin", "origin"),
        Column("source", "source__code"),
        Column("submission", "submission_id", COUNT),
    )


@dataclass(frozen=True)
class Question:
    """Which figures are asked for; what is empty narrows nothing, and no dimension means totals.

    `scope` is `company`, `all`, `department:<code>` or `project:<code>`.
    """

    grain: str
    indicators: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    scope: str = COMPANY
    dimension: str = ""


@dataclass(frozen=True)
class CellQuestion:
    """Which cells are asked for; what is empty narrows nothing, and no dimension means totals."""

    measures: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    dimension: str = ""


def pulled_values(person: Person, question: Question, columns: Iterable[Column]) -> "Rows":
    """The figures a person may see whose period lies wholly between the first and the last day asked for.

    Unordered; `ORDER` is the order of pages and streams.
    """
    rows = IndicatorValue.objects.visible_to(person).filter(
        grain=question.grain, dimension=question.dimension
    )
    if question.scope != EVERYWHERE:
        rows = rows.filter(scope=question.scope)
    if question.indicators:
        rows = rows.filter(indicator__code__in=question.indicators)
    if question.processes:
        rows = rows.filter(indicator__process__code__in=question.processes)
    rows = rows.filter(_between(question.first, question.last))
    found: Rows = rows.values(*ORDER, **aliases(tuple(columns)))
    return found


def pulled_cells(person: Person, question: CellQuestion, columns: Iterable[Column]) -> "Rows":
    """The cells that count and that a person may see, of slices wholly between the days asked for."""
    rows: QuerySet[MeasureValue] = MeasureValue.objects.visible_to(person).counted()
    rows = rows.filter(_between(question.first, question.last), dimension=question.dimension)
    if question.measures:
        rows = rows.filter(measure__code__in=question.measures)
    if question.processes:
        rows = rows.filter(measure__process__code__in=question.processes)
    found: Rows = rows.values(*CELL_ORDER, **aliases(tuple(columns)))
    return found


def _between(first: date | None, last: date | None) -> Q:
    lies = Q(start__gte=first) if first else Q()
    return lies & Q(end__lte=last) if last else lies


def data_revision() -> str:
    """A mark that changes with every act on record and with every figure the clock has counted.

    Whatever was decided, accepted or imported stands in the trail; the only figures that change
    without an act are those the system counts about itself, and they leave their own sign.
    """
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    beat = Heartbeat.objects.filter(name=FIGURES_BEAT).values_list("at", flat=True).first()
    return f"{last} {beat}"


def codes_not_found(
    person: Person, *, scope: str = "", **asked: Iterable[str]
) -> dict[str, list[str]]:
    """A misspelt code is named instead of answered with an empty list; by the parameter it was given in.

    Parameters are `indicator`, `measure`, `process`, and `scope` for the code of a department or project.
    """
    kind, _colon, place = scope.partition(":")
    models = {
        "indicator": Indicator,
        "measure": Measure,
        "process": Process,
        "scope": Project if kind == "project" else Department,
    }
    missing = {}
    for name, given in {**asked, "scope": [place]}.items():
        codes = set(given) - {""}
        if codes:
            known = models[name].objects.visible_to(person).filter(code__in=codes)
            missing[name] = sorted(codes - set(known.values_list("code", flat=True)))
    return {name: codes for name, codes in missing.items() if codes}
