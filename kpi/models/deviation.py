"""Deviations: every missed target of a month, why, and what follows from it (6.4.2③, R56)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.models import Person
from kpi.models.indicator import Indicator
from kpi.models.report import OfReportQuerySet, Report
from kpi.states import DeviationDecision, DeviationState


class Deviation(TrackedModel):
    """One indicator that missed its target in one month; once per report and indicator."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="deviations")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="deviations")
    cause = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=DeviationDecision.choices, blank=True)
    decision_reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=DeviationState.choices, default=DeviationState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    analysed_at = models.DateTimeField(null=True, blank=True)
    analysed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        constraints = [
            models.UniqueConstraint(name="deviation_once", fields=["report", "indicator"]),
            models.CheckConstraint(
                name="deviation_decided_has_decision",
                condition=~Q(state=DeviationState.DECIDED)
                | (~Q(decision="") & Q(decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.indicator.code}"
