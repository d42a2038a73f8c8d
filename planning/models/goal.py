"""Goals of the year on indicators, absolute or against a baseline (6.4.1, R50; G42)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models import Department
from kpi.models import Indicator, Target
from planning.models.line import PlanLine
from planning.states import ChangeDirection, ChangeUnit, GoalKind
from processes.models import Process


class PlanGoal(PlanLine):
    """What a process is to reach in the year, or the reason why it has no goal.

    A relative goal is a rule on a baseline (“reduce by 10 % of 2026”); `value` is the line it came to.
    `baseline` is the kept figure it was computed from with its arithmetic, frozen when the section was
    handed in: {figure, value, numerator, denominator, covered, expected, status, exact, result}.
    `scope` is the department whose figure is judged; without one the whole company's is. `issued` is
    the target the publication brought into force.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=GoalKind.choices)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scope = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    operator = models.CharField(max_length=10, choices=Target.Operator.choices, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    direction = models.CharField(max_length=10, choices=ChangeDirection.choices, blank=True)
    change = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    change_unit = models.CharField(max_length=10, choices=ChangeUnit.choices, blank=True)
    baseline_period = models.CharField(max_length=10, blank=True)
    baseline = models.JSONField(default=dict, blank=True)
    text = models.CharField(max_length=300, blank=True)
    measures = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(PlanLine.Meta):
        verbose_name = _("goal of the year")
        verbose_name_plural = _("goals of the year")
        constraints = [
            *PlanLine.Meta.constraints,
            models.CheckConstraint(
                name="goal_says_what",
                condition=(
                    Q(kind=GoalKind.ABSOLUTE, indicator__isnull=False, value__isnull=False)
                    & ~Q(operator="")
                )
                | (
                    Q(kind=GoalKind.RELATIVE, indicator__isnull=False, change__isnull=False)
                    & ~Q(direction="")
                    & ~Q(change_unit="")
                    & ~Q(baseline_period="")
                )
                | (Q(kind=GoalKind.WORDS, indicator=None) & ~Q(text="") & ~Q(reason=""))
                | (Q(kind=GoalKind.NONE, indicator=None) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="goal_change_is_positive", condition=Q(change=None) | Q(change__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.indicator or self.get_kind_display()}"
