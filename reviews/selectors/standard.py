"""Updates of standards, each with its trigger (R58, G50)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from governance.models import Person
from reviews.models import StandardUpdate

RAISED, NOT_RAISED = "raised", "not_raised"
SORTS = {"standard": "document__code", "effective": "effective_on", "registered": "registered_at"}


@dataclass(frozen=True)
class EditionChoice:
    """What the reader of the list has chosen; empty means all."""

    document: str = ""
    trigger: str = ""
    sort: str = ""


def editions_listed(person: Person, chosen: EditionChoice) -> QuerySet[StandardUpdate]:
    """The latest first, unless sorted otherwise."""
    rows: QuerySet[StandardUpdate] = (
        StandardUpdate.objects.visible_to(person)
        .select_related("document", "registered_by")
        .prefetch_related("triggers")
    )
    if chosen.document:
        rows = rows.filter(document__code=chosen.document)
    if chosen.trigger:
        rows = rows.filter(triggers__isnull=chosen.trigger == NOT_RAISED)
    column = SORTS.get(chosen.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-registered_at", "-pk")
    sign = "-" if chosen.sort.startswith("-") else ""
    return rows.order_by(f"{sign}{column}", "-pk")
