"""Settings as data: what the PMO decides where the policy is silent (domain §2, §8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager


class Setting(TrackedModel):
    """One decided value; the default stands in `governance.states.SETTINGS` until a row exists."""

    key = models.CharField(max_length=60, unique=True)
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("setting")
        verbose_name_plural = _("settings")

    def __str__(self) -> str:
        return self.key
