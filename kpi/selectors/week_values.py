"""What was reported of a week, in short: to stand beside what is still to be filled in (6.4.2②; design §3)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from governance.lib.periods import Week
from kpi.models import MeasureValue, Submission
from kpi.states import Origin


@dataclass(frozen=True)
class WeekValue:
    """One measure of a week: its values, two where a month ends inside the week (G26), None where there was no data."""

    name: str
    name_en: str
    unit: str
    unit_en: str
    values: tuple[Decimal | None, ...]


def values_of_week(assignments: Collection[int], week: Week) -> dict[int, list[WeekValue]]:
    """The numbers that people entered for a week, per assignment; of each week the record that counts. One statement.

    Grades and values by a dimension are left to the form.
    """
    if not assignments:
        return {}
    records = Submission.objects.filter(
        assignment__in=assignments, iso_year=week.year, iso_week=week.week
    ).standing()
    rows: Any = (
        MeasureValue.objects.filter(
            submission__in=records, origin=Origin.ENTRY, dimension="", grade=""
        )
        .order_by("submission__assignment", "measure__code", "start")
        .values_list(
            "submission__assignment",
            "measure__name",
            "measure__name_en",
            "measure__unit",
            "measure__unit_en",
            "value",
        )
    )
    found: dict[tuple[Any, ...], list[Decimal | None]] = {}
    for *measure, value in rows:
        found.setdefault(tuple(measure), []).append(value)
    told: dict[int, list[WeekValue]] = {}
    for (assignment, name, name_en, unit, unit_en), values in found.items():
        value = WeekValue(name, name_en, unit, unit_en, tuple(values))
        told.setdefault(assignment, []).append(value)
    return told
