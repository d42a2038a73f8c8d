"""What the outputs register expects of each named output, and what was filed (R21, G57)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager, VisibleQuerySet
from governance.models import Document, Person
from processes.models.asset import Asset
from processes.models.output import Output
from processes.states import Frequency

OUTPUT = "output:"


class OutputExpectation(TrackedModel):
    """How often an output is owed and by whom: decided by the PMO, since the policy says neither (G57).

    `starts_on` is the first day whose periods are owed, `ended_on` the last. `place` says where a data
    store lies, which is never uploaded (G13).
    """

    output = models.OneToOneField(Output, on_delete=models.PROTECT, related_name="expectation")
    frequency = models.CharField(max_length=20, choices=Frequency.choices)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outputs_owned")
    due_workdays = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("expected output")
        verbose_name_plural = _("expected outputs")
        constraints = [
            models.CheckConstraint(
                name="expectation_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.output} · {self.get_frequency_display()}"

    @property
    def subject(self) -> str:
        """How an obligation names the output."""
        return f"{OUTPUT}{self.output_id}"


class OutputRecordQuerySet(VisibleQuerySet):
    """Filed outputs are known to everybody; what they point to keeps its own door."""

    def standing(self) -> Self:
        """Records that were not taken back."""
        return self.filter(withdrawn_at=None)


class OutputRecord(TrackedModel):
    """One filed output of a period: an asset, a document, an address, an uploaded file, or a record of the system by name.

    `filed_by` is empty where the system itself made the output. A record is taken back with a reason
    and never deleted.
    """

    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="records")
    period = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="filed_as"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_model = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=200, blank=True)
    filed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=300, blank=True)

    objects = OutputRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("filed output")
        verbose_name_plural = _("filed outputs")
        constraints = [
            models.UniqueConstraint(
                name="output_record_once",
                fields=["output", "period", "source_model", "source_key"],
                condition=~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="output_record_withdrawn_pair",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["output", "period"], name="output_record_of")]

    def __str__(self) -> str:
        return f"{self.output} · {self.period}"
