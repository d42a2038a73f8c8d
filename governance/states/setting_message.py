"""What the PMO decides about messages: when they leave, by what, and how far up lateness is told (design §5)."""

from django.utils.translation import gettext_lazy as _

from governance.states.outbox import EscalationLevel, MessageTopic
from governance.states.setting_kind import SettingKind

MESSAGE_SETTINGS = (
    SettingKind("mail_enabled", False, _("send e-mail"), _("Digests by e-mail beside the inbox.")),
    SettingKind(
        "robots_enabled",
        False,
        _("tell group robots"),
        _("One message a workday with counts and a link to each declared group robot."),
    ),
    SettingKind(
        "message_begins",
        "09:00",
        _("messages leave from"),
        _("On workdays only; before it nothing is sent, the inbox has it at once."),
    ),
    SettingKind(
        "message_ends",
        "18:00",
        _("messages leave until"),
        _("After it nothing is sent before the next workday."),
    ),
    SettingKind(
        "message_at_once",
        [MessageTopic.APPROVAL.value],
        _("messages that never wait"),
        _("Sent at any hour and on any day, outside the digest."),
        choices=tuple(MessageTopic.choices),
    ),
    *(
        SettingKind(
            f"escalate_{level.value}",
            "",
            label,
            _(
                "Workdays after the due day, once. Empty: this level is not told; the policy names no intervals. Improvements have steps of their own."
            ),
            "G35",
        )
        for level, label in (
            (EscalationLevel.OWNER, _("what is overdue: told to who owes it")),
            (EscalationLevel.HEAD, _("what is overdue: told to the head of the department")),
            (EscalationLevel.PMO, _("what is overdue: told to the PMO")),
            (EscalationLevel.COMMITTEE, _("what is overdue: told to the committee")),
        )
    ),
)
