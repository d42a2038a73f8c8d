"""Figures that had been issued and now say something else (domain §4.3j)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from governance.selectors.calendar import local_day
from kpi.models import (
    Indicator,
    IndicatorValue,
    IndicatorVersion,
    Measure,
    MeasureValue,
    ReportFigure,
    Submission,
    TicketImport,
)
from kpi.states import Entry, FigureStatus

_KEY = ("indicator_id", "scope", "dimension", "dimension_value", "grain", "period")

MOST_CAUSES = 20
RECOUNTED = {"kind": "recount"}

Issued = dict[tuple[Any, ...], Decimal | None]


@dataclass(frozen=True)
class Moved:
    """An issued figure that says something else now, and the days it speaks of."""

    figure: ReportFigure
    start: date
    end: date


def causes_of(moved: Sequence[Moved]) -> list[list[dict[str, str]]]:
    """What has moved each figure since its issue: corrections and late data accepted, exports imported.

    Where nothing of this did and the system counts the figure itself, its own records have changed.
    Five questions, however many figures. A target or a definition that changed leaves no cause here.
    """
    if not moved:
        return []
    since = min(each.figure.issue.issued_at for each in moved)
    first, last = min(each.start for each in moved), max(each.end for each in moved)
    records = list(
        Submission.objects.filter(accepted_at__gt=since, start__lte=last, end__gte=first)
        .select_related("assignment__department", "submitted_by", "accepted_by", "corrects")
        .order_by("accepted_at", "pk")
    )
    imports = list(
        TicketImport.objects.filter(
            finished_at__gt=since, cells_changed__gt=0, first_day__lte=last, last_day__gte=first
        ).order_by("finished_at", "pk")
    )
    spoken: dict[int, set[int]] = defaultdict(set)
    pairs = MeasureValue.objects.filter(
        submission__in={pk for row in records for pk in (row.pk, row.corrects_id)}
    )
    for submission, measure in pairs.values_list("submission_id", "measure_id").distinct():
        spoken[submission].add(measure)
    fed: dict[int, set[int]] = defaultdict(set)
    sources = MeasureValue.objects.filter(source__in={row.source_id for row in imports})
    for source, measure in sources.values_list("source_id", "measure_id").distinct():
        fed[source].add(measure)
    used: dict[int, set[int]] = defaultdict(set)
    recounted: set[int] = set()
    versions = IndicatorVersion.objects.filter(
        indicator__in={each.figure.indicator_id for each in moved}, measures__isnull=False
    )
    for indicator, measure, entry in versions.values_list(
        "indicator_id", "measures", "measures__entry"
    ):
        used[indicator].add(measure)
        if entry == Entry.SYSTEM:
            recounted.add(indicator)
    return [
        [
            *_records_behind(each, records, spoken, used[each.figure.indicator_id]),
            *_imports_behind(each, imports, fed, used[each.figure.indicator_id]),
        ][:MOST_CAUSES]
        or [RECOUNTED] * (each.figure.indicator_id in recounted)
        for each in moved
    ]


def _records_behind(
    moved: Moved, records: Iterable[Submission], spoken: dict[int, set[int]], used: set[int]
) -> list[dict[str, str]]:
    return [
        {
            "kind": "correction" if row.is_correction else "late_data",
            "what": row.label,
            "place": row.assignment.department.name,
            "place_en": row.assignment.department.name_en,
            "reason": row.correction_reason,
            "by": row.submitted_by.name if row.submitted_by else "",
            "accepted_by": row.accepted_by.name if row.accepted_by else "",
            "on": local_day(row.accepted_at).isoformat() if row.accepted_at else "",
        }
        for row in records
        if row.accepted_at is not None
        and row.accepted_at > moved.figure.issue.issued_at
        and row.start <= moved.end
        and row.end >= moved.start
        and used & (spoken[row.pk] | spoken.get(row.corrects_id or 0, set()))
    ]


def _imports_behind(
    moved: Moved, imports: Iterable[TicketImport], fed: dict[int, set[int]], used: set[int]
) -> list[dict[str, str]]:
    return [
        {
            "kind": "import",
            "what": row.file_name,
            "place": "",
            "place_en": "",
            "reason": "",
            "by": row.asked_by_label,
            "accepted_by": "",
            "on": local_day(row.finished_at).isoformat() if row.finished_at else "",
        }
        for row in imports
        if row.finished_at is not None
        and row.finished_at > moved.figure.issue.issued_at
        and (row.first_day or date.max) <= moved.end
        and (row.last_day or date.min) >= moved.start
        and used & fed[row.source_id]
    ]


def issued_figures(measures: Iterable[Measure], first: date, last: date) -> Issued:
    """The figures of issued periods that some measures can move, as they stand before a change."""
    rows = (
        IndicatorValue.objects.exclude(status=FigureStatus.PROVISIONAL)
        .filter(start__lte=last, end__gte=first)
        .filter(indicator__in=Indicator.objects.filter(definitions__measures__in=list(measures)))
    )
    return {_key(row): row.value for row in rows}


def latest_day_of(measures: Collection[int]) -> date | None:
    """The last day of the figures that use some measures; None where there are none."""
    if not measures:
        return None
    rows = IndicatorValue.objects.filter(indicator__definitions__measures__in=measures)
    found: date | None = rows.aggregate(last=Max("end"))["last"]
    return found


def restatements_between(
    issued: Issued, restated: Iterable[IndicatorValue]
) -> list[dict[str, str]]:
    """What a reader of the issued report must be told: which figure, what it was, what it is."""
    moved = [row for row in restated if issued.get(_key(row)) != row.value]
    codes = dict(
        Indicator.objects.filter(pk__in={row.indicator_id for row in moved}).values_list(
            "pk", "code"
        )
    )
    return [
        {
            "indicator": codes[row.indicator_id],
            "scope": row.scope,
            "dimension": row.dimension,
            "dimension_value": row.dimension_value,
            "grain": row.grain,
            "period": row.period,
            "was": _text(issued.get(_key(row))),
            "now": _text(row.value),
        }
        for row in sorted(
            moved, key=lambda each: (each.start, codes[each.indicator_id], each.dimension_value)
        )
    ]


def _key(row: IndicatorValue) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _KEY)


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
