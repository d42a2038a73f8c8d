"""What was read out of an uploaded document: its headings with the text below them, for diff, search and reading."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleManager
from governance.models.stored_file import StoredFile
from governance.states import RenderState


class FileText(models.Model):
    """The text of one stored file, read once by a worker.

    `sections` are `{"depth", "title", "text"}` in their order, the text in Markdown; what stands before
    the first heading has depth 0. `pictures` counts the pictures that could not be taken along.
    """

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="reading")
    state = models.CharField(
        max_length=20, choices=RenderState.choices, default=RenderState.PENDING
    )
    reason = models.TextField(blank=True)
    sections = models.JSONField(default=list, blank=True)
    pictures = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        constraints = [
            models.CheckConstraint(
                name="file_text_ready_was_read",
                condition=~Q(state=RenderState.READY) | Q(read_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.file)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The sections as they were read."""
        return list(self.sections)
