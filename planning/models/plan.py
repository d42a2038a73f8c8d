"""The annual plan: one versioned package of goals, resources and trainings (6.4.1; R49, R53, G29, G30)."""

from typing import Self

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Approval, Person, Resolution
from governance.permissions import Permission, rights_held
from planning.states import PlanState

IN_PREPARATION = (PlanState.DRAFT, PlanState.COMPILED)


class AnnualPlanQuerySet(VisibleQuerySet):
    """Plans by who may read one in preparation and who only what was published."""

    def visible_to(self, person: Person) -> Self:
        """Whoever reads drafts sees all; who fills sees those with a section of the own department; who decides on one, that one; everybody what was published."""
        rights = rights_held(person)
        if Permission.PLAN_VIEW_DRAFT in rights:
            return self
        if Permission.PLAN_VIEW not in rights:
            return self.none()
        seen = Q(state__in=[PlanState.PUBLISHED, PlanState.SUPERSEDED, PlanState.NOT_MADE])
        seen |= Q(pk__in=self.model.objects.asked_of(person).values("pk"))
        if Permission.PLAN_FILL in rights and person.department_id:
            seen |= Q(
                pk__in=self.model.objects.filter(
                    state__in=IN_PREPARATION, sections__department=person.department_id
                ).values("pk")
            )
        return self.filter(seen)

    def asked_of(self, person: Person) -> Self:
        """The plans whose approval asks a person or whoever they stand in for, or of which they are told."""
        return self.filter(Exists(Approval.objects.asking(person, self.model)))

    def in_preparation(self) -> Self:
        """The versions that are being made; at most one for a year."""
        return self.filter(state__in=IN_PREPARATION)


class AnnualPlan(TrackedModel):
    """One version of the plan of a year; an amendment is a new version with a new decision (G29).

    `authors` holds the keys of everybody who wrote any part of it, over all versions of the year: none
    of them decides on it. `content_sha256` is the hash of the compiled content, empty before.
    `is_before_policy` marks plan year 2025, which could not have been made under the policy (G30).
    """

    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    arrangements = models.TextField(blank=True)
    note = models.TextField(blank=True)
    is_before_policy = models.BooleanField(default=False)
    sections_due_at = models.DateTimeField(null=True, blank=True)
    authors = models.JSONField(default=list, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    compiled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    compiled_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)

    objects = AnnualPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        constraints = [
            models.UniqueConstraint(name="plan_version_once", fields=["year", "ordinal"]),
            models.UniqueConstraint(
                name="plan_one_in_preparation",
                fields=["year"],
                condition=Q(state__in=[PlanState.DRAFT, PlanState.COMPILED]),
            ),
            models.UniqueConstraint(
                name="plan_one_published",
                fields=["year"],
                condition=Q(state=PlanState.PUBLISHED),
            ),
            models.UniqueConstraint(
                name="plan_number_once", fields=["number", "ordinal"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="plan_published_is_decided",
                condition=~Q(state__in=[PlanState.PUBLISHED, PlanState.SUPERSEDED])
                | Q(resolution__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_not_made_only_before_policy",
                condition=~Q(state=PlanState.NOT_MADE) | Q(is_before_policy=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.year} {self.label}"

    @property
    def label(self) -> str:
        return f"V{self.ordinal}.0"

    @property
    def is_in_preparation(self) -> bool:
        return self.state in IN_PREPARATION
