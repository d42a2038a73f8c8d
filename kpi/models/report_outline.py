"""How a kind of report is laid out: what the PMO has chosen where the policy is silent (G12, G57)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.states import Grain, ReportKind

_READERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


class ReportOutlineQuerySet(VisibleQuerySet):
    """Outlines belong to the workshop."""

    def visible_to(self, person: Person) -> Self:
        """Whoever reads drafts reads how they are laid out; nobody else."""
        return self if roles_held(person) & _READERS else self.none()


class ReportOutline(TrackedModel):
    """One per kind of report; while there is none the shipped choice holds.

    `cadence` is empty while the policy names none: then the report is drafted by hand.
    `indicators` holds codes; empty means the shipped choice of the kind.
    """

    kind = models.CharField(max_length=20, choices=ReportKind.choices, unique=True)
    cadence = models.CharField(max_length=10, choices=Grain.choices, blank=True)
    recipients = models.CharField(max_length=300, blank=True)
    purpose = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    indicators = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ReportOutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("outline of a report")
        verbose_name_plural = _("outlines of reports")

    def __str__(self) -> str:
        return self.kind
