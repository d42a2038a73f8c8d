"""The assessor's folder of a period as one file: ordered by a person, made by a worker (R66; design §2.6)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models import Person


class EvidencePackQuerySet(VisibleQuerySet):
    """Packs by who ordered them."""

    def visible_to(self, person: Person) -> Self:
        """A pack holds what its orderer may read, so nobody else sees it."""
        return self.filter(ordered_by=person) if person.is_active else self.none()


class EvidencePack(models.Model):
    """One folder of evidence; without a hash it is being made, with one it stays as it is.

    `key` is where its bytes lie in the private store; `files` and `gaps` are counted in its index. Of a
    pack whose bytes were removed (G52) the record and its manifest stay, and `key` is the manifest's.
    """

    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    first = models.DateField()
    last = models.DateField()
    language = models.CharField(max_length=10)
    key = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    gaps = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidencePackQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence pack")
        verbose_name_plural = _("evidence packs")
        constraints = [
            models.UniqueConstraint(
                name="evidence_pack_once_in_making",
                fields=["ordered_by", "first", "last", "language"],
                condition=Q(sha256=""),
            ),
            models.CheckConstraint(
                name="evidence_pack_ends_after_start", condition=Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="evidence_pack_removed_was_made",
                condition=Q(removed_at=None) | Q(made_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_pack_made_is_whole",
                condition=Q(sha256="", made_at=None)
                | (~Q(sha256="") & ~Q(key="") & Q(size__gt=0, made_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"

    @property
    def subject(self) -> str:
        """How its job names it."""
        return f"pack:{self.pk}"

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return f"evidence-{self.first}_{self.last}.zip"

    @property
    def manifest_name(self) -> str:
        """What its manifest is called where it is saved."""
        return f"evidence-{self.first}_{self.last}.sha256"

    @property
    def hash_start(self) -> str:
        """Enough of the hash to compare by eye."""
        return self.sha256[:12]
