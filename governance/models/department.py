"""Departments: the bound parties of the policy (clauses 2 and 5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager


class Department(TrackedModel):
    """An organisation unit; `kind` stays undetermined where the policy does not say (G15)."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("department")
        BODY = "body", _("body")
        UNDETERMINED = "undetermined", _("undetermined")

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DEPARTMENT)
    named_in = models.JSONField(default=list, blank=True)
    duties = models.TextField(blank=True)
    duties_en = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name
