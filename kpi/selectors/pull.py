"""Figures as programs pull them: rights and filters in one statement, rows without objects (issue 2 §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from governance.models import Department, Person, Project
from kpi.models import Indicator, IndicatorValue
from processes.models import Process

if TYPE_CHECKING:
    from django.db.models import QuerySet

COMPANY, EVERYWHERE = "company", "all"
COLUMNS = (
    "id",
    "indicator_id",
    "indicator__code",
    "indicator__unit",
    "indicator__unit_en",
    "period",
    "start",
    "end",
    "scope",
    "dimension",
    "dimension_value",
    "numerator",
    "denominator",
    "value",
    "grade",
    "worst_grade",
    "narrative",
    "as_of",
    "population",
    "remark",
    "target__operator",
    "target__value",
    "target__upper",
    "verdict",
    "status",
    "covered",
    "expected",
    "definition__number",
)
# The order an index gives: by period, then by indicator; the number of the row makes it complete.
ORDER = ("start", "indicator_id", "id")


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


def pulled_values(person: Person, question: Question) -> "QuerySet[Any, dict[str, Any]]":
    """The figures a person may see whose period lies wholly between the first and the last day asked for.

    Unordered; `ORDER` is the order of pages.
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
    if question.first:
        rows = rows.filter(start__gte=question.first)
    if question.last:
        rows = rows.filter(end__lte=question.last)
    return rows.values(*COLUMNS)


def codes_not_found(
    person: Person,
    *,
    indicators: Iterable[str] = (),
    processes: Iterable[str] = (),
    scope: str = "",
) -> dict[str, list[str]]:
    """A misspelt code is named instead of answered with an empty list; by the parameter it was given in."""
    asked = {
        "indicator": (Indicator, set(indicators)),
        "process": (Process, set(processes)),
        "scope": (
            Project if scope.startswith("project:") else Department,
            {scope.partition(":")[2]} - {""},
        ),
    }
    missing = {}
    for name, (model, codes) in asked.items():
        if codes:
            known = model.objects.visible_to(person).filter(code__in=codes)  # type: ignore[attr-defined]  # -- all three have the visibility door
            missing[name] = sorted(codes - set(known.values_list("code", flat=True)))
    return {name: codes for name, codes in missing.items() if codes}
