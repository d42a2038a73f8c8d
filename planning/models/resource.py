"""Resource needs: people, tools and training, the three tables of 《过程资源需求计划》 (R51, R27, G37)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models import Person
from governance.permissions import Permission, rights_held
from planning.models.line import PlanLine
from planning.models.section import OfSectionQuerySet
from planning.states import Fulfilment, ResourceKind, ToolChange
from processes.models import Process


class ResourceLineQuerySet(OfSectionQuerySet):
    """Resource lines are about people and money: not for everybody (reliability §3.2)."""

    def visible_to(self, person: Person) -> Self:
        """Those who may read resource amounts see all; who fills the plan the own department's; nobody else any."""
        rights = rights_held(person)
        seen = super().visible_to(person)
        if Permission.RESOURCE_VIEW in rights:
            return seen
        if Permission.PLAN_FILL in rights and person.department_id:
            return seen.filter(section__department_id=person.department_id)
        return self.none()


class ResourceLine(PlanLine):
    """One need: what there is, what is needed, how the gap is closed, what it costs, by when.

    `name` is the post, the tool or the content of the training; `purpose` what a tool is for;
    `skill` what people must be able to do; `audience` whom a training is for (`need` is then the
    number of people). The gap is `need` less `have`; the cost is in yuan.
    """

    kind = models.CharField(max_length=20, choices=ResourceKind.choices)
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=200, blank=True)
    skill = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    tool_change = models.CharField(max_length=10, choices=ToolChange.choices, blank=True)
    have = models.PositiveIntegerField(default=0)
    need = models.PositiveIntegerField()
    how = models.CharField(max_length=200, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    needed_on = models.DateField(null=True, blank=True)
    fulfilment = models.CharField(
        max_length=20, choices=Fulfilment.choices, default=Fulfilment.OPEN
    )
    fulfilled = models.PositiveIntegerField(default=0)
    fulfilment_note = models.CharField(max_length=300, blank=True)
    fulfilment_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fulfilment_on = models.DateField(null=True, blank=True)

    objects = ResourceLineQuerySet.as_manager()

    class Meta(PlanLine.Meta):
        verbose_name = _("resource need")
        verbose_name_plural = _("resource needs")
        constraints = [
            *PlanLine.Meta.constraints,
            models.CheckConstraint(
                name="resource_cost_not_negative", condition=Q(cost=None) | Q(cost__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def gap(self) -> int:
        """What is missing; nothing is where there is more than is needed."""
        return max(0, self.need - self.have)
