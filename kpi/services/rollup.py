"""Figures per indicator, scope and period: kept with the data, rebuilt at will (design §5; domain §4.1)."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from governance.lib.bulk import upsert_facts, use_real_statement_room
from governance.lib.periods import Month, Period, Quarter, Week, Year, months_of, slices_of
from governance.models import Department, Project
from governance.services.audit import hold_the_chain
from kpi.formulas.figure import MEASURE_DECIMALS, stored
from kpi.formulas.grade import Grades
from kpi.formulas.rollup import Row, figures
from kpi.models import IndicatorValue, Measure, SignalWatch
from kpi.selectors.rule import collection_rules
from kpi.selectors.world import Span, periods_touched, whole_span, world_of
from kpi.states import FigureStatus, Grain

COMPANY = "company"
KEY = ("indicator_id", "scope", "dimension", "dimension_value", "grain", "period")
FIGURE = (
    "definition_id",
    "department_id",
    "project_id",
    "start",
    "end",
    "numerator",
    "denominator",
    "value",
    "population",
    "grade",
    "worst_grade",
    "grades",
    "narrative",
    "remark",
    "as_of",
    "covered",
    "expected",
    "target_id",
    "verdict",
)
# A change of one of these after the month was issued is a restatement; coverage or a target alone is too.
SAID = ("numerator", "denominator", "value", "grade", "verdict")
# Grades are told as text and read where there are any: of thousands of figures next to none has some.
_KEPT = ("pk", "status", *KEY, *(name for name in FIGURE if name != "grades"))
_key, _facts = itemgetter(*KEY), itemgetter(*FIGURE)
_Place = tuple[int | None, int | None]  # department and project of a scope
NO_GRADES = "[]"
NOT_CLOSED = ~Q(status=FigureStatus.PROVISIONAL)


@dataclass(frozen=True)
class Refreshed:
    """What a refresh changed: how many figures, and those that had been issued before."""

    written: int = 0
    removed: int = 0
    restated: list[IndicatorValue] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """A figure as it is kept and as it should be; one of the two may be absent."""

    key: tuple[Any, ...]
    kept: dict[str, Any] | None
    right: dict[str, Any] | None

    def __str__(self) -> str:
        kept, right = self.kept or {}, self.right or {}
        wrong = [
            f"{name}: {kept.get(name)} → {right.get(name)}"
            for name in FIGURE
            if kept.get(name) != right.get(name)
        ]
        return f"{' · '.join(str(part) for part in self.key if part != '')}: {'; '.join(wrong)}"


def refresh_rollups(
    measures: Iterable[Measure], *, first: date, last: date, at: datetime
) -> Refreshed:
    """Figures follow their cells in the transaction that made them count: weeks, months, quarters, years.

    Covers every indicator that uses one of the measures, every scope and dimension with data, and
    every period touched by the days first … last. The number of statements is constant. Call it
    after the cells have been written, inside the same transaction.
    """
    measures = list(measures)
    if not measures:
        return Refreshed()
    # Without a savepoint: figures that cannot follow undo the whole act.
    with transaction.atomic(savepoint=False):
        hold_the_chain()
        rules = collection_rules()
        wanted = periods_touched(Span(first, last), split=rules.split)
        world = world_of(measures, whole_span(wanted), rules)
        indicators = {each.indicator for each in world.definitions}
        kept = IndicatorValue.objects.filter(
            indicator__in=indicators, period__in=[period.label for period in wanted]
        )
        return _store(
            list(figures(world, wanted)), kept, _closed({period.label for period in wanted})
        )


def rebuild_rollups(*, at: datetime) -> Refreshed:
    """All figures are computed afresh from the cells; equal to what the acts have kept, or the check is right."""
    with transaction.atomic():
        hold_the_chain()
        world = world_of(None, None, collection_rules())
        return _store(list(figures(world)), IndicatorValue.objects.all(), _closed(None))


def check_rollups() -> list[Difference]:
    """Every kept figure equals the figure computed from its cells; what differs is named."""
    world = world_of(None, None, collection_rules())
    right = {_key(row): _named(row) for row in _rows(figures(world), {})}
    kept = {_key(row): _named(row) for row in _kept(IndicatorValue.objects.all())}
    return [
        Difference(key, kept.get(key), right.get(key))
        for key in sorted(kept.keys() | right.keys(), key=str)
        if kept.get(key) != right.get(key)
    ]


def mark_final(month: Month) -> int:
    """With the issue of a month's report its figures are final, and so is what now consists of issued months only.

    A week is final with the month of its last day, a quarter with its last month, a year with
    December, unless a month in it still waits for its report. Call it in the transaction of the issue.
    """
    with transaction.atomic():
        hold_the_chain()
        marked = _finalise([month])
        wider: list[Period] = [Quarter.of(month.start), Year.of(month.start)]
        weeks = {part.week for part in slices_of(month, split=collection_rules().split)}
        return marked + _finalise([each for each in [*weeks, *wider] if _is_closed(each)])


def _finalise(periods: Collection[Period]) -> int:
    return IndicatorValue.objects.filter(
        period__in=[period.label for period in periods], status=FigureStatus.PROVISIONAL
    ).update(status=FigureStatus.FINAL)


def _is_closed(period: Period) -> bool:
    months = (
        {Month.of(period.start), Month.of(period.end)}
        if isinstance(period, Week)
        else set(months_of(period))
    )
    labels = [each.label for each in months]
    rows = IndicatorValue.objects.filter(grain=Grain.MONTH, period__in=labels)
    still_open = rows.filter(status=FigureStatus.PROVISIONAL).exists()
    return not still_open and rows.filter(NOT_CLOSED, period=max(labels)).exists()


def _closed(labels: set[str] | None) -> set[str]:
    """The periods that have been issued: one figure that is no longer provisional tells it."""
    rows = IndicatorValue.objects.filter(NOT_CLOSED)
    if labels is not None:
        rows = rows.filter(period__in=labels)
    return set(rows.values_list("period", flat=True).distinct())


def _is_issued(facts: Mapping[str, Any], closed: set[str]) -> bool:
    """A week without any figure at the issue is issued all the same, with the months it lies in."""
    if facts["period"] in closed:
        return True
    months = (Month.of(facts[day]).label for day in ("start", "end"))
    return facts["grain"] == Grain.WEEK and closed.issuperset(months)


def _store(rows: Sequence[Row], kept: QuerySet[IndicatorValue], closed: set[str]) -> Refreshed:
    """Only figures of which something changed are written; what was issued before is handed back as rows."""
    use_real_statement_room()
    before = {_key(row): row for row in _kept(kept)}
    scopes = {(row["department_id"], row["project_id"]): row["scope"] for row in before.values()}
    fresh = {_key(row): row for row in _rows(rows, scopes)}
    changed = []
    for key, facts in fresh.items():
        old = before.get(key)
        if old is None or _facts(old) != _facts(facts):
            changed.append({**facts, "status": _status(facts, old, closed)})
    gone = [row for key, row in before.items() if key not in fresh]
    if gone:
        IndicatorValue.objects.filter(pk__in=[row["pk"] for row in gone]).delete()
    upsert_facts(IndicatorValue, changed, unique=KEY)
    _mark_unread({row["indicator_id"] for row in [*changed, *gone]})
    restated = [row for row in changed if row["status"] == FigureStatus.RESTATED]
    return Refreshed(len(changed), len(gone), [IndicatorValue(**row) for row in restated])


def _kept(figures: QuerySet[IndicatorValue]) -> Iterator[dict[str, Any]]:
    """Figures as plain values, as they are stored."""
    for row in figures.annotate(told=Cast("grades", TextField())).values(*_KEPT, "told"):
        told = row.pop("told")
        row["grades"] = [] if told == NO_GRADES else json.loads(told)
        yield row


def _mark_unread(indicators: set[int]) -> None:
    """The rules read again what changed, with the next minute (kpi/services/signal.py)."""
    if indicators:
        SignalWatch.objects.bulk_create(
            [SignalWatch(indicator_id=key) for key in sorted(indicators)],
            update_conflicts=True,
            unique_fields=["indicator"],
            update_fields=["is_stale"],
        )


def _status(facts: Mapping[str, Any], old: dict[str, Any] | None, closed: set[str]) -> str:
    """What changes after its report was issued is a restatement, also a figure that was not there (domain §4.3j)."""
    if not _is_issued(facts, closed):
        return FigureStatus.PROVISIONAL
    if old is not None and all(old[name] == facts[name] for name in SAID):
        return str(old["status"])
    return FigureStatus.RESTATED


def _scopes(rows: Iterable[Row], known: Mapping[_Place, str]) -> Mapping[_Place, str]:
    """The names of the scopes; asked of the database only where no kept figure tells them."""
    places = {(row.department, row.project) for row in rows}
    if places <= known.keys():
        return known
    has_departments = any(department is not None for department, _project in places)
    has_projects = any(project is not None for _department, project in places)
    departments = dict(Department.objects.values_list("pk", "code")) if has_departments else {}
    projects = dict(Project.objects.values_list("pk", "code")) if has_projects else {}
    return {
        (department, project): scope_of(
            None if department is None else departments[department],
            None if project is None else projects[project],
        )
        for department, project in places
    }


def _rows(rows: Iterable[Row], known: Mapping[_Place, str]) -> list[dict[str, Any]]:
    rows = list(rows)
    scopes = _scopes(rows, known)
    return [
        dict(
            indicator_id=row.indicator,
            definition_id=row.definition,
            scope=scopes[row.department, row.project],
            department_id=row.department,
            project_id=row.project,
            dimension=row.dimension,
            dimension_value=row.dimension_value,
            grain=row.period.grain,
            period=row.period.label,
            start=row.period.start,
            end=row.period.end,
            numerator=stored(row.figure.numerator, MEASURE_DECIMALS),
            denominator=stored(row.figure.denominator, MEASURE_DECIMALS),
            value=stored(row.figure.value),
            population=stored(row.population, MEASURE_DECIMALS),
            **_graded(row.grades),
            remark=row.remark,
            as_of=row.as_of,
            covered=row.covered,
            expected=row.expected,
            target_id=row.target,
            verdict=row.verdict.value,
        )
        for row in rows
    ]


def _graded(grades: Grades | None) -> dict[str, Any]:
    if grades is None:
        return {"grade": "", "worst_grade": "", "grades": [], "narrative": ""}
    return {
        "grade": grades.judged.grade,
        "worst_grade": grades.worst,
        "grades": [
            {
                "on": given.on.isoformat(),
                "grade": given.grade,
                "department": given.department,
                "project": given.project,
            }
            for given in grades.given
        ],
        "narrative": grades.judged.narrative,
    }


def scope_of(department: str | None, project: str | None = None) -> str:
    """The name of a scope in addresses and exports: company, department:<code> or project:<code>."""
    if project is not None:
        return f"project:{project}"
    return COMPANY if department is None else f"department:{department}"


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in FIGURE}
