"""Serial numbers: one row per series and year, counted without a gap and never backwards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleManager


class Serial(models.Model):
    """The latest number that was given in a series, e.g. `resolution.2026`."""

    series = models.CharField(max_length=80, unique=True)
    latest = models.PositiveIntegerField(default=0)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("serial number")
        verbose_name_plural = _("serial numbers")

    def __str__(self) -> str:
        return f"{self.series} {self.latest}"
