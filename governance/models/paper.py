"""Papers: the PDF or Word file of a record, printed by a worker and stored with its hash (design §5).

Who may read a paper is known to the app of its record, so rows are reached through the record.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.naming import object_type_of
from governance.lib.visibility import VisibleQuerySet
from governance.states import PaperFormat, RenderState


class PaperQuerySet(VisibleQuerySet):
    """Papers by the record they print."""

    def on(self, row: models.Model, name: str = "") -> Self:
        """The papers of a record, without their bytes; `name` narrows to one of its documents."""
        found = self.filter(object_type=object_type_of(row), object_key=str(row.pk))
        return (found.filter(name=name) if name else found).defer("content")


class Rendered:
    """Something a worker draws: how far it is."""

    state: str

    @property
    def is_ready(self) -> bool:
        return self.state == RenderState.READY

    @property
    def is_pending(self) -> bool:
        return self.state == RenderState.PENDING


class Paper(Rendered, models.Model):
    """One document of one record as it stood at one content hash, in one language and form.

    A record whose content changes gets a new paper; an earlier one stays as it was issued.
    """

    object_type = models.CharField(max_length=60)
    object_key = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    source_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10, choices=PaperFormat.choices)
    state = models.CharField(
        max_length=20, choices=RenderState.choices, default=RenderState.PENDING
    )
    reason = models.TextField(blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField()
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(
                name="paper_once",
                fields=[
                    "object_type",
                    "object_key",
                    "name",
                    "source_sha256",
                    "language",
                    "format",
                ],
            ),
            models.CheckConstraint(
                name="paper_ready_has_hash",
                condition=~Q(state=RenderState.READY) | (~Q(sha256="") & Q(size__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_key} {self.name} {self.language}.{self.format}"
