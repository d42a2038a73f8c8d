"""Measures and milestones of the year (6.4.1, G29; domain §5.1 重点工作与里程碑)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models import Person
from planning.models.line import PlanLine
from processes.models import Process


class Milestone(PlanLine):
    """Something to be done by a day, by a person; after publication an obligation."""

    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=200)
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_note = models.CharField(max_length=300, blank=True)

    class Meta(PlanLine.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            *PlanLine.Meta.constraints,
            models.CheckConstraint(
                name="milestone_done_pair",
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text
