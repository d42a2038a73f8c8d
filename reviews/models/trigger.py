"""What makes a review happen at once: one of three triggers, with time and evidence (6.4.3②, R58, G31)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Document, Person
from kpi.models import Deviation
from reviews.models.feedback import Feedback
from reviews.states import TriggerKind, TriggerState


class StandardUpdate(TrackedModel):
    """A new edition of a standard the company works by; somebody has to look what it changes (G50)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=60)
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    summary = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("update of a standard")
        verbose_name_plural = _("updates of standards")
        constraints = [
            models.UniqueConstraint(name="standard_edition_once", fields=["document", "edition"])
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.edition}"


class ReviewTrigger(TrackedModel):
    """One trigger: when it happened, who raised it, on what evidence; the clock runs until the review starts."""

    kind = models.CharField(max_length=20, choices=TriggerKind.choices)
    happened_at = models.DateTimeField()
    evidence = models.TextField()
    deviation = models.ForeignKey(
        Deviation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    feedback = models.ForeignKey(
        Feedback, on_delete=models.PROTECT, null=True, blank=True, related_name="triggers"
    )
    standard_update = models.ForeignKey(
        StandardUpdate, on_delete=models.PROTECT, null=True, blank=True, related_name="triggers"
    )
    rule = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=20, choices=TriggerState.choices, default=TriggerState.RAISED
    )
    version = models.PositiveIntegerField(default=1)
    dismiss_reason = models.CharField(max_length=300, blank=True)
    raised_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("trigger of a review")
        verbose_name_plural = _("triggers of reviews")
        constraints = [
            models.UniqueConstraint(
                name="trigger_once_per_deviation",
                fields=["deviation"],
                condition=Q(deviation__isnull=False),
            ),
            models.UniqueConstraint(
                name="trigger_once_per_feedback",
                fields=["feedback"],
                condition=Q(feedback__isnull=False),
            ),
            models.UniqueConstraint(
                name="trigger_once_per_standard",
                fields=["standard_update"],
                condition=Q(standard_update__isnull=False),
            ),
            models.UniqueConstraint(
                name="trigger_once_per_finding", fields=["rule"], condition=~Q(rule="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_at:%Y-%m-%d}"
