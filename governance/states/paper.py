"""Documents on paper: their forms, and how far their printing is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RenderState(models.TextChoices):
    """A document on paper is being made, is there, or failed with a reason."""

    PENDING = "pending", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class PaperFormat(models.TextChoices):
    """The forms a document is handed out in."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"


class DrawFault(models.TextChoices):
    """Why pages of a file could not be drawn."""

    PASSWORD = "password", _("the file is protected by a password")
    BROKEN = "broken", _("the file cannot be read as a PDF")
    HEAVY = "heavy", _("drawing them takes more time or memory than is allowed")
