"""Targets: operator, value and validity; never a bare number (G41, G42; domain §4.3k)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Department
from kpi.models.indicator import Indicator


class Target(TrackedModel):
    """What an indicator must reach from a day to a day, company-wide or for one department."""

    class Operator(models.TextChoices):
        AT_LEAST = ">=", "≥"
        AT_MOST = "<=", "≤"
        ABOVE = ">", ">"
        BELOW = "<", "<"
        EQUAL = "=", "="
        BETWEEN = "between", _("between")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    operator = models.CharField(max_length=10, choices=Operator.choices)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                name="target_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="target_between_has_upper",
                condition=~Q(operator="between") | Q(upper__gte=F("value")),
            ),
            models.UniqueConstraint(
                name="target_once_open",
                fields=["indicator"],
                condition=Q(valid_to=None, department=None),
            ),
            models.UniqueConstraint(
                name="target_once_open_per_department",
                fields=["indicator", "department"],
                condition=Q(valid_to=None, department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.operator} {self.value.normalize():f}"
