"""Base measures: what people count, before any arithmetic (domain §4.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from kpi.states import Aggregation, Entry
from processes.models import Process


class Measure(TrackedModel):
    """A countable quantity with its unit and the way it adds up over time."""

    code = models.SlugField(max_length=60, unique=True)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="measures")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120)
    unit = models.CharField(max_length=20, blank=True)
    unit_en = models.CharField(max_length=20, blank=True)
    aggregation = models.CharField(
        max_length=10, choices=Aggregation.choices, default=Aggregation.SUM
    )
    entry = models.CharField(max_length=10, choices=Entry.choices, default=Entry.PERSON)
    # The words of a graded measure, the worst first: [{code, name, name_en, meets}] (G43).
    scale = models.JSONField(default=list, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    may_be_negative = models.BooleanField(default=False)
    help_text = models.CharField(max_length=300, blank=True)
    help_text_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("base measure")
        verbose_name_plural = _("base measures")

    def __str__(self) -> str:
        return self.name
