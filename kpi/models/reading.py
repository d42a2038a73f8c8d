"""Who has opened which issue of a report, by which door, and when (6.4.2③; the policy names no recipients, G26)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.models.report import ReportIssue
from kpi.states import ReadingDoor

_WATCHERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR})


class ReadingQuerySet(VisibleQuerySet):
    """Readings by who may know of them."""

    def visible_to(self, person: Person) -> Self:
        """The PMO and the auditor see who has read; everybody else their own mark."""
        return self if roles_held(person) & _WATCHERS else self.filter(person=person)


class ReportReading(models.Model):
    """One person, one issue, one door: when it was opened first, when last, how often.

    A convenience like a receipt, no evidence: it stands outside the audit trail, so that reading never waits.
    """

    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=10, choices=ReadingDoor.choices)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a report")
        verbose_name_plural = _("readings of reports")
        constraints = [
            models.UniqueConstraint(name="reading_once", fields=["issue", "person", "door"])
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.person_id} {self.door}"
