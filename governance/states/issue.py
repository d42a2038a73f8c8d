"""Policy issues and their rulings (domain §2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class IssueState(models.TextChoices):
    """A policy issue waits for a ruling, has one, or is left as it is."""

    OPEN = "open", _("awaiting ruling")
    RULED = "ruled", _("ruled")
    DISMISSED = "dismissed", _("no action")


ISSUE_STEPS = (
    Step(
        "rule",
        ("open",),
        "ruled",
        "policy_issue.rule",
        _("Record ruling"),
        needs_note=True,
        tone="primary",
    ),
    Step(
        "dismiss", ("open",), "dismissed", "policy_issue.rule", _("Leave as it is"), needs_note=True
    ),
    Step(
        "reopen_issue",
        ("ruled", "dismissed"),
        "open",
        "policy_issue.rule",
        _("Open again"),
        needs_note=True,
    ),
)
