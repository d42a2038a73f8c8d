"""Deviations: what a rule found in the figures, why it is so, and what follows from it (6.4.2③, R19, R56)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager, VisibleQuerySet
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.models.indicator import Indicator
from kpi.models.report import Report
from kpi.states import DeviationDecision, DeviationState
from processes.models import Assignment, Responsibility

_WORKSHOP = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
_READERS = frozenset({Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD})


class DeviationQuerySet(VisibleQuerySet):
    """Deviations by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see all; specialists and heads what an issued report tells and their own.

        One's own: what one was asked about or is responsible for, and the processes one's department
        reports or answers for (a head) or oneself reports (a specialist).
        """
        roles = roles_held(person)
        if roles & _WORKSHOP:
            return self
        if not roles & _READERS:
            return self.none()
        own, answered = Assignment.objects.of(person), Q()
        if Role.DEPARTMENT_HEAD in roles and person.department_id:
            own = Assignment.objects.filter(
                Q(department_id=person.department_id) | Q(person=person) | Q(deputy=person)
            )
            named = Responsibility.objects.filter(
                department_id=person.department_id, kind=Responsibility.Kind.RESPONSIBLE
            )
            answered = Q(indicator__process__in=named.values("process"))
        return self.filter(
            Q(asked=person)
            | answered
            | Q(responsible=person)
            | Q(report__in=Report.objects.visible_to(person))
            | Q(indicator__process__in=own.values("process"))
        )


class Deviation(TrackedModel):
    """One signal of one rule: once per indicator, scope, rule and beginning of its run.

    `period` is where the rule was first complete, `start_period` where its run began; for a single
    point they are the same. `evidence` is frozen when the rule speaks: the points, the limits, the
    target it spoke by. `report` is the month's report it is settled in: that of its own month, or the
    next draft where that one was closed already; empty until that draft exists.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="deviations"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="deviations")
    scope = models.CharField(max_length=60, default="company")
    rule = models.CharField(max_length=30, default="target_missed")
    side = models.SmallIntegerField(default=0)
    start_period = models.CharField(max_length=10)
    period = models.CharField(max_length=10)
    period_end = models.DateField()
    evidence = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    cause = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    measure = models.TextField(blank=True)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    asked = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=DeviationDecision.choices, blank=True)
    decision_reason = models.TextField(blank=True)
    returns = models.JSONField(default=list, blank=True)
    watched_at = models.DateTimeField(null=True, blank=True)
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

    objects = DeviationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        constraints = [
            models.UniqueConstraint(
                name="deviation_once", fields=["indicator", "scope", "rule", "start_period"]
            ),
            models.CheckConstraint(
                name="deviation_decided_has_decision",
                condition=~Q(state=DeviationState.DECIDED)
                | (~Q(decision="") & Q(decided_by__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="deviation_state_opened"),
            models.Index(fields=["rule", "period"], name="deviation_rule_period"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.indicator.code}"


class SignalWatch(models.Model):
    """How far the rules have read an indicator's series; its row is stale as soon as a figure changes.

    `read_by` is the fingerprint of the rules that read it, `points` how many complete figures they met.
    """

    indicator = models.OneToOneField(
        Indicator, on_delete=models.PROTECT, related_name="signal_watch"
    )
    is_stale = models.BooleanField(default=True)
    read_on = models.DateField(null=True, blank=True)
    read_by = models.CharField(max_length=16, blank=True)
    points = models.PositiveIntegerField(default=0)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("watch over an indicator")
        verbose_name_plural = _("watches over indicators")
        indexes = [models.Index(fields=["is_stale", "read_on"], name="signal_watch_stale")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.points}"
