"""Clauses of documents, the text of each in every version, and what the policy's clauses require (R3)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.outline import depth_of, parent_of
from governance.lib.visibility import VisibleManager
from governance.models.document import Document, DocumentVersion
from governance.models.person import Person


class Clause(models.Model):
    """A clause as it is cited: document and number. What it says is in the texts of the versions.

    The repository ships the policy's numbers and titles; the text comes by import or is written here.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    position = models.PositiveSmallIntegerField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(name="clause_number_once", fields=["document", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ClauseText(models.Model):
    """One clause of one version: number, title, place and text as they stand there, in Markdown.

    `lineage` is the same from version to version, whatever number the clause has been given; `revision`
    counts its edits, so that of two who edit at once the second is told.
    """

    document_version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="clause_texts"
    )
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="texts"
    )
    lineage = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("clause text")
        verbose_name_plural = _("clause texts")
        constraints = [
            models.UniqueConstraint(
                name="clause_text_number_once", fields=["document_version", "number"]
            ),
            models.UniqueConstraint(
                name="clause_text_lineage_once", fields=["document_version", "lineage"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def depth(self) -> int:
        """How deep the clause lies: 6.4.1 lies three deep."""
        return depth_of(self.number)

    @property
    def parent_number(self) -> str:
        """The number of the clause above, empty at the top."""
        return parent_of(self.number)


class Requirement(models.Model):
    """One requirement read out of the policy, in our own words (R1–R66)."""

    number = models.PositiveSmallIntegerField(unique=True)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="requirements"
    )
    clause_label = models.CharField(max_length=20)
    summary = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=400)
    needs_committee = models.BooleanField(default=False)
    cadence = models.CharField(max_length=20, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"R{self.number}"
