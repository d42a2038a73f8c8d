"""The life of one version of a controlled document, who may read it and who must (R1–R4, R24; G36, G47, G52)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class DocumentState(models.TextChoices):
    """What is stored of a version's life; being in approval and being approved are read off its case.

    A version is written, published for a day, holds from that day, and is followed by the next one or
    ends without one. A draft that is given up before it is published is discarded and keeps its trail.
    """

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    RETIRED = "retired", _("retired")
    DISCARDED = "discarded", _("discarded")


class DocumentStanding(models.TextChoices):
    """How a version stands for a reader: its state, and for a draft how its approval stands."""

    DRAFT = "draft", _("draft")
    IN_APPROVAL = "in_approval", _("in approval")
    RETURNED = "returned", _("returned")
    REJECTED = "rejected", _("rejected")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    RETIRED = "retired", _("retired")
    DISCARDED = "discarded", _("discarded")


class ContentKind(models.TextChoices):
    """A version is written here as clauses, or handed in as a file under the same flow."""

    CLAUSES = "clauses", _("written here, by clause")
    FILE = "file", _("uploaded file")


class Classification(models.TextChoices):
    """Who may read a document at all; the policy has no rule (G52), the default is internal."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")
    RESTRICTED = "restricted", _("restricted")


class Distribution(models.TextChoices):
    """Who must confirm having read a version (G52)."""

    NOBODY = "nobody", _("nobody must confirm")
    DEPARTMENTS = "departments", _("the departments named")
    EVERYONE = "everyone", _("everyone")


DOCUMENT_STEPS = (
    Step(
        "publish",
        ("draft",),
        "scheduled",
        "document.publish",
        _("Publish"),
        tone="primary",
    ),
    Step(
        "discard",
        ("draft",),
        "discarded",
        "document.write",
        _("Discard the draft"),
        needs_note=True,
        tone="danger",
    ),
    Step(
        "recall",
        ("scheduled",),
        "retired",
        "document.publish",
        _("Recall before it takes effect"),
        needs_note=True,
        tone="danger",
    ),
    Step(
        "enter_force",
        ("scheduled",),
        "in_force",
        "document.publish",
        _("Put into force"),
        by_system=True,
    ),
    # The company's own policy was in force before this system knew it (R1): it comes in by import.
    Step(
        "adopt",
        ("draft",),
        "in_force",
        "document.import",
        _("Take over as in force"),
        by_system=True,
    ),
    Step(
        "supersede", ("in_force",), "superseded", "document.publish", _("Supersede"), by_system=True
    ),
    Step("expire", ("in_force",), "retired", "document.retire", _("End"), by_system=True),
)
