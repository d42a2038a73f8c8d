"""The chained trail: who did what, when, to which record, from what to what, and why (reliability §6.6)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person, roles_held
from governance.states import Role


class AuditQuerySet(VisibleQuerySet):
    """The whole trail is the auditor's; others read the timeline of records they may read."""

    def visible_to(self, person: Person) -> Self:
        """The auditor reads every entry; nobody else reads the trail as a list."""
        return self if Role.AUDITOR in roles_held(person) else self.none()

    def about(self, object_type: str, object_key: str) -> Self:
        """The timeline of one record; the caller has fetched that record through its own door."""
        return self.filter(object_type=object_type, object_key=object_key)


class AuditEntry(models.Model):
    """One act. No foreign keys, so the trail never blocks live data; append-only by trigger."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_key = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    via = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_key = models.CharField(max_length=80, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    note = models.TextField(blank=True)
    result = models.CharField(max_length=20, default="ok")
    request_id = models.CharField(max_length=40, blank=True)
    ip = models.CharField(max_length=45, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["object_type", "object_key"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class AuditAnchor(models.Model):
    """The head of the chain on a day, written outside the chain too, so that a cut tail is seen."""

    day = models.DateField(unique=True)
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    anchored_at = models.DateTimeField()

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit anchor")
        verbose_name_plural = _("audit anchors")

    def __str__(self) -> str:
        return f"{self.day} {self.sequence}"
