"""States of catalogue entries: in use or retired; nothing is ever deleted (6.1–6.3)."""

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
