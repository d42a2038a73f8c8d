"""Interfaces between processes, directed as the policy gives them (R20, R46–R48, G10)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from processes.models.process import Process


class ProcessLink(TrackedModel):
    """One process names another as linked; the reverse is not implied."""

    source = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="links_in")
    what = models.CharField(max_length=200, blank=True)
    what_en = models.CharField(max_length=200, blank=True)
    source_clause = models.CharField(max_length=20, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("linked process")
        verbose_name_plural = _("linked processes")
        constraints = [
            models.UniqueConstraint(name="link_once", fields=["source", "target"]),
            models.CheckConstraint(name="link_not_to_itself", condition=~Q(source=F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
