"""What leaves the house: messages, webhooks and their deliveries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """A message waits for the dispatcher, is being sent, was sent, or was parked after its last try."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("sending")
    SENT = "sent", _("sent")
    KEPT = "kept", _("in the inbox only")
    PARKED = "parked", _("parked")


class WebhookEvent(models.TextChoices):
    """What programs outside can be told of."""

    REPORT_ISSUED = "report.issued", _("a report was issued")
    PING = "ping", _("test message")


class DeliveryState(models.TextChoices):
    """A delivery waits, is being sent, was taken, or was parked after its last try."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("sending")
    SENT = "sent", _("delivered")
    PARKED = "parked", _("parked")


class DeliveryFault(models.TextChoices):
    """Why a try delivered nothing."""

    ADDRESS = "address", _("address not allowed")
    NAME = "name", _("name cannot be resolved")
    CONNECTION = "connection", _("no connection")
    TLS = "tls", _("certificate refused")
    TIMEOUT = "timeout", _("no answer in time")
    REDIRECT = "redirect", _("redirect, not followed")
    STATUS = "status", _("refused by the other side")
    PROTOCOL = "protocol", _("no proper answer")


class MessageTopic(models.TextChoices):
    """What a message is about: what a group robot is told of, and what leaves at once."""

    APPROVAL = "approval", _("approvals")
    DUTY = "duty", _("new items to do")
    REMINDER = "reminder", _("reminders and what is overdue")
    RECORD = "record", _("weekly data, reports and deviations")
    PLAN = "plan", _("annual plan and training")
    REVIEW = "review", _("reviews, meetings and improvements")
    OTHER = "other", _("everything else")


# A message says by the first word of its event what it is about.
TOPIC_OF = {
    "approval": MessageTopic.APPROVAL,
    "delegation": MessageTopic.APPROVAL,
    "condition": MessageTopic.APPROVAL,
    "duties": MessageTopic.DUTY,
    "handover": MessageTopic.DUTY,
    "reminder": MessageTopic.REMINDER,
    "escalation": MessageTopic.REMINDER,
    "returned": MessageTopic.RECORD,
    "signals": MessageTopic.RECORD,
    "analysis": MessageTopic.RECORD,
    "assessment": MessageTopic.RECORD,
    "report-drafted": MessageTopic.RECORD,
    "report-returned": MessageTopic.RECORD,
    "report-issued": MessageTopic.RECORD,
    "report-voided": MessageTopic.RECORD,
    "plan-section-returned": MessageTopic.PLAN,
    "training": MessageTopic.PLAN,
    "meeting": MessageTopic.REVIEW,
    "review": MessageTopic.REVIEW,
    "trigger": MessageTopic.REVIEW,
    "item": MessageTopic.REVIEW,
    "feedback": MessageTopic.REVIEW,
}


class MailRhythm(models.TextChoices):
    """How a person hears of messages outside the inbox."""

    DIGEST = "digest", _("one e-mail a workday with everything new")
    SINGLE = "single", _("one e-mail for each message")
    OFF = "off", _("no e-mail, the inbox is enough")


class ChannelKind(models.TextChoices):
    """The group robots that can be told (domain §6.2)."""

    DINGTALK = "dingtalk", _("DingTalk group robot")
    WECOM = "wecom", _("WeCom group robot")
    FEISHU = "feishu", _("Feishu group robot")


class EscalationLevel(models.TextChoices):
    """How far up it was told that something is overdue, the lowest first (design §5)."""

    OWNER = "owner", _("who owes it")
    HEAD = "head", _("head of the department")
    PMO = "pmo", _("PMO")
    COMMITTEE = "committee", _("committee")
