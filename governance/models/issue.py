"""The policy issue register: what the policy leaves open, and how we treat it meanwhile (G1–G58)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.states import IssueState


class PolicyIssue(TrackedModel):
    """An inconsistency, gap, ambiguity or slip of wording in the policy."""

    class Kind(models.TextChoices):
        INCONSISTENCY = "inconsistency", _("inconsistency")
        GAP = "gap", _("gap")
        AMBIGUITY = "ambiguity", _("ambiguity")
        WORDING = "wording", _("wording")

    class Weight(models.TextChoices):
        HIGH = "H", _("shapes the data")
        MEDIUM = "M", _("shapes behaviour")
        LOW = "L", _("wording only")

    number = models.PositiveSmallIntegerField(unique=True)
    clause = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    weight = models.CharField(max_length=1, choices=Weight.choices)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    description = models.TextField()
    description_en = models.TextField()
    treatment = models.TextField()
    treatment_en = models.TextField()
    affects = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=IssueState.choices, default=IssueState.OPEN)
    version = models.PositiveIntegerField(default=1)
    ruling = models.TextField(blank=True)
    ruled_by = models.CharField(max_length=80, blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    fixed_in_version = models.CharField(max_length=20, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("policy issue")
        verbose_name_plural = _("policy issues")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"G{self.number}"
