"""How a report looks on paper, as it was decided: a new decision is a new row, none is ever changed (G23, domain §5.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleManager
from governance.models import Person


class ReportTemplate(models.Model):
    """One decided layout of one kind of report; the latest holds, an issue keeps the one it was printed by."""

    kind = models.CharField(max_length=20, default="monthly")
    number = models.PositiveSmallIntegerField()
    layout = models.JSONField()
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("report template")
        verbose_name_plural = _("report templates")
        constraints = [
            models.UniqueConstraint(name="report_template_once", fields=["kind", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
