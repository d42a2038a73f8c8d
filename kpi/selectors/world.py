"""What roll-up reads: cells, definitions, reporters, feeds and targets, each in one question (domain §4.1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Max, Min, Value
from django.db.models.functions import Coalesce

from governance.lib.periods import Period, Slice, period_of, weeks_between
from kpi.formulas.cadence import month_of, periods_holding, slices_in
from kpi.formulas.expression import Formula, parse_formula
from kpi.formulas.grade import scale_of
from kpi.formulas.world import (
    CountOwner,
    Definition,
    Fact,
    Feed,
    Goal,
    MeasureFacts,
    Reporter,
    World,
)
from kpi.models import CountOwner as OwnerRow
from kpi.models import IndicatorVersion, Measure, MeasureValue, Target
from kpi.selectors.rule import Rules
from kpi.states import Entry, Grain, Origin, SubmissionState
from processes.models import Assignment

CELL_COLUMNS = (
    "measure__code",
    "start",
    "end",
    "value",
    "department_id",
    "project_id",
    "source_id",
    "origin",
    "dimension",
    "dimension_value",
    "submission__revision",
    "assignment_id",
    "grade",
    "narrative",
)

# What a definition is made of: plain values, because a figure reads all versions with every refresh.
DEFINITION_COLUMNS = {
    "indicator": "indicator_id",
    "pk": "pk",
    "number": "number",
    "formula": "formula",
    "unit": "indicator__unit",
    "cadence": "indicator__cadence",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "adopted_on": "indicator__adopted_on",
    "retired_on": "indicator__retired_on",
    "assessment_grain": "indicator__assessment_grain",
    "needs_project": "needs_project",
    "population": "population__code",
}


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date


@lru_cache(maxsize=2_000)
def formula_of(text: str) -> Formula:
    """A formula's text is read once."""
    return parse_formula(text)


@lru_cache(maxsize=20_000)
def _slice(start: date, end: date) -> Slice:
    return Slice(start, end)


def periods_touched(span: Span, *, split: bool) -> frozenset[Period]:
    """Every week, month, quarter and year into which a slice of the span counts."""
    return frozenset(
        period
        for week in weeks_between(span.first, span.last)
        for part in week.slices(split=split)
        for period in periods_holding(part, split=split)
    )


def whole_span(periods: Collection[Period]) -> Span:
    """The days of which cells must be read for these periods: whole weeks at both ends."""
    weeks = weeks_between(min(each.start for each in periods), max(each.end for each in periods))
    return Span(weeks[0].start, weeks[-1].end)


def world_of(measures: Iterable[Measure] | None, span: Span | None, rules: Rules) -> World:
    """The world around some measures (all, if none are named): eight questions, whatever the history.

    `span` bounds the cells; the definitions are all versions of every indicator that uses one of
    the measures, adopted or not.
    """
    versions = IndicatorVersion.objects.all()
    if measures is not None:
        touched = IndicatorVersion.objects.filter(measures__in=[each.pk for each in measures])
        versions = versions.filter(indicator__in=touched.values("indicator"))
    definitions = [_definition(row) for row in versions.values_list(*DEFINITION_COLUMNS.values())]
    codes = {
        name
        for definition in definitions
        for name in (*definition.formula.names, definition.population)
        if name
    }
    facts_of = _facts_of_measures(codes, list(measures or ()))
    # A formula may name a measure the catalogue does not have (yet): such a definition gives nothing.
    definitions = [each for each in definitions if set(each.formula.names) <= facts_of.keys()]
    return World(
        facts=_facts(codes, span),
        definitions=definitions,
        measures=facts_of,
        reporters=_reporters({each.process for each in facts_of.values()}),
        feeds=feeds(codes, split=rules.split),
        goals=_goals({each.indicator for each in definitions}),
        owners=count_owners(codes),
        split=rules.split,
        threshold=rules.threshold,
        collect_from=rules.collect_from,
    )


def _facts_of_measures(
    codes: Collection[str], at_hand: Iterable[Measure]
) -> dict[str, MeasureFacts]:
    """What is known of the measures, asking for those alone that are not at hand."""
    known = {each.code: each for each in at_hand if each.code in codes}
    missing = set(codes) - known.keys()
    rows = Measure.objects.filter(code__in=missing) if missing else ()
    return {each.code: _measure_facts(each) for each in [*known.values(), *rows]}


def cells_world(measures: Iterable[Measure], span: Span, rules: Rules) -> World:
    """The counted cells of some measures with what decides between them: three questions, no figures."""
    facts_of = {each.code: _measure_facts(each) for each in measures}
    return World(
        facts=_facts(facts_of.keys(), span),
        definitions=(),
        measures=facts_of,
        feeds=feeds(facts_of.keys(), split=rules.split),
        owners=count_owners(facts_of.keys()),
        split=rules.split,
    )


def _measure_facts(measure: Measure) -> MeasureFacts:
    return MeasureFacts(
        measure.code,
        measure.process_id,
        measure.aggregation,
        measure.entry == Entry.PERSON,
        scale_of(measure.scale),
    )


def _definition(row: tuple[Any, ...]) -> Definition:
    facts = dict(zip(DEFINITION_COLUMNS, row, strict=True))
    told = {"formula": formula_of(facts["formula"]), "population": facts["population"] or ""}
    return Definition(**facts | told)


def _facts(codes: Collection[str], span: Span | None) -> list[Fact]:
    cells = MeasureValue.objects.counted().filter(measure__code__in=codes)
    if span is not None:
        cells = cells.filter(start__lte=span.last, end__gte=span.first)
    return [
        Fact(
            measure=code,
            slice=_slice(start, end),
            value=value,
            department=department,
            project=project,
            source=source,
            is_entry=origin == Origin.ENTRY,
            dimension=dimension,
            dimension_value=dimension_value,
            rank=(revision or 1, assignment or 0),
            grade=grade,
            narrative=narrative,
        )
        for (
            code,
            start,
            end,
            value,
            department,
            project,
            source,
            origin,
            dimension,
            dimension_value,
            revision,
            assignment,
            grade,
            narrative,
        ) in cells.values_list(*CELL_COLUMNS).iterator(chunk_size=5_000)
    ]


def _reporters(processes: Collection[int]) -> list[Reporter]:
    return [
        Reporter(*row)
        for row in Assignment.objects.filter(process__in=processes).values_list(
            "process_id", "department_id", "project_id", "valid_from", "valid_to"
        )
    ]


def feeds(codes: Collection[str], *, split: bool) -> list[Feed]:
    """A source feeds a measure of its department from the first cell it ever gave for it.

    Between its last cell and what people handed in for later days the numbers stay theirs. What the
    system counts of a measure that people report (surveys, complaints of the register) takes the place
    of their numbers for as long as one number is asked for: the week, or the whole quarter.
    """
    sourced = (
        MeasureValue.objects.filter(measure__code__in=codes, source__isnull=False, dimension="")
        .values("source_id", "measure__code", "source__department_id")
        .annotate(
            since=Min("start"),
            until=Value(None, DateField()),
            beat=Value("", CharField()),
            last=Max("end"),
        )
        .values_list(
            "source_id", "measure__code", "source__department_id", "since", "until", "beat", "last"
        )
    )
    counted = (
        MeasureValue.objects.filter(
            measure__code__in=codes,
            measure__entry=Entry.PERSON,
            origin=Origin.SYSTEM,
            department=None,
        )
        .annotate(
            by=Value(None, BigIntegerField()),
            of=Value(None, BigIntegerField()),
            beat=Coalesce("measure__definitions__indicator__cadence", Value("")),
            last=Value(None, DateField()),
        )
        .values_list("by", "measure__code", "of", "start", "end", "beat", "last")
    )
    # One question for both: what a hand-in costs is counted (quality P5).
    rows = list(sourced.union(counted))
    later = _handed_in_after([(code, last) for _source, code, *_rest, last in rows if last])
    found = {
        Feed(
            source,
            code,
            department,
            *_asked_at_once(first, end, beat, split=split),
            yielded=frozenset(
                (last, desk, day)
                for desk, day in later.get(code, ())
                if last is not None and day > last and department in {None, desk}
            ),
        )
        for source, code, department, first, end, beat, last in rows
    }
    return sorted(found, key=lambda feed: (feed.source or 0, feed.measure, feed.since))


def _handed_in_after(
    last: Sequence[tuple[str, date]],
) -> dict[str, list[tuple[int | None, date]]]:
    """Until which day each department has handed in numbers of fed measures after a source's last cell."""
    if not last:
        return {}
    cells = (
        MeasureValue.objects.filter(measure__code__in={code for code, _day in last})
        .filter(origin=Origin.ENTRY, start__gt=min(day for _code, day in last))
        .exclude(submission__state__in=(SubmissionState.DRAFT, SubmissionState.DISCARDED))
    )
    found: dict[str, list[tuple[int | None, date]]] = defaultdict(list)
    for code, department, day in cells.values_list("measure__code", "department_id").annotate(
        day=Max("start")
    ):
        found[code].append((department, day))
    return found


def _asked_at_once(
    first: date, last: date | None, cadence: str, *, split: bool
) -> tuple[date, date | None]:
    """A source feeds from its first day on; a count fills the week, or the whole period it is asked for in."""
    if last is None:
        return first, None
    part = _slice(first, last)
    if cadence in {"", Grain.WEEK}:
        return part.start, part.end
    parts = slices_in(period_of(cadence, month_of(part, split=split).start), split=split)
    return parts[0].start, parts[-1].end


def count_owners(codes: Collection[str]) -> list[CountOwner]:
    """Who counts some measures for the company, and from when to when (domain §4.3i)."""
    return [
        CountOwner(*row)
        for row in OwnerRow.objects.filter(measure__code__in=codes)
        .order_by("valid_from")
        .values_list("measure__code", "department_id", "project_id", "valid_from", "valid_to")
    ]


def _goals(indicators: Collection[int]) -> list[Goal]:
    return [
        Goal(row.indicator_id, row.pk, row, row.department_id, row.valid_from, row.valid_to)
        for row in Target.objects.filter(indicator__in=indicators)
    ]
