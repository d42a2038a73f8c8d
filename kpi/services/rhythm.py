"""The system measures its own rhythm (MON-01…06, REV-02): cells that nobody types (6.4.2, 7)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from governance.lib.periods import Week
from kpi.models import Measure, MeasureValue
from kpi.selectors.asked import wishes
from kpi.selectors.rhythm import company_counts, weekly_counts, weeks_of_interest
from kpi.selectors.system_count import COMPANY_WIDE, WEEKLY, count_grid
from kpi.services.rollup import Refreshed
from kpi.services.system_count import keep_counts
from kpi.states import Origin

CODES = (*WEEKLY, *COMPANY_WIDE)


def count_rhythm(*, at: datetime) -> Refreshed:
    """Punctuality, acceptance, completeness, coverage and decisions are counted, never typed.

    Recent weeks each minute, all of them at the first run and on the hour, so that whatever was
    missed while the clock stood still is made good. Nothing is written where nothing has changed.
    """
    measures = {each.code: each for each in Measure.objects.filter(code__in=CODES)}
    if not measures:
        return Refreshed()
    grid = count_grid(at)
    cells = MeasureValue.objects.filter(
        origin=Origin.SYSTEM, measure__in=[each.pk for each in measures.values()]
    )
    labels = weeks_of_interest(at, everything=at.minute == 0 or not cells.exists())
    counts = {
        **weekly_counts(labels, wishes(split=grid.split), at, grid),
        **company_counts(at, grid),
    }
    return keep_counts(CODES, counts, at=at, known=_within(cells, labels, measures))


def _within(
    cells: QuerySet[MeasureValue], labels: set[str] | None, measures: dict[str, Measure]
) -> list[MeasureValue]:
    if labels is None:
        return list(cells)
    weeks = [Week.parse(label) for label in labels]
    wide = [measures[code].pk for code in COMPANY_WIDE if code in measures]
    recent = Q(
        start__gte=min(week.start for week in weeks), end__lte=max(week.end for week in weeks)
    )
    return [
        cell
        for cell in cells.filter(recent | Q(measure__in=wide))
        if cell.measure_id in wide or Week.of(cell.start).label in labels
    ]
