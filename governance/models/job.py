"""Long work as rows: the database is the queue, Celery only looks here (design §7)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person, roles_held
from governance.states import JobState, Role


class JobQuerySet(VisibleQuerySet):
    """Jobs by who asked for them."""

    def visible_to(self, person: Person) -> Self:
        """PMO and system administrators watch all jobs; others their own."""
        if roles_held(person) & {Role.PMO, Role.PROCESS_MANAGER, Role.SYS_ADMIN}:
            return self
        return self.filter(requested_by=person.actor_key)


class Job(models.Model):
    """One piece of work outside a request; at most one unfinished per kind and subject."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=JobState.choices, default=JobState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                name="job_once_unfinished",
                fields=["kind", "subject"],
                condition=Q(state__in=[JobState.DUE, JobState.RUNNING]),
            )
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="job_state_next")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def percent(self) -> int:
        return (
            min(100, round(100 * self.progress_done / self.progress_total))
            if self.progress_total
            else 0
        )


class Heartbeat(models.Model):
    """The last sign of life of a process, so that silence is seen by others."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class Watermark(models.Model):
    """How far a sweep has looked: the trail's last entry then, and the moment."""

    name = models.CharField(max_length=40, unique=True)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("watermark")
        verbose_name_plural = _("watermarks")

    def __str__(self) -> str:
        return self.name
