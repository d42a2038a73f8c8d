"""Dated delegation of decisions: “B 代 A” (domain §6.3; reliability §3.3 no. 6)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person


class DelegationQuerySet(VisibleQuerySet):
    """Delegations by the day they hold."""

    def in_force(self, on: date) -> Self:
        """What holds on a day and was not ended before."""
        return self.filter(valid_from__lte=on, valid_to__gte=on, ended_at=None)

    def covering(self, kind: OuterRef) -> Self:
        """What covers the kind that the row outside is of; a delegation without kinds of its own covers all."""
        # SQLite cannot ask what a list in JSON contains; its text names each kind in quotation marks.
        named = Concat(Value('"'), kind, Value('"'), output_field=models.TextField())
        rows = self.annotate(kinds_text=Cast("kinds", models.TextField()))
        return rows.filter(Q(kinds=[]) | Q(kinds_text__contains=named))


class Delegation(TrackedModel):
    """A deputy decides for a principal from a day to a day; never further than one level.

    `kinds` names the kinds of approval it covers; empty = all.
    """

    principal = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegated")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputises")
    valid_from = models.DateField()
    valid_to = models.DateField()
    kinds = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_start", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="delegation_to_another", condition=~Q(principal=F("deputy"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} 代 {self.principal} {self.valid_from}–{self.valid_to}"
