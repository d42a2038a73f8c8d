"""Which document governs which process: the N of “1+3+N” (6.1, 6.3, G8)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Document
from processes.models.process import Process


class Norm(TrackedModel):
    """A document is a norm as soon as it governs at least one process."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="norms")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="governs")
    source_clause = models.CharField(max_length=20, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints = [models.UniqueConstraint(name="norm_once", fields=["process", "document"])]

    def __str__(self) -> str:
        return f"{self.document} · {self.process}"
