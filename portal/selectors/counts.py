"""Several numbers of different records in one question to the database."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from governance.models import Person


def counted_together(person: Person, **rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each of the querysets has, by its name; nothing is asked where none is given. One statement."""
    if not rows:
        return {}
    counts = {name: _count(each) for name, each in rows.items()}
    found: dict[str, int] = Person.objects.filter(pk=person.pk).values(**counts).get()
    return found


def _count(rows: QuerySet[Any]) -> Coalesce:
    # One group of everything; a queryset without a row has no group at all.
    one = rows.order_by().annotate(counted_group=Value(1)).values("counted_group")
    return Coalesce(
        Subquery(one.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()
    )
