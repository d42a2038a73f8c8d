"""Proposed changes of targets and formulas: one person asks, another decides (reliability §3.3 no. 8)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Department, Person
from kpi.models.indicator import Indicator
from kpi.models.target import Target
from kpi.states import ProposalKind, ProposalState


class Proposal(TrackedModel):
    """A new formula, or a new target, from a day on; it changes nothing until somebody else approves it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)
    formula = models.CharField(max_length=300, blank=True)
    operator = models.CharField(max_length=10, choices=Target.Operator.choices, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField(max_length=1000, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            models.CheckConstraint(
                name="proposal_decided_by_another",
                condition=Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by"))
                | Q(state=ProposalState.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="proposal_says_what",
                condition=(Q(kind=ProposalKind.FORMULA) & ~Q(formula=""))
                | (Q(kind=ProposalKind.TARGET) & ~Q(operator="") & Q(value__isnull=False)),
            ),
            models.UniqueConstraint(
                name="proposal_once_open",
                fields=["indicator", "kind"],
                condition=Q(state=ProposalState.PROPOSED, department=None),
            ),
            models.UniqueConstraint(
                name="proposal_once_open_per_department",
                fields=["indicator", "kind", "department"],
                condition=Q(state=ProposalState.PROPOSED, department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.kind} {self.valid_from}"
