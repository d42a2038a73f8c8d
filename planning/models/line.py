"""What every line of the annual plan has: its section, a key that outlives versions, and who wrote it."""

from typing import Any
from uuid import uuid4

from django.db import models

from governance.lib.history import TrackedModel
from governance.models import Person
from planning.models.section import OfSectionQuerySet, PlanSection


def new_key() -> str:
    """The key of a new line."""
    return uuid4().hex


class PlanLine(TrackedModel):
    """A line of a section. `key` stays the same in every later version, so that versions can be compared."""

    section = models.ForeignKey(PlanSection, on_delete=models.PROTECT, related_name="%(class)ss")
    key = models.CharField(max_length=32, default=new_key, editable=False)
    position = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects: Any = OfSectionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(name="%(class)s_once", fields=["section", "key"]),
        ]
