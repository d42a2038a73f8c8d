"""States of catalogue entries and of process assets; nothing is ever deleted (6.1–6.3, R16)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class Category(models.TextChoices):
    """The three sets of the “1+3+N” framework (clause 6.1)."""

    CORE = "core", _("core process")
    SUPPORT = "support", _("support process")
    MANAGEMENT = "management", _("management process")


class ProcessState(models.TextChoices):
    """A process is in use until it is retired."""

    ACTIVE = "active", _("in use")
    RETIRED = "retired", _("retired")


PROCESS_STEPS = (
    Step(
        "retire",
        ("active",),
        "retired",
        "process.retire",
        _("Retire"),
        needs_note=True,
        tone="danger",
    ),
    Step("restore", ("retired",), "active", "process.retire", _("Bring back"), needs_note=True),
)


class Frequency(models.TextChoices):
    """How often an output is owed; the policy gives none for most outputs (G57)."""

    WEEKLY = "week", _("once a week")
    MONTHLY = "month", _("once a month")
    QUARTERLY = "quarter", _("once a quarter")
    YEARLY = "year", _("once a year")
    ON_EVENT = "event", _("when it happens")


class AssetState(models.TextChoices):
    """Where the newest version of an asset stands; an earlier accepted one stays in the library meanwhile."""

    DRAFT = "draft", _("in preparation")
    OFFERED = "offered", _("offered")
    LIBRARY = "library", _("in the library")
    ARCHIVED = "archived", _("archived")


ASSET_STEPS = (
    Step("offer", ("draft",), "offered", "asset.write", _("Offer to the library"), tone="primary"),
    Step("withdraw", ("offered",), "draft", "asset.write", _("Take back")),
    Step(
        "accept",
        ("offered",),
        "library",
        "asset.accept",
        _("Take into the library"),
        tone="primary",
    ),
    Step(
        "return",
        ("offered",),
        "draft",
        "asset.accept",
        _("Return for correction"),
        needs_note=True,
    ),
    Step("revise", ("library",), "draft", "asset.write", _("Begin a new version"), needs_note=True),
    Step(
        "archive",
        ("draft", "offered", "library"),
        "archived",
        "asset.archive",
        _("Archive"),
        needs_note=True,
        tone="danger",
    ),
)
