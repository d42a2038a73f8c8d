"""Cells that nobody types: what the system counts of its own records, of this clause and of later ones (6.4.2, 7)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from governance.lib.bulk import use_real_statement_room
from governance.lib.periods import Slice
from governance.services.audit import hold_the_chain
from governance.services.job import stamp_heartbeats
from kpi.models import Measure, MeasureValue
from kpi.selectors.system_count import SUPPLIED, Counts
from kpi.services.rollup import Refreshed, refresh_rollups
from kpi.states import FIGURES_BEAT, Entry, Origin

Key = tuple[int, int | None, Slice]


def keep_counts(
    codes: Collection[str],
    counts: Counts,
    *,
    at: datetime,
    known: Iterable[MeasureValue] | None = None,
    instead_of_people: bool = False,
) -> Refreshed:
    """The counted cells of some measures are exactly these counts; nothing is written where nothing has changed.

    Facts are pulled up and commands called down: planning, reviews and improvements count their own
    records and hand the counts down here; this clause knows none of them. `codes` are the measures
    spoken of, `counts` maps (measure, department or None, slice) to a number, or to None where it is
    not known yet: then both sides of its quotient leave that slice out (domain §4.3g). A cell of
    `codes` that is not counted any more goes; `known` narrows the cells looked at to those that could
    have been counted. `instead_of_people` says that somebody decided so for measures that people report:
    then they are not asked (`selectors.world.feeds`). Raises ValueError for a measure nobody promised to count.
    """
    measures = {each.code: each for each in Measure.objects.filter(code__in=codes)}
    strangers = set(codes) - SUPPLIED
    if instead_of_people:
        strangers -= {code for code, each in measures.items() if each.entry == Entry.PERSON}
    if strangers:
        raise ValueError(f"nobody promised to count {sorted(strangers)}")
    if not measures:
        return Refreshed()
    if known is None:
        keys = [each.pk for each in measures.values()]
        known = MeasureValue.objects.filter(origin=Origin.SYSTEM, measure__in=keys)
    right = {
        (measures[code].pk, department, part): None if count is None else Decimal(count)
        for (code, department, part), count in counts.items()
        if code in measures
    }
    return _write(right, {_key(cell): cell for cell in known}, list(measures.values()), at)


def _write(
    right: dict[Key, Decimal | None],
    known: dict[Key, MeasureValue],
    measures: Sequence[Measure],
    at: datetime,
) -> Refreshed:
    fresh = [key for key in right if key not in known]
    changed = [cell for key, cell in known.items() if key in right and cell.value != right[key]]
    gone = [cell for key, cell in known.items() if key not in right]
    if not fresh and not changed and not gone:
        return Refreshed()
    for cell in changed:
        cell.value = right[_key(cell)]
    days = [key[2] for key in fresh] + [Slice(cell.start, cell.end) for cell in [*changed, *gone]]
    touched = {key[0] for key in fresh} | {cell.measure_id for cell in [*changed, *gone]}
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
        moved = [each for each in measures if each.pk in touched]
        return refresh_rollups(moved, first=first, last=last, at=at)


def _key(cell: MeasureValue) -> Key:
    return cell.measure_id, cell.department_id, Slice(cell.start, cell.end)


def _cell(key: Key, value: Decimal | None) -> MeasureValue:
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
