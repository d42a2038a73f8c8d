"""Files with weeks' data that were handed in: staged, shown, confirmed, stored whole or not at all (domain §6.1)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.states import UploadKind, UploadState


class WeekUploadQuerySet(VisibleQuerySet):
    """A staged file is nobody's business but the uploader's; the past is the PMO's together."""

    def visible_to(self, person: Person) -> Self:
        """The own files; for the PMO also every file of history, since a second person decides on it."""
        mine = Q(uploaded_by=person)
        if roles_held(person) & {Role.PMO, Role.PROCESS_MANAGER}:
            mine |= Q(kind=UploadKind.HISTORY)
        return self.filter(mine)


class WeekUpload(models.Model):
    """One file: where its bytes lie until it is done with, what it says, and what became of it.

    `content` holds the weeks as they will be stored, `bad_cells` the first 200 that cannot be.
    """

    kind = models.CharField(max_length=10, choices=UploadKind.choices, default=UploadKind.WEEKS)
    state = models.CharField(
        max_length=10, choices=UploadState.choices, default=UploadState.WAITING
    )
    version = models.PositiveIntegerField(default=1)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    content = models.JSONField(default=dict, blank=True)
    sentence = models.TextField(blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    bad_cells = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WeekUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file with weekly data")
        verbose_name_plural = _("files with weekly data")
        constraints = [
            # The past that somebody brings along counts only when another person agrees (G16).
            models.CheckConstraint(
                name="upload_history_by_two",
                condition=~Q(kind=UploadKind.HISTORY)
                | Q(decided_by=None)
                | ~Q(decided_by=models.F("uploaded_by")),
            )
        ]
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"], name="upload_latest")]

    def __str__(self) -> str:
        return self.file_name
