"""Webhooks as the page shows them, and what is due to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from governance.models import Person, Webhook, WebhookDelivery
from governance.states import DeliveryFault, DeliveryState, WebhookEvent


@dataclass(frozen=True)
class WebhookLine:
    """One webhook with what it is told of and how many messages stand where."""

    webhook: Webhook
    events: tuple[str, ...]
    sent: int
    waiting: int
    parked: int


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery with what became of its last try."""

    delivery: WebhookDelivery
    event: str
    status: int
    fault: str
    took: int
    may_resend: bool


def webhook_lines(person: Person) -> list[WebhookLine]:
    """Webhooks in use first, each with its count of deliveries."""
    counts = {
        name: Count("deliveries", filter=Q(deliveries__state__in=states))
        for name, states in (
            ("sent", [DeliveryState.SENT]),
            ("waiting", [DeliveryState.DUE, DeliveryState.RUNNING]),
            ("parked", [DeliveryState.PARKED]),
        )
    }
    rows = Webhook.objects.visible_to(person).select_related("declared_by").annotate(**counts)
    rows = rows.order_by("stopped_at", "name", "pk")
    labels = {event.value: str(event.label) for event in WebhookEvent}
    return [
        WebhookLine(
            row, tuple(labels[event] for event in row.events), row.sent, row.waiting, row.parked
        )
        for row in sorted(rows, key=lambda row: row.stopped_at is not None)
    ]


def deliveries_listed(person: Person) -> QuerySet[WebhookDelivery]:
    """The latest deliveries first."""
    rows: QuerySet[WebhookDelivery] = WebhookDelivery.objects.visible_to(person)
    return rows.select_related("webhook").order_by("-created_at", "-pk")


def delivery_lines(rows: list[WebhookDelivery], *, may_manage: bool) -> list[DeliveryLine]:
    """Each delivery with its last try in words."""
    return [_line(row, may_manage=may_manage) for row in rows]


def _line(row: WebhookDelivery, *, may_manage: bool) -> DeliveryLine:
    last: dict[str, Any] = row.tries[-1] if row.tries else {}
    fault = last.get("fault", "")
    ended = row.state in {DeliveryState.SENT, DeliveryState.PARKED}
    return DeliveryLine(
        row,
        str(WebhookEvent(row.event).label),
        last.get("status", 0),
        str(DeliveryFault(fault).label) if fault else "",
        last.get("ms", 0),
        may_manage and ended and row.webhook.stopped_at is None,
    )


def deliveries_due(at: datetime) -> QuerySet[WebhookDelivery]:
    """What is due, or was left behind by a worker that died."""
    due = Q(state=DeliveryState.DUE, next_at__lte=at) | Q(
        state=DeliveryState.RUNNING, lease_until__lt=at
    )
    return WebhookDelivery.objects.filter(due)


def webhooks_due(at: datetime) -> list[int]:
    """The webhooks that something is due to; none where webhooks are switched off."""
    if not settings.WEBHOOKS:
        return []
    return sorted(set(deliveries_due(at).values_list("webhook", flat=True)))
