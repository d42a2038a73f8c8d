"""A dimension that does not apply to a process, with the reason: it satisfies coverage (R54, G44)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Person
from kpi.states import Dimension
from processes.models import Process


class ExemptionQuerySet(VisibleQuerySet):
    """Exemptions by the day they hold."""

    def holding_on(self, day: date) -> Self:
        """Those in force on a day, first and last day included."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Exemption(TrackedModel):
    """“Not applicable, because …” for one process and dimension, from a day until it is lifted."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="exemptions")
    dimension = models.CharField(max_length=1, choices=Dimension.choices)
    reason = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption from coverage")
        verbose_name_plural = _("exemptions from coverage")
        constraints = [
            models.CheckConstraint(
                name="exemption_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="exemption_once_open",
                fields=["process", "dimension"],
                condition=Q(valid_to=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process.code} {self.dimension}"
