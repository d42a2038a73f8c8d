"""Who collects the data of which process in which department (R55, G18, G56)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person, Project
from processes.models.process import Process

ASSIGNMENT = "assignment:"


class AssignmentQuerySet(VisibleQuerySet):
    """Assignments are known to everybody; what they report is not."""

    def valid_between(self, start: date, end: date) -> Self:
        """Assignments that hold on at least one day of the span."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=start), valid_from__lte=end)

    def of(self, person: Person) -> Self:
        """What a person reports, themselves or as deputy."""
        return self.filter(Q(person=person) | Q(deputy=person))

    def taken_over_by(self, person: Person) -> Self:
        """What others reported before, at a place (department, process, project) that a person reports since."""
        # SQL holds two missing projects for different; zero is nobody's key.
        later = (
            Assignment.objects.of(person)
            .annotate(project_key=Coalesce("project_id", 0))
            .filter(
                process=OuterRef("process_id"),
                department=OuterRef("department_id"),
                project_key=Coalesce(OuterRef("project_id"), 0),
                valid_from__gt=OuterRef("valid_from"),
            )
        )
        return self.filter(Exists(later))

    def at_place_of(self, row: "Assignment") -> Self:
        """Assignments of one department, process and project: who was there before, and who comes after."""
        return self.filter(
            department=row.department_id, process=row.process_id, project=row.project_id
        )


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

    @property
    def subject(self) -> str:
        """How an obligation names the assignment it belongs to."""
        return f"{ASSIGNMENT}{self.pk}"

    @property
    def place(self) -> tuple[int, int, int | None]:
        """What is reported, whoever reports it: department, process, project."""
        return self.department_id, self.process_id, self.project_id

    def covers(self, start: date, end: date) -> bool:
        """Whether the assignment holds on at least one day of the span."""
        return self.valid_from <= end and (self.valid_to is None or self.valid_to >= start)
