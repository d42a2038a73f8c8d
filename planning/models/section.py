"""A department's part of the annual plan: its lines are its own (6.4.1, R49; reliability §3.2)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person
from governance.permissions import Permission, rights_held
from planning.models.plan import IN_PREPARATION, AnnualPlan
from planning.states import SectionState


class PlanSectionQuerySet(VisibleQuerySet):
    """Sections by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """Whoever reads drafts or decides on the plan sees all; of one in preparation others see the own department's only."""
        if Permission.PLAN_VIEW_DRAFT in rights_held(person):
            return self
        seen = self.filter(plan__in=AnnualPlan.objects.visible_to(person))
        foreign = seen.filter(plan__state__in=IN_PREPARATION).exclude(
            Q(department_id=person.department_id or 0)
            | Q(plan__in=AnnualPlan.objects.asked_of(person))
        )
        return seen.exclude(pk__in=foreign.values("pk"))


class OfSectionQuerySet(VisibleQuerySet):
    """Lines that follow their section."""

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the section may read its lines."""
        return self.filter(section__in=PlanSection.objects.visible_to(person))

    def of_plan(self, plan: AnnualPlan) -> Self:
        """The lines of one version of a plan."""
        return self.filter(section__plan=plan)


class PlanSection(TrackedModel):
    """What one department plans for the year; filled by its own people, handed in to the PMO."""

    plan = models.ForeignKey(AnnualPlan, on_delete=models.PROTECT, related_name="sections")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=SectionState.choices, default=SectionState.OPEN)
    version = models.PositiveIntegerField(default=1)
    summary = models.TextField(blank=True)
    handed_in_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handed_in_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = models.TextField(blank=True)

    objects = PlanSectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of the annual plan")
        verbose_name_plural = _("sections of the annual plan")
        constraints = [
            models.UniqueConstraint(name="plan_section_once", fields=["plan", "department"])
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.department}"
