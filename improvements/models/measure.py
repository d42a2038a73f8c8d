"""What is done: measures with a responsible person and a date, each for a cause (6.4.4②③, R62, R63)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.models import Person
from improvements.models.cause import Cause
from improvements.models.improvement import Improvement, OfImprovementQuerySet
from improvements.states import MeasureKind, MeasureState


class ActionMeasure(TrackedModel):
    """One measure; containment stands apart and needs no cause, all others address one that was confirmed."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="measures")
    round = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=MeasureKind.choices)
    text = models.CharField(max_length=500)
    cause = models.ForeignKey(
        Cause, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="measures")
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=MeasureState.choices, default=MeasureState.OPEN)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_note = models.TextField(blank=True)

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure of an improvement")
        verbose_name_plural = _("measures of improvements")
        constraints = [
            models.UniqueConstraint(
                name="action_measure_once", fields=["improvement", "round", "position"]
            )
        ]

    def __str__(self) -> str:
        return self.text
