"""The life of one version of a controlled document (R1–R4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class DocumentState(models.TextChoices):
    """The life of one version of a controlled document."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")


DOCUMENT_STEPS = (
    Step(
        "enter_force",
        ("draft",),
        "in_force",
        "document.publish",
        _("Put into force"),
        by_system=True,
    ),
    Step(
        "supersede", ("in_force",), "superseded", "document.publish", _("Supersede"), by_system=True
    ),
)
