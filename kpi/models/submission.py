"""Weekly submissions (policy 6.4.2②)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.states import SubmissionState
from processes.models import Assignment

UNDECIDED = (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.RETURNED)
PAST = (SubmissionState.SUPERSEDED, SubmissionState.DISCARDED)
IS_FIRST = Q(corrects=None)


class SubmissionQuerySet(VisibleQuerySet):
    """A week's record is seen by who reports it, by the department's head, and by PMO and committee."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see all; specialists their own; heads their department's."""
        roles = roles_held(person)
        if roles & {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}:
            return self
        mine = Q(assignment__person=person) | Q(assignment__deputy=person)
        mine |= Q(assignment__in=Assignment.objects.taken_over_by(person))
        if Role.DEPARTMENT_HEAD in roles and person.department_id:
            mine |= Q(assignment__department_id=person.department_id)
        return self.filter(mine)

    def standing(self) -> Self:
        """The one record a week is read by: the accepted revision, else the first one under way."""
        return self.filter(Q(state=SubmissionState.ACCEPTED) | IS_FIRST).exclude(state__in=PAST)

    def correcting(self) -> Self:
        """Corrections that nobody has decided on yet: at most one per assignment and week."""
        return self.exclude(IS_FIRST).filter(state__in=UNDECIDED)


class Submission(TrackedModel):
    """One assignment's data of one week; a correction after acceptance is a new revision.

    `received_at`, `due_at` and `is_late` speak of the first receipt and are the same in every
    revision: a correction makes nothing late and nothing punctual.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="submissions")
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    start = models.DateField()
    end = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    correction_reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=20, choices=SubmissionState.choices, default=SubmissionState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)
    entered_by = models.JSONField(default=list, blank=True)
    entered_via = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    return_count = models.PositiveSmallIntegerField(default=0)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_note = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly submission")
        verbose_name_plural = _("weekly submissions")
        constraints = [
            models.UniqueConstraint(
                name="submission_once", fields=["assignment", "iso_year", "iso_week", "revision"]
            ),
            models.UniqueConstraint(
                name="submission_once_counting",
                fields=["assignment", "iso_year", "iso_week"],
                condition=Q(state=SubmissionState.ACCEPTED),
            ),
            models.UniqueConstraint(
                name="submission_once_undecided",
                fields=["assignment", "iso_year", "iso_week"],
                condition=Q(state__in=UNDECIDED),
            ),
            models.CheckConstraint(
                name="submission_correction_has_reason",
                condition=Q(corrects=None, revision=1)
                | (Q(corrects__isnull=False, revision__gt=1) & ~Q(correction_reason="")),
            ),
            models.CheckConstraint(
                name="submission_accepted_pair",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="submission_accepted_by_another",
                condition=Q(accepted_by=None) | ~Q(accepted_by=models.F("submitted_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["iso_year", "iso_week"], name="submission_week"),
            models.Index(fields=["state"], name="submission_state"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.iso_year}-W{self.iso_week:02d}"

    @property
    def label(self) -> str:
        """The week as it is written in addresses."""
        return f"{self.iso_year}-W{self.iso_week:02d}"

    @property
    def is_correction(self) -> bool:
        """Whether it starts from values that were accepted before."""
        return self.corrects_id is not None
