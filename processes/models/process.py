"""The process catalogue: goals, activities and duties as the policy prints them (R10–R12, R35–R48)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Department, Person
from processes.states import Category, ProcessState


class Process(TrackedModel):
    """One process; what the policy leaves out stays empty and names its policy issue in `gaps`.

    `gaps` maps a field name to the G-number that says why it is empty, e.g. {"goal": "G1"}.
    """

    code = models.SlugField(max_length=40, unique=True)
    prefix = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    aliases = models.JSONField(default=list, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    position = models.PositiveSmallIntegerField()
    named_in = models.JSONField(default=list, blank=True)
    goal = models.TextField(blank=True)
    goal_en = models.TextField(blank=True)
    boundary = models.TextField(blank=True)
    boundary_en = models.TextField(blank=True)
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="processes_owned"
    )
    link_rule = models.CharField(max_length=40, blank=True)
    link_rule_text = models.CharField(max_length=100, blank=True)
    gaps = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        max_length=20, choices=ProcessState.choices, default=ProcessState.ACTIVE
    )
    version = models.PositiveIntegerField(default=1)
    retired_on = models.DateField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")

    def __str__(self) -> str:
        return self.name


class KeyActivity(TrackedModel):
    """A key activity of a process (6.2)."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="activities")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("key activity")
        verbose_name_plural = _("key activities")
        constraints = [models.UniqueConstraint(name="activity_once", fields=["process", "name"])]

    def __str__(self) -> str:
        return self.name


class Responsibility(TrackedModel):
    """A department answers for a process or takes part in it, where the policy says so (5.3, G19)."""

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible")
        PARTICIPANT = "participant", _("takes part")
        ORGANISER = "organiser", _("organises")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="responsibilities")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="responsibilities"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source_clause = models.CharField(max_length=20, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.UniqueConstraint(name="responsibility_once", fields=["process", "department"])
        ]

    def __str__(self) -> str:
        return f"{self.department} · {self.process}"
