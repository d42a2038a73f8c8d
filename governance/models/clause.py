"""Clauses of the policy, what each requires, and its text once it was imported (R3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleManager
from governance.models.document import Document, DocumentVersion


class Clause(models.Model):
    """A numbered clause: the repository ships number and title, the text comes by import."""

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
    """The company's own text of a clause in one version; never shipped."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="texts")
    document_version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="clause_texts"
    )
    text = models.TextField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("clause text")
        verbose_name_plural = _("clause texts")
        constraints = [
            models.UniqueConstraint(name="clause_text_once", fields=["clause", "document_version"])
        ]

    def __str__(self) -> str:
        return str(self.clause)


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
