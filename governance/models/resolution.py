"""The register of resolutions: number, outcome, dissent and conditions (5.1, G20, G21)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.approval import Approval
from governance.models.department import Department
from governance.models.meeting import COMMITTEE_READERS, Meeting
from governance.models.person import Person, roles_held
from governance.states import ConditionState, Outcome


class ResolutionQuerySet(VisibleQuerySet):
    """Resolutions by who may read the committee's papers."""

    def visible_to(self, person: Person) -> Self:
        """Roles that follow the committee read all; others what they proposed or must fulfil a condition of."""
        if not person.is_active:
            return self.none()
        if roles_held(person) & COMMITTEE_READERS:
            return self
        owed = ResolutionCondition.objects.filter(responsible=person).values("resolution")
        return self.filter(Q(approval__proposed_by=person) | Q(pk__in=owed))


class ConditionQuerySet(VisibleQuerySet):
    """Conditions follow their resolution."""

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the resolution may read its conditions."""
        return self.filter(resolution__in=Resolution.objects.visible_to(person))


class Resolution(models.Model):
    """What the committee decided, frozen: the count, the rule it was counted by, who dissented.

    `tally` holds the counts and the arithmetic as JSON, `dissent` the opposing members with their
    reasons. Numbered without a gap in its year; never changed, never deleted.
    """

    number = models.CharField(max_length=60, unique=True)
    # Several: a case the committee returned may come back to it.
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="resolutions"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="resolutions"
    )
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    text = models.TextField(blank=True)
    tally = models.JSONField(default=dict)
    dissent = models.JSONField(default=list)
    content_sha256 = models.CharField(max_length=64)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")

    def __str__(self) -> str:
        return self.number


class ResolutionCondition(TrackedModel):
    """What the committee attached to its decision, who must do it, and whether it is done."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    state = models.CharField(
        max_length=20, choices=ConditionState.choices, default=ConditionState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    met_note = models.TextField(blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition of a resolution")
        verbose_name_plural = _("conditions of resolutions")
        constraints = [
            models.UniqueConstraint(
                name="resolution_condition_once", fields=["resolution", "position"]
            ),
            models.CheckConstraint(
                name="condition_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("responsible")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resolution} · {self.position}"
