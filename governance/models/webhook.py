"""Webhooks: programs that are told of an event, and every delivery to them (issue 3 §6)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person, roles_held
from governance.states import DeliveryState, Role


class WebhookQuerySet(VisibleQuerySet):
    """Webhooks by role."""

    def visible_to(self, person: Person) -> Self:
        """PMO, auditor and system administrator see where the system speaks to; nobody else does."""
        seers = {Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR, Role.SYS_ADMIN}
        return self if roles_held(person) & seers else self.none()


class Webhook(TrackedModel):
    """An address that is told of events; its secret is shown once and kept sealed."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    sealed_secret = models.TextField()
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message to one webhook: the bytes that are sent at every try, and what became of them."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=20, choices=DeliveryState.choices, default=DeliveryState.DUE
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    tries = models.JSONField(default=list)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(
                name="webhook_told_once", fields=["webhook", "event", "subject"]
            )
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="webhook_delivery_due")]

    def __str__(self) -> str:
        return self.message_id
