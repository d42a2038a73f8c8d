"""Who collects the data of which process in which department (R55, G18, G56)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person, Project
from processes.models.process import Process


class AssignmentQuerySet(VisibleQuerySet):
    """Assignments are known to everybody; what they report is not."""

    def valid_between(self, start: date, end: date) -> Self:
        """Assignments that hold on at least one day of the span."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=start), valid_from__lte=end)

    def of(self, person: Person) -> Self:
        """What a person reports, themselves or as deputy."""
        return self.filter(Q(person=person) | Q(deputy=person))


class Assignment(TrackedModel):
    """A person reports a process for a department, optionally for one project, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    deputy = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deputy_assignments"
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="assignments")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="assignments")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="assignment_deputy_is_another",
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
            ),
            # Two constraints, because SQLite holds two NULL projects for different.
            models.UniqueConstraint(
                name="assignment_once_open",
                fields=["department", "process"],
                condition=Q(valid_to=None, project=None),
            ),
            models.UniqueConstraint(
                name="assignment_once_open_per_project",
                fields=["department", "process", "project"],
                condition=Q(valid_to=None, project__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.department}"

    def covers(self, start: date, end: date) -> bool:
        """Whether the assignment holds on at least one day of the span."""
        return self.valid_from <= end and (self.valid_to is None or self.valid_to >= start)
