"""Which departments answer for the processes deviations are found in (5.3, 6.4.2③, G19)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, Q, QuerySet, Value

from governance.lib.bilingual import said
from governance.models import Department
from processes.models import Assignment, Responsibility

ANSWERS = Responsibility.Kind.RESPONSIBLE


def departments_by_process(on: date) -> dict[int, list[Department]]:
    """The departments the process names as responsible, else those that report it on a day; one statement.

    The same rule as the monthly report's, in the company's order.
    """
    named = Responsibility.objects.filter(kind=ANSWERS)
    reporting = Assignment.objects.valid_between(on, on)
    rows = _places(named, is_named=True).union(_places(reporting, is_named=False))
    found: dict[bool, dict[int, list[Department]]] = {True: {}, False: {}}
    for is_named, process, pk, code, name, name_en, rank in rows:
        place = Department(pk=pk, code=code, name=name, name_en=name_en, rank=rank)
        found[is_named].setdefault(process, []).append(place)
    return {
        process: sorted(places, key=lambda each: (each.rank, each.code))
        for process, places in {**found[False], **found[True]}.items()
    }


def places_to_choose(places: Mapping[int, list[Department]]) -> list[tuple[str, str]]:
    """Every department that answers for a process, once, in the company's order: its code and its name."""
    known = {place.code: place for found in places.values() for place in found}
    return [
        (row.code, said(row))
        for row in sorted(known.values(), key=lambda each: (each.rank, each.code))
    ]


def _places(rows: QuerySet[Any], *, is_named: bool) -> Any:
    columns = [f"department__{name}" for name in ("pk", "code", "name", "name_en", "rank")]
    named = Value(is_named, output_field=BooleanField())
    return rows.order_by().annotate(is_named=named).values_list("is_named", "process_id", *columns)


def answered_by(department: str, *, on: date) -> Q:
    """Deviations of the processes a department answers for, by its code and the same rule."""
    named = Responsibility.objects.filter(kind=ANSWERS)
    own = named.filter(department__code=department).values("process")
    reported = Assignment.objects.valid_between(on, on).filter(department__code=department)
    return Q(indicator__process__in=own) | (
        Q(indicator__process__in=reported.values("process"))
        & ~Q(indicator__process__in=named.values("process"))
    )
