"""What customers say: complaints, suggestions, praise, and surveys of their satisfaction (R58, G24)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person, Project
from governance.models.person import roles_held
from governance.states import Role
from kpi.models import Indicator
from processes.models import Process
from reviews.states import FeedbackKind, FeedbackState

_READERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


class FeedbackQuerySet(VisibleQuerySet):
    """Feedback by who may read it."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor read all; others what they registered or their department answers."""
        if not person.is_active:
            return self.none()
        if roles_held(person) & _READERS:
            return self
        mine = Q(registered_by=person)
        if person.department_id:
            mine |= Q(department_id=person.department_id)
        return self.filter(mine)


class Feedback(TrackedModel):
    """One thing a customer said; `is_major` marks a trigger and is decided with a reason (G31).

    The customer's name is personal: pages show it to those who answer, lists and files do not.
    """

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=FeedbackKind.choices)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=60, blank=True)
    customer = models.CharField(max_length=120, blank=True)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    is_major = models.BooleanField(default=False)
    major_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=20, choices=FeedbackState.choices, default=FeedbackState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_via = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    registered_at = models.DateTimeField()

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                name="feedback_major_has_reason",
                condition=Q(is_major=False) | ~Q(major_reason=""),
            ),
            models.UniqueConstraint(
                name="feedback_external_once",
                fields=["registered_via", "external_id"],
                condition=~Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SurveyQuerySet(VisibleQuerySet):
    """Surveys hold no names: whoever reads reports reads them."""


class Survey(TrackedModel):
    """One survey of satisfaction: how many were asked, answered and were satisfied; a rate needs its n.

    `indicator` is the one the PMO lets it count into; empty, it counts into none.
    """

    title = models.CharField(max_length=120)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField()
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    note = models.TextField(blank=True)
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counted_at = models.DateTimeField(null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("satisfaction survey")
        verbose_name_plural = _("satisfaction surveys")
        constraints = [
            models.CheckConstraint(
                name="survey_counts",
                condition=Q(answered__lte=F("asked"), satisfied__lte=F("answered")),
            ),
            models.CheckConstraint(
                name="survey_ends_after_start", condition=Q(end__gte=F("start"))
            ),
            models.CheckConstraint(
                name="survey_counted_by_another",
                condition=Q(indicator=None)
                | Q(counted_by__isnull=False) & ~Q(counted_by=F("registered_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ComplaintCountQuerySet(VisibleQuerySet):
    """What is counted how is open to whoever reads feedback."""


class ComplaintCount(TrackedModel):
    """From a day to a day the register's complaints about a process are the numbers of one of its indicators (G24)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = ComplaintCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of complaints")
        verbose_name_plural = _("counts of complaints")
        constraints = [
            models.UniqueConstraint(
                name="complaint_count_once_open", fields=["indicator"], condition=Q(valid_to=None)
            ),
            models.CheckConstraint(
                name="complaint_count_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.valid_from}"
