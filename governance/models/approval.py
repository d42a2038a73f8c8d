"""Approvals: one engine for whatever declares itself approvable (design §5; domain §6.3; 5.1, 6.4.1, 6.4.4③).

A case (`Approval`) walks through rounds of steps; a step asks people (`ApprovalTask`); a person answers
with a `Vote` bound to the hash of the content it saw.
"""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.naming import object_type_of
from governance.lib.visibility import VisibleManager, VisibleQuerySet
from governance.models.delegation import Delegation
from governance.models.person import Person, roles_held
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    Role,
    RouteMode,
    StepState,
    TaskState,
    VoidReason,
    Voters,
)

WATCHERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


class ApprovalRoute(TrackedModel):
    """How one kind of subject is decided, as the PMO has ruled; without a row the default of `states` holds, with its badge."""

    kind = models.CharField(max_length=40, choices=ApprovalKind.choices, unique=True)
    reason = models.CharField(max_length=300)
    resubmit_restarts = models.BooleanField(_("a returned case starts again at its first step"))
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("approval route")
        verbose_name_plural = _("approval routes")

    def __str__(self) -> str:
        return self.get_kind_display()


class RouteStep(models.Model):
    """One step of a route: who is asked and how many of them must agree.

    `threshold` in per cent is for the mode THRESHOLD only; `has_veto` lets one opposing vote end it.
    """

    route = models.ForeignKey(ApprovalRoute, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=80, blank=True)
    voters = models.CharField(max_length=20, choices=Voters.choices)
    people = models.ManyToManyField(Person, blank=True, related_name="+")
    mode = models.CharField(max_length=20, choices=RouteMode.choices)
    threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    has_veto = models.BooleanField(default=False)
    workdays = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("step of a route")
        verbose_name_plural = _("steps of routes")
        constraints = [
            models.UniqueConstraint(name="route_step_once", fields=["route", "position"]),
            models.CheckConstraint(
                name="route_step_threshold",
                condition=~Q(mode="threshold") | Q(threshold__gte=1, threshold__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.position} {self.label}"


class ApprovalQuerySet(VisibleQuerySet):
    """Approvals by who may follow them."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see all; others what they proposed, wrote, are asked about or are copied on.

        A deputy sees what the principal is asked about while standing in, and later what they answered.
        """
        if not person.is_active:
            return self.none()
        if roles_held(person) & WATCHERS:
            return self
        mine = (
            Q(proposed_by=person)
            | Q(pk__in=ApprovalAuthor.objects.filter(person=person).values("approval"))
            | Q(pk__in=Vote.objects.filter(cast_by=person).values("task__step__approval"))
        )
        return self.filter(mine | self._told(person))

    def asking(self, person: Person, model: type[models.Model]) -> Self:
        """For a subquery on the rows of a model: the cases about a row that a person has to know to answer them.

        They are or were asked, passed it on, are told of it, or stand in for somebody who is asked.
        """
        return self.filter(
            self._told(person),
            object_type=object_type_of(model),
            object_key=Cast(OuterRef("pk"), models.CharField()),
        )

    @staticmethod
    def _told(person: Person) -> Q:
        today = timezone.localdate()  # standing in is only ever asked for now
        stands_in = (
            Delegation.objects.in_force(today)
            .filter(deputy=person, principal__approval_tasks__step__approval=OuterRef("pk"))
            .covering(OuterRef("kind"))
        )
        return (
            Q(pk__in=ApprovalTask.objects.of(person).values("step__approval"))
            | Q(pk__in=ApprovalCopy.objects.filter(person=person).values("approval"))
            | Q(Exists(stands_in))
        )

    def about(self, row: models.Model) -> Self:
        """The approvals of one record, the latest first."""
        return self.filter(object_type=object_type_of(row), object_key=str(row.pk)).order_by("-pk")


class Approval(TrackedModel):
    """One case: what is to be decided, by its content hash, and how it stands.

    The subject is named as the trail names it, because governance knows no noun above it. `facts` are
    the lines the decision page shows first, each [label, value, label_en, value_en].
    """

    kind = models.CharField(max_length=40, choices=ApprovalKind.choices)
    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    conclusion = models.TextField(blank=True)
    conclusion_en = models.TextField(blank=True)
    facts = models.JSONField(default=list, blank=True)
    url = models.CharField(max_length=200)
    preview_url = models.CharField(max_length=200, blank=True)
    content_sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=20, choices=ApprovalState.choices, default=ApprovalState.OPEN
    )
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    resubmit_restarts = models.BooleanField(default=True)
    route_note = models.CharField(max_length=100, blank=True)
    gap = models.CharField(max_length=10, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                name="approval_once_open",
                fields=["object_type", "object_key"],
                condition=Q(state__in=[ApprovalState.OPEN, ApprovalState.RETURNED]),
            )
        ]
        indexes = [
            models.Index(fields=["object_type", "object_key"], name="approval_about"),
            models.Index(fields=["state", "kind"], name="approval_state_kind"),
        ]

    def __str__(self) -> str:
        return self.title


class OfApprovalQuerySet(VisibleQuerySet):
    """Rows that follow their approval; `PATH` leads to it."""

    PATH = "approval"

    def visible_to(self, person: Person) -> Self:
        """Whoever may follow the approval may read its parts."""
        return self.filter(**{f"{self.PATH}__in": Approval.objects.visible_to(person)})


class ApprovalAuthor(models.Model):
    """Everybody who wrote any part of the subject: none of them decides on it (reliability §3.3 nos. 1 and 5)."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = OfApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.UniqueConstraint(name="approval_author_once", fields=["approval", "person"])
        ]

    def __str__(self) -> str:
        return str(self.person)


class ApprovalStep(models.Model):
    """One step of one round, copied from the route when the round began: a later route changes nothing here."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=80, blank=True)
    voters = models.CharField(max_length=20, choices=Voters.choices)
    mode = models.CharField(max_length=20, choices=RouteMode.choices)
    threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    has_veto = models.BooleanField(default=False)
    workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=StepState.choices, default=StepState.WAITING)
    version = models.PositiveIntegerField(default=1)
    began_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an approval")
        verbose_name_plural = _("steps of approvals")
        constraints = [
            models.UniqueConstraint(
                name="approval_step_once", fields=["approval", "round", "position"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}.{self.round}.{self.position} {self.label}"


class ApprovalTaskQuerySet(OfApprovalQuerySet):
    """Tasks by whom they are asked of."""

    PATH = "step__approval"

    def of(self, person: Person) -> Self:
        """What a person is or was asked, or passed on to somebody else."""
        return self.filter(Q(person=person) | Q(passed_on_by=person))


class ApprovalTask(models.Model):
    """One person is asked in one step. A task that is passed on keeps who had it before.

    `position` is the place in a sequence. Somebody an approver added answers `added_to` that approver's
    task, before it (`turn` < 0) or after it; the step counts the answers of such a chain as one.
    """

    step = models.ForeignKey(ApprovalStep, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approval_tasks")
    position = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=TaskState.choices, default=TaskState.WAITING)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="added"
    )
    turn = models.SmallIntegerField(default=0)
    passed_on_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)

    objects = ApprovalTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval task")
        verbose_name_plural = _("approval tasks")
        constraints = [
            models.UniqueConstraint(
                name="approval_task_once",
                fields=["step", "person"],
                condition=~Q(state__in=[TaskState.CANCELLED, TaskState.REMOVED]),
            )
        ]
        indexes = [models.Index(fields=["person", "state"], name="approval_task_person")]

    def __str__(self) -> str:
        return f"{self.step} {self.person}"


class Vote(models.Model):
    """What one person answered, to which content; never changed, only made void by a changed content.

    `cast_by` is the deputy where one acts: shown as “B 代 A”. `exceptions` are the named exceptions
    without which the person could not have decided.
    """

    task = models.ForeignKey(ApprovalTask, on_delete=models.PROTECT, related_name="votes")
    cast_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ballot = models.CharField(max_length=20, choices=Ballot.choices)
    reason = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, choices=VoidReason.choices, blank=True)
    exceptions = models.ManyToManyField(
        "governance.SeparationException", blank=True, related_name="+"
    )

    class OfTaskQuerySet(OfApprovalQuerySet):
        """Votes follow their approval."""

        PATH = "task__step__approval"

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                name="vote_once_valid", fields=["task"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="vote_against_has_reason",
                condition=Q(ballot__in=[Ballot.APPROVE, Ballot.ABSTAIN]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.ballot}"


class ApprovalCopy(models.Model):
    """Somebody is told and may read; a read receipt, no say."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    copied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    copied_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = OfApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of an approval")
        verbose_name_plural = _("copies of approvals")
        constraints = [
            models.UniqueConstraint(name="approval_copy_once", fields=["approval", "person"]),
            models.CheckConstraint(
                name="approval_copy_to_another", condition=~Q(person=F("copied_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approval} → {self.person}"
