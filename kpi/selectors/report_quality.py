"""The quality of a month's data: what is missing, late, returned, restated (domain §4.3 c, j; §5.1 no. 8)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from governance.lib.periods import Month, Period, Slice, slices_of, weeks_between
from governance.models import Obligation
from governance.states import ObligationKind, ObligationState
from kpi.formulas import Cell, aggregate, indicator_value, stored
from kpi.formulas.rollup import standing_facts
from kpi.models import MeasureValue, ReportFigure, Submission
from kpi.selectors.report_figures import MonthFigure, Values, part_text, text_of
from kpi.selectors.rule import collection_rules
from kpi.selectors.world import Span, formula_of, world_of
from kpi.states import SubmissionState


def month_slices(month: Period, *, rule: str) -> list[Slice]:
    """What the month is the sum of: slices cut at its ends, or whole weeks by their Thursday (G26)."""
    return slices_of(month, split=rule != "thursday")


def weekly_duties(month: Period) -> list[Obligation]:
    """The weekly data owed for the weeks that touch the month."""
    labels = [week.label for week in weeks_between(month.start, month.end)]
    return list(
        Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA, period__in=labels)
        .select_related("responsible", "department")
        .order_by("period", "pk")
    )


def punctuality(duties: Iterable[Obligation]) -> dict[str, int]:
    """How many weekly reports were owed, came in time, came late, are missing, were waived."""
    states = [duty.state for duty in duties]
    waived = states.count(ObligationState.WAIVED)
    return {
        "expected": len(states) - waived,
        "on_time": states.count(ObligationState.DONE),
        "late": states.count(ObligationState.LATE_DONE),
        "missing": states.count(ObligationState.MISSING) + states.count(ObligationState.OPEN),
        "waived": waived,
    }


def duty_facts(duties: Iterable[Obligation], *states: str) -> list[dict[str, Any]]:
    """The duties in certain states as plain data: which week of what, and who owed it."""
    return [
        {
            "week": duty.period,
            "title": duty.title,
            "title_en": duty.title_en,
            "department": duty.department.name if duty.department else "",
            "department_en": duty.department.name_en if duty.department else "",
            "person": duty.responsible.name if duty.responsible else "",
            "reason": duty.waive_reason,
        }
        for duty in duties
        if duty.state in states
    ]


def returned_and_noted(month: Period) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was returned before it was accepted, and what the specialists remarked on their weeks."""
    rows = (
        Submission.objects.filter(
            Q(return_count__gt=0) | ~Q(note=""), start__lte=month.end, end__gte=month.start
        )
        .select_related("assignment__process", "assignment__department", "submitted_by")
        .order_by("start", "pk")
    )
    returned, noted = [], []
    for row in rows:
        facts = {
            "week": f"{row.iso_year}-W{row.iso_week:02d}",
            "process": row.assignment.process.code,
            "process_name": row.assignment.process.name,
            "process_name_en": row.assignment.process.name_en,
            "department": row.assignment.department.name,
            "department_en": row.assignment.department.name_en,
        }
        if row.return_count:
            returned.append({**facts, "count": row.return_count, "reason": row.return_note})
        if row.note.strip() and row.state == SubmissionState.ACCEPTED:
            noted.append({**facts, "text": row.note.strip()})
    return returned, noted


def cell_remarks(month: Month) -> list[dict[str, Any]]:
    """Reasons given for single values, and for values that are not there."""
    rows = (
        MeasureValue.objects.counted()
        .exclude(reason="", no_data_reason="")
        .filter(start__lte=month.end, end__gte=month.start, dimension="")
        .select_related("measure__process", "department")
        .order_by("start", "measure__position", "pk")
    )
    return [
        {
            "week": f"{row.iso_year}-W{row.iso_week:02d}",
            "process": row.measure.process.code,
            "measure": row.measure.name,
            "measure_en": row.measure.name_en,
            "department": row.department.name if row.department else "",
            "department_en": row.department.name_en if row.department else "",
            "no_data": row.value is None,
            "text": row.reason or row.no_data_reason,
        }
        for row in rows
    ]


def restatements(
    issued: Iterable[ReportFigure], values: Values, listed: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Figures that no longer are what was issued, and were not listed with this value before (domain §4.3j)."""
    known = {(each["code"], each["period"], each["after"]) for each in listed}
    found = []
    for figure in issued:
        now = values.rows.get((figure.indicator_id, figure.grain, figure.period))
        after = part_text(now, "value")
        if (
            now is None
            or _same(figure, now)
            or (figure.indicator.code, figure.period, after) in known
        ):
            continue
        found.append(
            {
                "code": figure.indicator.code,
                "name": figure.indicator.name,
                "name_en": figure.indicator.name_en,
                "unit": figure.indicator.unit,
                "period": figure.period,
                "report": figure.issue.number,
                "version": figure.issue.label,
                "before": text_of(figure.value),
                "after": after,
                "verdict_before": figure.verdict,
                "verdict_after": now.verdict,
            }
        )
    return found


def slice_details(
    month: Month, figures: list[MonthFigure], *, rule: str
) -> dict[str, list[dict[str, Any]]]:
    """Each indicator over each slice of the month, computed from the cells that counted.

    These are what the month was formed from: for additive measures they add up to it exactly.
    """
    slices = month_slices(month, rule=rule)
    cells = _cells(slices)
    return {
        figure.indicator.code: [_slice_fact(figure, part, cells) for part in slices]
        for figure in figures
        if figure.value is not None
    }


def _same(figure: ReportFigure, now: Any) -> bool:
    return (figure.numerator, figure.denominator, figure.value, figure.verdict) == (
        now.numerator,
        now.denominator,
        now.value,
        now.verdict,
    )


def _cells(slices: list[Slice]) -> dict[tuple[str, Slice], tuple[str, list[Cell]]]:
    # The same facts the roll-up stands on: the last revision, tickets before typed numbers.
    world = world_of(None, Span(slices[0].start, slices[-1].end), collection_rules())
    found: dict[tuple[str, Slice], tuple[str, list[Cell]]] = {}
    for fact in standing_facts(world):
        if fact.dimension:
            continue
        rule = world.measures[fact.measure].aggregation
        cell = Cell(fact.slice, fact.value, fact.stream)
        found.setdefault((fact.measure, fact.slice), (rule, []))[1].append(cell)
    return found


def _slice_fact(
    figure: MonthFigure, part: Slice, cells: dict[tuple[str, Slice], tuple[str, list[Cell]]]
) -> dict[str, Any]:
    assert figure.value is not None  # noqa: S101 -- narrows for the type checker; the caller has filtered
    formula = formula_of(figure.value.definition.formula)
    measures = {}
    for name in formula.names:
        rule, found = cells.get((name, part), ("SUM", []))
        total = aggregate(rule, found)
        measures[name] = total.value if total else None
    result = indicator_value(formula, figure.indicator.unit, measures)
    return {
        "start": part.start.isoformat(),
        "end": part.end.isoformat(),
        "numerator": text_of(stored(result.numerator, 6)),
        "denominator": text_of(stored(result.denominator, 6)),
        "value": text_of(stored(result.value)),
        "no_sample": result.no_sample,
    }
