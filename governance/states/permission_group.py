"""The rights by what they are about, in the policy's own order, and the rules no role can lift (reliability §3.2, §3.3)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.states.permission import Permission


@dataclass(frozen=True)
class PermissionGroup:
    """One object of the matrix: its name, its clause, and the first words of the rights about it."""

    label: str | Promise
    clause: str
    about: tuple[str, ...]

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Its rights, in the order in which they are declared."""
        return tuple(each for each in Permission if each.partition(".")[0] in self.about)


GROUPS = (
    PermissionGroup(_("Process framework"), "6.1–6.3", ("process",)),
    PermissionGroup(_("Documents"), "5.1, 5.2", ("document",)),
    PermissionGroup(
        _("Approvals and delegation"), "5.1", ("approval", "route", "delegation", "handover")
    ),
    PermissionGroup(_("Committee"), "5.1", ("committee", "meeting", "resolution")),
    PermissionGroup(_("Policy issues"), "–", ("policy_issue",)),
    PermissionGroup(_("Annual plan and resources"), "6.4.1", ("plan", "resource")),
    PermissionGroup(_("Training"), "5.2, 6.4.1", ("training",)),
    PermissionGroup(_("Indicators and targets"), "6.4.2", ("indicator", "target")),
    PermissionGroup(_("Weekly data"), "6.4.2", ("submission", "board")),
    PermissionGroup(_("Data sources"), "6.4.2", ("source",)),
    PermissionGroup(_("Reports and deviations"), "6.4.2", ("report", "deviation")),
    PermissionGroup(_("Reviews"), "6.4.3", ("review", "trigger")),
    PermissionGroup(_("Feedback of customers"), "4, 6.4.3", ("feedback",)),
    PermissionGroup(_("Improvements"), "6.4.4", ("improvement",)),
    PermissionGroup(_("Process assets and outputs"), "5.2", ("asset", "output")),
    PermissionGroup(_("Self-assessment"), "7", ("assessment",)),
    PermissionGroup(_("Conformance and evidence"), "7", ("conformance", "evidence_pack")),
    PermissionGroup(_("What is owed, and views"), "6.4", ("obligation", "view")),
    PermissionGroup(
        _("People, roles, assignments"), "5", ("person", "role", "second_factor", "assignment")
    ),
    PermissionGroup(_("Settings and work calendar"), "–", ("setting", "calendar")),
    PermissionGroup(
        _("Programs and messages"), "–", ("token", "webhook", "channel", "message", "api")
    ),
    PermissionGroup(_("Audit trail and system"), "–", ("audit", "system", "job", "usage")),
)

# What is checked on the persons at the moment of decision, whatever roles they hold (reliability §3.3).
ABOVE_ALL_ROLES: tuple[str | Promise, ...] = (
    _("What is not marked is refused; nothing is allowed by default."),
    _(
        "Whoever wrote, proposed or reviewed something does not decide on it, also not as somebody's deputy."
    ),
    _("Whoever entered or handed in weekly data does not accept them."),
    _("Whoever wrote the words of a report does not issue it."),
    _(
        "The owner of an improvement and those who did its measures do not verify it; who planned it does not approve it."
    ),
    _(
        "Nobody grants or lifts a right of their own; the three administrators are separate from each other and from the business."
    ),
    _(
        "An access token never accepts, approves, issues, verifies or votes; it is not a person. Nor does the clock."
    ),
    _(
        "A right opens what its holder may see: their own assignments, their own department, or everything, as each page says."
    ),
    _(
        "An exception has a name, a resolution of the committee and a last day, and stands beside the decision."
    ),
)
