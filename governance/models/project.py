"""O&M service projects: an optional dimension of everything measured (R9, G56)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager


class Project(TrackedModel):
    """A service project the company runs for a customer."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return self.name
