"""Lines of 过程推广及培训计划: what is taught to whom, how and when (R52, G38)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models import Person
from planning.models.line import PlanLine
from planning.states import TrainingKind, TrainingMethod
from processes.models import Process


class TrainingLine(PlanLine):
    """A training or a promotion the plan promises; the section's department answers for it, hours are lessons.

    Both are written, decided and held alike; a promotion is called one.
    """

    kind = models.CharField(
        max_length=12, choices=TrainingKind.choices, default=TrainingKind.TRAINING
    )
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topic = models.CharField(max_length=100)
    audience = models.CharField(max_length=200)
    headcount = models.PositiveIntegerField(null=True, blank=True)
    method = models.CharField(
        max_length=20, choices=TrainingMethod.choices, default=TrainingMethod.CLASSROOM
    )
    trainer = models.CharField(max_length=60, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    planned_on = models.DateField()
    assessment = models.CharField(max_length=100, blank=True)
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(PlanLine.Meta):
        verbose_name = _("planned training")
        verbose_name_plural = _("planned trainings")
        constraints = [
            *PlanLine.Meta.constraints,
            models.CheckConstraint(
                name="training_budget_not_negative", condition=Q(budget=None) | Q(budget__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def is_promotion(self) -> bool:
        """What is not called a promotion is a training."""
        return self.kind == TrainingKind.PROMOTION
