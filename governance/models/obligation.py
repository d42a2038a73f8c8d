"""What is owed, by whom, for which period, by when: the one list behind inbox, board and lateness."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.department import Department
from governance.models.person import Person, roles_held
from governance.states import EscalationLevel, ObligationKind, ObligationState, Role


class ObligationQuerySet(VisibleQuerySet):
    """Obligations by who owes them and who may watch."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditors see all; others what they owe themselves or their department owes."""
        roles = roles_held(person)
        if roles & {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}:
            return self
        mine = Q(responsible=person) | Q(deputy=person) | Q(responsible_role__in=roles)
        if Role.DEPARTMENT_HEAD in roles and person.department_id:
            mine |= Q(department_id=person.department_id)
        return self.filter(mine)

    def owed_by(self, person: Person) -> Self:
        """What a person must do themselves: by name, as deputy, or through a role."""
        return self.filter(
            Q(responsible=person) | Q(deputy=person) | Q(responsible_role__in=roles_held(person))
        )


class Obligation(models.Model):
    """One thing owed. Natural key: kind, subject, period. Fulfilled by acts, never by hand."""

    kind = models.CharField(max_length=30, choices=ObligationKind.choices)
    clause = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    period = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="obligations"
    )
    deputy = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deputised"
    )
    responsible_role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=ObligationState.choices, default=ObligationState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    done_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    waive_reason = models.CharField(max_length=300, blank=True)
    is_backfilled = models.BooleanField(default=False)
    calendar_note = models.CharField(max_length=60, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The highest level that was told it is overdue.
    escalated = models.CharField(max_length=20, choices=EscalationLevel.choices, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(name="obligation_once", fields=["kind", "subject", "period"]),
            models.CheckConstraint(
                name="obligation_has_someone",
                condition=Q(responsible__isnull=False) | ~Q(responsible_role=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="obligation_state_due"),
            models.Index(fields=["responsible", "state"], name="obligation_person_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.period}"
