"""Verification by arithmetic: what the figures say of the effect, and what the verifier says to it (6.4.4④, R64, G34)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.models import Person
from improvements.models.improvement import Improvement, OfImprovementQuerySet
from improvements.states import Effect, EffectTest
from kpi.models import Indicator


class VerificationPlan(TrackedModel):
    """What is to be compared, settled with the plan: the indicator, both windows, the expected change.

    Windows are weeks (ISO, inclusive); `expected` is the change hoped for, in the indicator's own unit or in
    per cent of the value before (`is_relative`), with its sign.
    """

    improvement = models.ForeignKey(
        Improvement, on_delete=models.PROTECT, related_name="verification_plans"
    )
    round = models.PositiveSmallIntegerField(default=1)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=60, default="company")
    before_start = models.DateField()
    before_end = models.DateField()
    after_start = models.DateField()
    after_end = models.DateField()
    expected = models.DecimalField(max_digits=20, decimal_places=6)
    is_relative = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of a verification")
        verbose_name_plural = _("plans of verifications")
        constraints = [
            models.UniqueConstraint(name="verification_plan_once", fields=["improvement", "round"]),
            models.CheckConstraint(
                name="verification_windows",
                condition=Q(
                    before_end__gte=F("before_start"),
                    after_start__gt=F("before_end"),
                    after_end__gte=F("after_start"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.improvement} · {self.indicator}"


class Verification(models.Model):
    """One finding, frozen: the figures, the test, what the system proposed and what the verifier decided.

    `is_watch` marks the look again after 90 days. `figures` holds every number and the arithmetic as text.
    """

    improvement = models.ForeignKey(
        Improvement, on_delete=models.PROTECT, related_name="verifications"
    )
    round = models.PositiveSmallIntegerField()
    is_watch = models.BooleanField(default=False)
    test = models.CharField(max_length=20, choices=EffectTest.choices)
    figures = models.JSONField(default=dict)
    proposed = models.CharField(max_length=20, choices=Effect.choices)
    effect = models.CharField(max_length=20, choices=Effect.choices)
    reason = models.TextField(blank=True)
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField()

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        constraints = [
            models.CheckConstraint(
                name="verification_overruled_has_reason",
                condition=Q(effect=F("proposed")) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.improvement} {self.effect}"
