"""The work calendar: days that differ from Monday to Friday (domain §6.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager


class Workday(TrackedModel):
    """A day whose nature is known; a year with no row falls back to Monday to Friday, visibly."""

    class Kind(models.TextChoices):
        WORKDAY = "workday", _("workday")
        WEEKEND = "weekend", _("weekend")
        HOLIDAY = "holiday", _("public holiday")
        MAKEUP = "makeup", _("makeup workday")

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(max_length=100, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"

    @property
    def is_workday(self) -> bool:
        return self.kind in {self.Kind.WORKDAY, self.Kind.MAKEUP}
