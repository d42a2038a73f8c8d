"""Improvements: one record from the problem to the changed norm (6.4.4, R60–R65, G32–G35)."""

from typing import Self

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Approval, Department, DocumentVersion, Person, PolicyIssue, Project
from governance.models.person import roles_held
from governance.states import Role
from improvements.states import Source, Stage
from kpi.models import AssessmentFinding, Deviation, Indicator
from processes.models import Assignment, Process
from reviews.models import Feedback, ReviewItem

_READERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


class ImprovementQuerySet(VisibleQuerySet):
    """Improvements by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor read all; a department its own; specialists those of their processes; everybody what they own, do or decide on."""
        if not person.is_active:
            return self.none()
        roles = roles_held(person)
        if roles & _READERS:
            return self
        mine = Q(owner=person) | Q(
            pk__in=Improvement.objects.filter(measures__responsible=person).values("pk")
        )
        mine |= Q(Exists(Approval.objects.asking(person, self.model)))
        if Role.DEPARTMENT_HEAD in roles and person.department_id:
            mine |= Q(department_id=person.department_id)
        if Role.PROCESS_SPECIALIST in roles:
            mine |= Q(process__in=Assignment.objects.of(person).values("process"))
        return self.filter(mine)


class OfImprovementQuerySet(VisibleQuerySet):
    """Rows that follow their improvement; `PATH` leads to it."""

    PATH = "improvement"

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the improvement may read its parts."""
        return self.filter(**{f"{self.PATH}__in": Improvement.objects.visible_to(person)})


class Improvement(TrackedModel):
    """One improvement; goal, measures, responsible person and due date are the four fields of 6.4.4②.

    `round` counts how often it was identified: an ineffective one begins anew and keeps its earlier
    causes, measures and verifications. `content_sha256` is what the committee votes on where it is major.
    """

    number = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    source = models.CharField(max_length=20, choices=Source.choices)
    review_item = models.ForeignKey(
        ReviewItem, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    deviation = models.ForeignKey(
        Deviation, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    feedback = models.ForeignKey(
        Feedback, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    finding = models.ForeignKey(
        AssessmentFinding,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
    )
    policy_issue = models.ForeignKey(
        PolicyIssue, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    source_note = models.TextField(blank=True)
    problem = models.TextField()
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="improvements")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="improvements"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="improvements_owned")
    state = models.CharField(max_length=20, choices=Stage.choices, default=Stage.IDENTIFY)
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    category_set = models.CharField(max_length=20, default="6m")
    is_major = models.BooleanField(null=True, blank=True)
    major_reason = models.CharField(max_length=300, blank=True)
    major_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    goal = models.TextField(blank=True)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="improvements"
    )
    planned_by = models.JSONField(default=list, blank=True)
    due_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    norm_version = models.ForeignKey(
        DocumentVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
    )
    no_norm_reason = models.CharField(max_length=500, blank=True)
    no_norm_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lesson = models.TextField(blank=True)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        constraints = [
            models.CheckConstraint(
                name="improvement_closed_is_solidified",
                condition=~Q(state=Stage.CLOSED)
                | Q(norm_version__isnull=False)
                | ~Q(no_norm_reason=""),
            ),
            models.CheckConstraint(
                name="improvement_major_has_reason",
                condition=Q(is_major=None) | ~Q(major_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="improvement_state_due")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ProgressNote(models.Model):
    """What has happened, in words; evidence files hang on it. Never changed afterwards."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        constraints = [
            models.CheckConstraint(
                name="progress_percent", condition=Q(percent=None) | Q(percent__lte=100)
            )
        ]

    def __str__(self) -> str:
        return f"{self.improvement} {self.written_at:%Y-%m-%d}"
