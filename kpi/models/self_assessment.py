"""Self-assessments of the framework: verdicts on a checklist, a frozen look at the figures, findings (R66, G39)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person, Project
from governance.models.person import roles_held
from governance.states import Role
from kpi.models.checklist import Checklist, ChecklistItem
from kpi.states import AssessmentScope, AssessmentState, FindingState, ItemVerdict
from processes.models import Process

_WORKSHOP = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
_READERS = frozenset({Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD})
_TOLD = (AssessmentState.EVALUATED, AssessmentState.CLOSED)


class SelfAssessmentQuerySet(VisibleQuerySet):
    """Self-assessments by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see all; assessors theirs; specialists and heads what is evaluated or closed."""
        if not person.is_active:
            return self.none()
        roles = roles_held(person)
        if roles & _WORKSHOP:
            return self
        mine = Q(pk__in=Assessor.objects.filter(person=person).values("assessment"))
        if roles & _READERS:
            mine |= Q(state__in=_TOLD)
        return self.filter(mine)


class OfAssessmentQuerySet(VisibleQuerySet):
    """Rows that follow their assessment; `PATH` leads to it."""

    PATH = "assessment"

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the assessment may read its parts."""
        return self.filter(**{f"{self.PATH}__in": SelfAssessment.objects.visible_to(person)})


class OfItemQuerySet(OfAssessmentQuerySet):
    """Rows that follow an item of an assessment."""

    PATH = "item__assessment"


class SelfAssessment(TrackedModel):
    """One look at how the framework is lived in a year: of the company, or of named projects.

    `authors` holds everybody who wrote a verdict or the conclusion: none of them closes it. `figures` is
    the look at the indicators, frozen when it is evaluated; `content` all of it, frozen when it is closed.
    """

    number = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=20, choices=AssessmentScope.choices)
    projects = models.ManyToManyField(Project, blank=True, related_name="self_assessments")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="assessments")
    purpose = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=20, choices=AssessmentState.choices, default=AssessmentState.PLANNED
    )
    version = models.PositiveIntegerField(default=1)
    authors = models.JSONField(default=list, blank=True)
    conclusion = models.TextField(blank=True)
    suggestions = models.TextField(blank=True)
    figures = models.JSONField(default=list, blank=True)
    content = models.JSONField(default=dict, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = [
            models.CheckConstraint(
                name="assessment_closed_is_frozen",
                condition=~Q(state=AssessmentState.CLOSED)
                | (~Q(content_sha256="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["state", "closed_at"], name="assessment_state_closed")]

    def __str__(self) -> str:
        return self.number


class Assessor(models.Model):
    """Somebody named to judge; what they answer for themselves they do not judge."""

    assessment = models.ForeignKey(
        SelfAssessment, on_delete=models.PROTECT, related_name="assessors"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        constraints = [
            models.UniqueConstraint(name="assessor_once", fields=["assessment", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.person}"


class AssessedItem(TrackedModel):
    """The verdict on one item of the checklist, with its remark; empty until it is judged."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, choices=ItemVerdict.choices, blank=True)
    remark = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    judged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessed item")
        verbose_name_plural = _("assessed items")
        constraints = [
            models.UniqueConstraint(name="assessed_item_once", fields=["assessment", "item"]),
            models.CheckConstraint(
                name="assessed_item_has_judge",
                condition=Q(verdict="") | Q(judged_by__isnull=False, judged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.item.position}"


class AssessmentEvidence(models.Model):
    """What a verdict rests on: words, and the address of a record.

    `key` names the live record the system proposed, so that it stands once; it is empty for words.
    """

    item = models.ForeignKey(AssessedItem, on_delete=models.PROTECT, related_name="evidence")
    key = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a verdict")
        verbose_name_plural = _("evidence of verdicts")
        constraints = [
            models.UniqueConstraint(
                name="assessment_evidence_once", fields=["item", "key"], condition=~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return self.text


class AssessmentFinding(TrackedModel):
    """What conforms only in part or not at all: the department that answers for it, and what was decided."""

    assessment = models.ForeignKey(
        SelfAssessment, on_delete=models.PROTECT, related_name="findings"
    )
    item = models.OneToOneField(AssessedItem, on_delete=models.PROTECT, related_name="finding")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=20, choices=FindingState.choices, default=FindingState.OPEN)
    version = models.PositiveIntegerField(default=1)
    decision_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of a self-assessment")
        verbose_name_plural = _("findings of self-assessments")
        constraints = [
            models.UniqueConstraint(name="finding_position_once", fields=["assessment", "position"])
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.position}"
