"""The quality of a month's data: what is missing, late, returned, restated (domain §4.3 c, j; §5.1 no. 8)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from governance.lib.periods import Month, Period, Slice, slices_of, weeks_between
from governance.models import Obligation
from governance.states import ObligationKind, ObligationState
from kpi.formulas import aggregate, indicator_value, stored
from kpi.formulas.aggregation import whole_points
from kpi.formulas.grade import Given, Scale, grades_over
from kpi.formulas.rollup import cell_of
from kpi.formulas.standing import standing_facts
from kpi.formulas.world import Fact, World
from kpi.models import MeasureValue, ReportFigure, Submission
from kpi.selectors.report_figures import MonthFigure, Values, part_text, text_of, word_facts
from kpi.selectors.restatement import Moved, causes_of
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
            "no_data": bool(row.no_data_reason),
            "text": row.reason or row.no_data_reason,
        }
        for row in rows
    ]


def restatements(
    issued: Iterable[ReportFigure], values: Values, listed: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Figures that no longer are what was issued, and were not listed with this value before (domain §4.3j).

    Each with the value it was issued with, the one it has now, and what moved it: who, when and why.
    """
    known = {(each["code"], each["period"], each["after"]) for each in listed}
    found: list[dict[str, Any]] = []
    moved: list[Moved] = []
    for figure in issued:
        now = values.rows.get((figure.indicator_id, figure.grain, figure.period))
        after = part_text(now, "value") or (now.grade if now else None) or None
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
                **_grades(figure, now, values.scales.of(figure.indicator)),
                "verdict_before": figure.verdict,
                "verdict_after": now.verdict,
            }
        )
        moved.append(Moved(figure, now.start, now.end))
    for line, causes in zip(found, causes_of(moved), strict=True):
        line["causes"] = causes
    return found


def slice_details(
    month: Month, figures: list[MonthFigure], *, rule: str
) -> dict[str, list[dict[str, Any]]]:
    """Each indicator over each slice of the month, computed from the cells that counted.

    These are what the month was formed from: for additive measures they add up to it exactly.
    """
    slices = month_slices(month, rule=rule)
    world, facts = _facts(slices)
    return {
        figure.indicator.code: [_slice_fact(figure, part, world, facts) for part in slices]
        for figure in figures
        if figure.value is not None
    }


def _same(figure: ReportFigure, now: Any) -> bool:
    names = ("numerator", "denominator", "value", "grade", "verdict")
    return all(getattr(figure, name) == getattr(now, name) for name in names)


def _grades(figure: ReportFigure, now: Any, scale: Scale) -> dict[str, Any]:
    """A restated grade is told by its words."""
    if not (figure.grade or now.grade):
        return {}
    return {
        "grade_before": word_facts(scale, figure.grade),
        "grade_after": word_facts(scale, now.grade),
    }


def _facts(slices: list[Slice]) -> tuple[World, dict[tuple[str, Slice], list[Fact]]]:
    # The same facts the roll-up stands on: the last revision, tickets before typed numbers, the
    # owner of a count alone.
    world = world_of(None, Span(slices[0].start, slices[-1].end), collection_rules())
    found: dict[tuple[str, Slice], list[Fact]] = {}
    for fact in standing_facts(world):
        if not fact.dimension and world.counts_for_company(fact):
            found.setdefault((fact.measure, fact.slice), []).append(fact)
    return world, found


def _slice_fact(
    figure: MonthFigure, part: Slice, world: World, facts: dict[tuple[str, Slice], list[Fact]]
) -> dict[str, Any]:
    assert figure.value is not None  # noqa: S101 -- narrows for the type checker; the caller has filtered
    definition = figure.value.definition
    formula = formula_of(definition.formula)
    given = {
        name: [
            fact
            for fact in facts.get((name, part), ())
            if fact.project is not None or not definition.needs_project
        ]
        for name in formula.names
    }
    cells = {name: [cell_of(fact) for fact in found] for name, found in given.items()}
    if formula.is_ratio:
        cells = whole_points(cells)
    measures = {}
    for name, found in cells.items():
        total = aggregate(world.measures[name].aggregation, found) if found else None
        measures[name] = total.value if total else None
    result = indicator_value(formula, figure.indicator.unit, measures)
    return {
        "start": part.start.isoformat(),
        "end": part.end.isoformat(),
        "numerator": text_of(stored(result.numerator, 6)),
        "denominator": text_of(stored(result.denominator, 6)),
        "value": text_of(stored(result.value)),
        "no_sample": result.no_sample,
        "grade": _slice_grade(figure.scale, given[formula.names[0]]) if figure.scale else None,
    }


def _slice_grade(scale: Scale, facts: list[Fact]) -> dict[str, str] | None:
    found = grades_over(
        scale,
        [
            Given(fact.slice.start, fact.slice.end, fact.grade, fact.department, fact.project)
            for fact in facts
            if fact.grade
        ],
    )
    return word_facts(scale, found.judged.grade) if found else None
