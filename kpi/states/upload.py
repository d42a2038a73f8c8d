"""How a file with weeks' data moves from the hand to the board (domain §6.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class UploadKind(models.TextChoices):
    """Weeks of one's own, or the past that the PMO brings along."""

    WEEKS = "weeks", _("weekly data")
    HISTORY = "history", _("history")


class UploadState(models.TextChoices):
    """A file is read, shown, confirmed, then stored whole; or it is refused, or nothing is left to do."""

    WAITING = "waiting", _("waiting to be read")
    READY = "ready", _("ready to confirm")
    PROPOSED = "proposed", _("waiting for a second person")
    CONFIRMED = "confirmed", _("being stored")
    STORED = "stored", _("stored")
    UNCHANGED = "unchanged", _("already imported")
    REJECTED = "rejected", _("refused")
    DROPPED = "dropped", _("dropped")


UPLOAD_STEPS = (
    Step("read", ("waiting",), "ready", "", _("Read"), by_system=True),
    Step("recognise", ("waiting",), "unchanged", "", _("Recognise"), by_system=True),
    Step("reject", ("waiting", "confirmed"), "rejected", "", _("Reject"), by_system=True),
    Step(
        "confirm",
        ("ready",),
        "confirmed",
        "submission.enter",
        _("Hand in everything"),
        tone="primary",
    ),
    Step("propose", ("ready",), "proposed", "submission.accept", _("Propose for acceptance")),
    Step("endorse", ("proposed",), "confirmed", "submission.accept", _("Accept the import")),
    Step(
        "decline",
        ("proposed",),
        "rejected",
        "submission.accept",
        _("Decline"),
        needs_note=True,
        tone="danger",
    ),
    Step("store", ("confirmed",), "stored", "", _("Store"), by_system=True),
    Step(
        "drop", ("waiting", "ready", "proposed"), "dropped", "submission.enter", _("Drop the file")
    ),
)
