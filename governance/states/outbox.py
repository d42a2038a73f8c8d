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
