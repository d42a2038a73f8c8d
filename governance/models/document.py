"""Controlled documents and their versions (R1–R4, R24; G21, G46–G51)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.states import DocumentState


class Document(TrackedModel):
    """A policy, norm or reference; its number may be unknown (G51)."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("policy")
        NORM = "norm", _("norm")
        STANDARD = "standard", _("standard")
        REFERENCE = "reference", _("reference document")

    code = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    edition = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    named_in = models.JSONField(default=list, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                name="document_number_once", fields=["number"], condition=~Q(number="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(TrackedModel):
    """One version with its signers as text and five dates that may be unstated (G47)."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    prepared_by = models.CharField(max_length=60, blank=True)
    prepared_on = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    change_note = models.CharField(max_length=300, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    terms = models.JSONField(default=list, blank=True)
    preamble = models.JSONField(default=dict, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("document version")
        verbose_name_plural = _("document versions")
        constraints = [
            models.UniqueConstraint(
                name="document_version_label_once", fields=["document", "label"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"
