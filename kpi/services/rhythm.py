"""The system measures its own rhythm (MON-01…06, REV-02): cells that nobody types (6.4.2, 7)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from governance.lib.bulk import use_real_statement_room
from governance.lib.periods import Slice, Week
from governance.services.audit import hold_the_chain
from governance.services.job import stamp_heartbeats
from kpi.models import Measure, MeasureValue
from kpi.selectors.asked import wishes
from kpi.selectors.rhythm import (
    COMPANY_WIDE,
    WEEKLY,
    company_counts,
    weekly_counts,
    weeks_of_interest,
)
from kpi.selectors.rule import collection_rules
from kpi.services.rollup import Refreshed, refresh_rollups
from kpi.states import FIGURES_BEAT, Origin

Key = tuple[int, int | None, Slice]


def count_rhythm(*, at: datetime) -> Refreshed:
    """Punctuality, acceptance, completeness, coverage and decisions are counted, never typed.

    Recent weeks each minute, all of them at the first run and on the hour, so that whatever was
    missed while the clock stood still is made good. Nothing is written where nothing has changed.
    """
    measures = {
        each.code: each for each in Measure.objects.filter(code__in=[*WEEKLY, *COMPANY_WIDE])
    }
    if not measures:
        return Refreshed()
    rules = collection_rules()
    cells = MeasureValue.objects.filter(
        origin=Origin.SYSTEM, measure__in=[each.pk for each in measures.values()]
    )
    labels = weeks_of_interest(at, everything=at.minute == 0 or not cells.exists())
    counts = {
        **weekly_counts(labels, wishes(split=rules.split), at),
        **company_counts(at, split=rules.split),
    }
    right = {
        (measures[code].pk, department, part): Decimal(count)
        for (code, department, part), count in counts.items()
        if code in measures
    }
    known = {
        (cell.measure_id, cell.department_id, Slice(cell.start, cell.end)): cell
        for cell in _within(cells, labels, measures)
    }
    return _write(right, known, list(measures.values()), at)


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


def _write(
    right: dict[Key, Decimal], known: dict[Key, MeasureValue], measures: list[Measure], at: datetime
) -> Refreshed:
    fresh = [key for key in right if key not in known]
    changed = [cell for key, cell in known.items() if key in right and cell.value != right[key]]
    gone = [cell for key, cell in known.items() if key not in right]
    if not fresh and not changed and not gone:
        return Refreshed()
    for cell in changed:
        cell.value = right[cell.measure_id, cell.department_id, Slice(cell.start, cell.end)]
    days = [key[2] for key in fresh] + [Slice(cell.start, cell.end) for cell in [*changed, *gone]]
    use_real_statement_room()
    with transaction.atomic():
        hold_the_chain()
        # Nothing of this is in the trail; whoever pulls figures sees by this that some have changed.
        stamp_heartbeats(FIGURES_BEAT, at=at)
        # Two sweeps at once count the same: the second insert of a cell is ignored.
        MeasureValue.objects.bulk_create(
            [_cell(key, right[key]) for key in fresh], ignore_conflicts=True
        )
        MeasureValue.objects.bulk_update(changed, ["value"], batch_size=500)
        MeasureValue.objects.filter(pk__in=[cell.pk for cell in gone]).delete()
        first, last = min(part.start for part in days), max(part.end for part in days)
        return refresh_rollups(measures, first=first, last=last, at=at)


def _cell(key: Key, value: Decimal) -> MeasureValue:
    measure, department, part = key
    return MeasureValue(
        measure_id=measure,
        origin=Origin.SYSTEM,
        department_id=department,
        start=part.start,
        end=part.end,
        iso_year=part.week.year,
        iso_week=part.week.week,
        value=value,
    )
