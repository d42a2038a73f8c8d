"""Checklists of the self-assessment: versioned, written by the PMO, since the policy gives none (R66, G39)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Clause, Person, Requirement
from governance.models.person import roles_held
from governance.states import Role
from kpi.states import ChecklistState
from processes.models import Process

_WORKSHOP = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
_USED = (ChecklistState.IN_FORCE, ChecklistState.SUPERSEDED)


class ChecklistQuerySet(VisibleQuerySet):
    """Checklists by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor read drafts too; everybody else what is or was in force."""
        if not person.is_active:
            return self.none()
        return self if roles_held(person) & _WORKSHOP else self.filter(state__in=_USED)


class Checklist(TrackedModel):
    """One version of the checklist; its items are written while it is a draft and stand from then on."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    change_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=20, choices=ChecklistState.choices, default=ChecklistState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    enforced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enforced_at = models.DateTimeField(null=True, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        constraints = [
            models.UniqueConstraint(
                name="checklist_one_draft",
                fields=["state"],
                condition=Q(state=ChecklistState.DRAFT),
            ),
            models.UniqueConstraint(
                name="checklist_one_in_force",
                fields=["state"],
                condition=Q(state=ChecklistState.IN_FORCE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} V{self.number}"


class OfChecklistQuerySet(VisibleQuerySet):
    """Items follow their checklist."""

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the checklist may read its items."""
        return self.filter(checklist__in=Checklist.objects.visible_to(person))


class ChecklistItem(TrackedModel):
    """One thing that is looked at: the clause that asks for it, and the process it is looked at in.

    `clause_label` is what is printed, also where the clause is no numbered one; `standard_clause` is
    filled by the PMO for the edition of the standard it is assessed by.
    """

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    clause_label = models.CharField(max_length=20, blank=True)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    standard_clause = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500, blank=True)
    hint = models.CharField(max_length=500, blank=True)

    objects = OfChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            models.UniqueConstraint(
                name="checklist_position_once", fields=["checklist", "position"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text}"
