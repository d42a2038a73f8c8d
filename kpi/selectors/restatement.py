"""Figures that had been issued and now say something else (domain §4.3j)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from kpi.models import Indicator, IndicatorValue, Measure
from kpi.states import FigureStatus

_KEY = ("indicator_id", "scope", "dimension", "dimension_value", "grain", "period")

Issued = dict[tuple[Any, ...], Decimal | None]


def issued_figures(measures: Iterable[Measure], first: date, last: date) -> Issued:
    """The figures of issued periods that some measures can move, as they stand before a change."""
    rows = (
        IndicatorValue.objects.exclude(status=FigureStatus.PROVISIONAL)
        .filter(start__lte=last, end__gte=first)
        .filter(indicator__in=Indicator.objects.filter(definitions__measures__in=list(measures)))
    )
    return {_key(row): row.value for row in rows}


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
