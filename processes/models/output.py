"""Named outputs of processes (domain §1.2, G12, G13, G57)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from processes.models.process import Process


class Output(TrackedModel):
    """A document, form or data store a process produces; its cadence may be unstated."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        FORM = "form", _("form")
        DATA_STORE = "data_store", _("data store")

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="outputs")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DOCUMENT)
    cadence = models.CharField(max_length=40, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        constraints = [models.UniqueConstraint(name="output_once", fields=["process", "name"])]

    def __str__(self) -> str:
        return self.name
