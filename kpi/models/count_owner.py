"""Who counts for the company where several count the same things (domain §4.3i)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Department, Project
from kpi.models.measure import Measure


class CountOwner(TrackedModel):
    """One place's number of a measure is the company's, from a day to a day; the others are shares of it.

    A place (department, possibly project) rather than an assignment, so that a successor goes on in it.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="count_owners")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("owner of the count")
        verbose_name_plural = _("owners of the count")
        constraints = [
            models.CheckConstraint(
                name="count_owner_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="count_owner_once_open", fields=["measure"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} · {self.department}"
