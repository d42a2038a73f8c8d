"""Reviews: what was on the table, who was there, what was concluded, and the items that follow (6.4.3, R57–R59)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person
from governance.models.person import roles_held
from governance.states import Attendance, Role
from processes.models import Process
from reviews.models.trigger import ReviewTrigger
from reviews.states import InputKind, ItemState, ReviewKind, ReviewState

_WORKSHOP = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
_READERS = frozenset({Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD})


class ReviewQuerySet(VisibleQuerySet):
    """Reviews by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see all; who is invited sees theirs; specialists and heads what is issued."""
        if not person.is_active:
            return self.none()
        roles = roles_held(person)
        if roles & _WORKSHOP:
            return self
        mine = Q(pk__in=ReviewAttendance.objects.filter(person=person).values("review"))
        if roles & _READERS:
            mine |= Q(state=ReviewState.SIGNED)
        return self.filter(mine)


class OfReviewQuerySet(VisibleQuerySet):
    """Rows that follow their review."""

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the review may read its parts."""
        return self.filter(review__in=Review.objects.visible_to(person))


class Review(TrackedModel):
    """One review of a period; its inputs are frozen when it is convened, its report when it is signed.

    `authors` holds everybody who wrote any part of the report: none of them signs it (reliability §3.3
    no. 3). `no_items_reason` is the explicit “无改进项”.
    """

    kind = models.CharField(max_length=20, choices=ReviewKind.choices)
    period = models.CharField(max_length=7)
    start = models.DateField()
    end = models.DateField()
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    trigger = models.OneToOneField(
        ReviewTrigger, on_delete=models.PROTECT, null=True, blank=True, related_name="review"
    )
    state = models.CharField(
        max_length=20, choices=ReviewState.choices, default=ReviewState.PREPARED
    )
    version = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    chaired_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minuted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problems = models.TextField(blank=True)
    directions = models.TextField(blank=True)
    suitability = models.TextField(blank=True)
    adequacy = models.TextField(blank=True)
    effectiveness = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    no_items_reason = models.CharField(max_length=300, blank=True)
    authors = models.JSONField(default=list, blank=True)
    content = models.JSONField(default=dict, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    prepared_by = models.CharField(max_length=80)
    prepared_at = models.DateTimeField()
    convened_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                name="review_regular_once",
                fields=["period"],
                condition=Q(kind=ReviewKind.REGULAR) & ~Q(state=ReviewState.CANCELLED),
            ),
            models.UniqueConstraint(
                name="review_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="review_ends_after_start", condition=Q(end__gte=F("start"))
            ),
            models.CheckConstraint(
                name="review_adhoc_has_trigger",
                condition=Q(kind=ReviewKind.REGULAR, trigger=None)
                | Q(kind=ReviewKind.ADHOC, trigger__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReviewInput(models.Model):
    """One input: computed when the review is opened, frozen when it is convened, with the notes of its discussion."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="inputs")
    kind = models.CharField(max_length=20, choices=InputKind.choices)
    content = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(null=True, blank=True)
    discussion = models.TextField(blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("input of a review")
        verbose_name_plural = _("inputs of reviews")
        constraints = [models.UniqueConstraint(name="review_input_once", fields=["review", "kind"])]

    def __str__(self) -> str:
        return f"{self.review} · {self.get_kind_display()}"


class ReviewAttendance(models.Model):
    """Who was invited for which department, and whether they came."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attendance = models.CharField(max_length=20, choices=Attendance.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance of a review")
        verbose_name_plural = _("attendances of reviews")
        constraints = [
            models.UniqueConstraint(name="review_attendance_once", fields=["review", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.person}"


class ReviewItem(TrackedModel):
    """An item of improvement with its responsible department; without one the report cannot be issued (R59)."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    verification = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.OPEN)
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_note = models.TextField(blank=True)

    objects = OfReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a review")
        verbose_name_plural = _("items of reviews")
        constraints = [
            models.UniqueConstraint(name="review_item_once", fields=["review", "position"])
        ]

    def __str__(self) -> str:
        return f"{self.review} · {self.position}"
