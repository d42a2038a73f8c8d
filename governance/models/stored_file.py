"""Files that people hand in: evidence, attachments, assets; the bytes lie in a private store under a generated key."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.naming import object_type_of
from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person

# Where a file lies that the virus scanner has not seen yet: nobody reads it there.
HELD = "held"


class StoredFileQuerySet(VisibleQuerySet):
    """Files by the record they belong to; who may see that record is known to its own app."""

    def visible_to(self, person: Person) -> Self:
        """On their own, files are seen by who has handed them in; a record's page shows its files."""
        return self.filter(uploaded_by=person, removed_at=None)

    def waiting(self) -> Self:
        """Files that wait for the virus scanner; their bytes are read by nobody until then."""
        return self.filter(key__startswith=f"{HELD}/", lost_at=None)

    def on(self, *rows: models.Model) -> Self:
        """The files of some records of one kind that were not taken off again."""
        if not rows:
            return self.none()
        keys = [str(row.pk) for row in rows]
        return self.filter(
            object_type=object_type_of(rows[0]), object_key__in=keys, removed_at=None
        )


class StoredFile(models.Model):
    """One file on one record. A file that is taken off stays in the store and on the trail.

    `part` names what of the record it stands behind, in the record's own code; empty = all of it.
    """

    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    part = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_active = models.BooleanField(_("holds active content"), default=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(name="stored_file_has_bytes", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="stored_file_removed_pair",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["object_type", "object_key"], name="stored_file_on"),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="stored_file_quota"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """The scanner could not be reached when it arrived; it is read when it was looked through."""
        return self.key.startswith(f"{HELD}/") and self.lost_at is None

    @property
    def is_infected(self) -> bool:
        """The scanner found something in it after it had waited; the bytes were destroyed, the record stays."""
        return self.key.startswith(f"{HELD}/") and self.lost_at is not None

    @property
    def hash_start(self) -> str:
        """Enough of the hash to compare by eye."""
        return self.sha256[:12]

    def told(self) -> dict[str, Any]:
        """What the trail says of a file."""
        told = {"file": self.name, "size": self.size, "sha256": self.sha256}
        return {**told, "part": self.part} if self.part else told
