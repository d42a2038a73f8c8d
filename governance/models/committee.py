"""The process management committee: its members with terms, and the rule it decides by (R23–R28, G20)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager, VisibleQuerySet
from governance.models.person import Person
from governance.states import ApprovalKind, MajorityBasis, Seat, SeparationRule, VotingForm


class CommitteeMemberQuerySet(VisibleQuerySet):
    """Members by the day of their term."""

    def in_force(self, on: date) -> Self:
        """Who sits on a day."""
        return self.filter(Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))


class CommitteeMember(TrackedModel):
    """A person sits in the committee from a day to a day, in one seat."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    seat = models.CharField(max_length=20, choices=Seat.choices, default=Seat.MEMBER)
    has_vote = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CommitteeMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee member")
        verbose_name_plural = _("committee members")
        constraints = [
            models.CheckConstraint(
                name="committee_term_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="committee_one_open_term", fields=["person"], condition=Q(valid_to=None)
            ),
            models.UniqueConstraint(
                name="committee_one_chair",
                fields=["seat"],
                condition=Q(valid_to=None, seat="chair"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_seat_display()}"


class CommitteeRule(TrackedModel):
    """How the committee decides, from a day on; recorded by the PMO, because the policy is silent (G20).

    `quorum` and `majority` are shares of 1 as numerator and denominator, so that two thirds are exact.
    """

    valid_from = models.DateField(unique=True)
    quorum_of = models.PositiveSmallIntegerField()
    quorum_in = models.PositiveSmallIntegerField()
    majority_of = models.PositiveSmallIntegerField()
    majority_in = models.PositiveSmallIntegerField()
    majority_basis = models.CharField(max_length=20, choices=MajorityBasis.choices)
    is_majority_strict = models.BooleanField(_("more than the share, not just the share"))
    abstentions_count = models.BooleanField(_("who abstains counts as present"))
    proposer_recuses = models.BooleanField(_("whoever proposes takes no part in the vote"))
    form = models.CharField(max_length=20, choices=VotingForm.choices)
    basis = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("committee rule")
        verbose_name_plural = _("committee rules")
        constraints = [
            models.CheckConstraint(
                name="committee_rule_shares",
                condition=Q(
                    quorum_in__gt=0,
                    majority_in__gt=0,
                    quorum_of__gt=0,
                    quorum_of__lte=F("quorum_in"),
                    majority_of__lte=F("majority_in"),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.quorum_of}/{self.quorum_in} · {self.majority_of}/{self.majority_in}"


class SeparationException(TrackedModel):
    """The committee lets one kind of act be done by people who otherwise may not, until a day (reliability §3.3 no. 12).

    It is printed on the document and stands in the trail; it never switches the rule off.
    """

    kind = models.CharField(max_length=40, choices=ApprovalKind.choices)
    rule = models.CharField(max_length=40, choices=SeparationRule.choices)
    reason = models.CharField(max_length=300)
    resolution = models.ForeignKey(
        "governance.Resolution", on_delete=models.PROTECT, related_name="exceptions"
    )
    valid_to = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("exception from the separation of duties")
        verbose_name_plural = _("exceptions from the separation of duties")

    def __str__(self) -> str:
        return f"{self.kind} {self.rule} → {self.valid_to}"
