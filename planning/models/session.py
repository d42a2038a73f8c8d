"""Training: sessions, who attended, what they learnt, what they thought of it (5.2⑤, 6.4.1, R34, R52)."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Document, Person
from governance.models.person import roles_held
from governance.states import Role
from planning.states import AttendanceState, SessionState, TrainingMethod, TrainingTest
from processes.models import Process

_ALL_TRAINEES = frozenset({Role.PMO, Role.PROCESS_MANAGER})
SUBJECT = "training:"


class TrainingSessionQuerySet(VisibleQuerySet):
    """Trainings are announced to everybody; who attended is not (reliability §3.2)."""

    def of_year(self, year: int) -> Self:
        """The trainings planned for a year."""
        return self.filter(planned_on__year=year)


class TrainingSession(TrackedModel):
    """One training on one occasion: out of the plan (`origin` is the key of its line) or ad hoc.

    `planned_on` is the day the plan gave it and stays when the training is moved, so that a late one
    is seen; `starts_at` is when it takes place. Somebody of the house holds it, or somebody outside.
    """

    number = models.CharField(max_length=60, unique=True)
    origin = models.CharField(max_length=80, blank=True)
    topic = models.CharField(_("topic"), max_length=120)
    topic_en = models.CharField(_("topic in English"), max_length=160, blank=True)
    processes = models.ManyToManyField(Process, blank=True, related_name="+")
    departments = models.ManyToManyField(Department, blank=True, related_name="+")
    people = models.ManyToManyField(Person, blank=True, related_name="+")
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document_version = models.CharField(max_length=40, blank=True)
    method = models.CharField(
        _("way"), max_length=20, choices=TrainingMethod.choices, default=TrainingMethod.CLASSROOM
    )
    trainer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    trainer_name = models.CharField(_("trainer from outside"), max_length=80, blank=True)
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    audience = models.CharField(_("audience in words"), max_length=200, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True, blank=True)
    planned_on = models.DateField(_("planned day"))
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    assessment = models.CharField(_("test in words"), max_length=100, blank=True)
    test = models.CharField(
        _("test"), max_length=20, choices=TrainingTest.choices, default=TrainingTest.NONE
    )
    pass_score = models.DecimalField(
        _("pass mark"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    budget = models.DecimalField(
        _("budget"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=SessionState.choices, default=SessionState.PLANNED
    )
    version = models.PositiveIntegerField(default=1)
    held_at = models.DateTimeField(null=True, blank=True)
    not_held_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        constraints = [
            models.UniqueConstraint(
                name="session_once_per_line", fields=["origin"], condition=~Q(origin="")
            ),
            models.CheckConstraint(
                name="session_trainer_one_of_two", condition=Q(trainer=None) | Q(trainer_name="")
            ),
            models.CheckConstraint(
                name="session_hours_positive", condition=Q(hours=None) | Q(hours__gt=0)
            ),
            models.CheckConstraint(
                name="session_budget_not_negative", condition=Q(budget=None) | Q(budget__gte=0)
            ),
            models.CheckConstraint(
                name="session_not_held_says_why",
                condition=~Q(state=SessionState.NOT_HELD) | ~Q(not_held_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["planned_on", "state"], name="session_planned_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.topic}"

    @property
    def subject(self) -> str:
        """How an obligation names the training it belongs to."""
        return f"{SUBJECT}{self.pk}"

    @property
    def is_tested(self) -> bool:
        """Whether somebody finds out what was learnt."""
        return self.test != TrainingTest.NONE

    @property
    def trainer_said(self) -> str:
        """Who holds it, in one word for lists."""
        return self.trainer.name if self.trainer is not None else self.trainer_name


class AttendanceQuerySet(VisibleQuerySet):
    """Who attended what: known to oneself, one's head, the trainer and the PMO (reliability §3.2)."""

    def visible_to(self, person: Person) -> Self:
        """PMO all; a head the own department; a trainer the own trainings; everybody oneself."""
        if not person.is_active:
            return self.none()
        roles = roles_held(person)
        if roles & _ALL_TRAINEES:
            return self
        own = Q(person=person) | Q(session__trainer=person)
        if Role.DEPARTMENT_HEAD in roles and person.department_id is not None:
            own |= Q(person__department=person.department_id)
        return self.filter(own)

    def in_year(self, year: int) -> Self:
        """Attendances of the trainings planned for a year."""
        return self.filter(session__planned_on__year=year)

    def counted(self) -> Self:
        """What counts: confirmed by somebody else (reliability §3.3 no. 7)."""
        return self.filter(state=AttendanceState.ATTENDED)

    def until(self, day: date) -> Self:
        """Attendances of trainings planned up to a day."""
        return self.filter(session__planned_on__lte=day)


class Attendance(TrackedModel):
    """One person at one training. The own sign-in is a claim; it counts when another has confirmed it.

    `department` is the trainee's on the day of the invitation, so that a later move changes no figure.
    """

    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=AttendanceState.choices, default=AttendanceState.INVITED
    )
    version = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    absence = models.CharField(max_length=200, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)
    has_evaluated = models.BooleanField(default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(name="training_attendance_once", fields=["session", "person"]),
            models.CheckConstraint(
                name="attendance_confirmed_by_another",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("person")),
            ),
            models.CheckConstraint(
                name="attendance_counts_when_confirmed",
                condition=~Q(state=AttendanceState.ATTENDED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_absent_says_why",
                condition=~Q(state=AttendanceState.ABSENT) | ~Q(absence=""),
            ),
            models.CheckConstraint(
                name="attendance_result_when_attended",
                condition=Q(state=AttendanceState.ATTENDED) | Q(score=None, is_passed=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.session}"


class Evaluation(models.Model):
    """What one trainee thought of a training. Nothing in the row leads back to the trainee.

    No person, no time, and a key without an order; that somebody has evaluated stands on the attendance.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="evaluations"
    )
    rating = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation of a training")
        verbose_name_plural = _("evaluations of trainings")
        constraints = [
            models.CheckConstraint(
                name="evaluation_from_one_to_five", condition=Q(rating__gte=1, rating__lte=5)
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.rating}"
