"""Programs are told of events: a row with the act, delivered afterwards, signed, tried again, then parked (issue 3 §6)."""

import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib import outbound
from governance.lib.claims import claim_row
from governance.lib.history import save_tracked
from governance.lib.outbound import Fault, Undelivered
from governance.lib.seal import SealBroken, seal, unseal
from governance.lib.workflow import Refused
from governance.models import Job, Person, Webhook, WebhookDelivery
from governance.permissions import Permission, demand
from governance.selectors.webhook import deliveries_due
from governance.services.audit import Change, record
from governance.services.job import report_progress
from governance.services.message import RETRY_AFTER, Note, tell
from governance.states import DeliveryState, WebhookEvent

JOB = "send_webhooks"
LEASE = timedelta(minutes=2)
AT_ONCE = 20
VERSION = "v1"


class CannotDeclareWebhook(Refused):
    """The webhook cannot be declared as asked."""

    code = "cannot_declare_webhook"


class CannotResend(Refused):
    """The delivery cannot be sent again now."""

    code = "cannot_resend"


@dataclass(frozen=True)
class NewWebhook:
    """What is declared: a name, an address and the events it is told of."""

    name: str
    url: str
    events: tuple[str, ...]


def declare_webhook(new: NewWebhook, *, by: Person, at: datetime) -> tuple[Webhook, str]:
    """The PMO names an address that is told of events; its secret is shown once.

    The address is judged now and again before every delivery. Returns the webhook and its secret.
    Raises `NotAllowed` and `CannotDeclareWebhook`.
    """
    demand(by, Permission.WEBHOOK_MANAGE)
    if not settings.WEBHOOKS:
        raise CannotDeclareWebhook(_("Webhooks are switched off; the operator switches them on."))
    if not new.name.strip() or not new.events or set(new.events) - set(WebhookEvent.values):
        raise CannotDeclareWebhook(_("Give a name and choose the events."))
    try:
        outbound.judge(new.url, ways())
    except Undelivered as fault:
        raise CannotDeclareWebhook(_refusal(fault.fault)) from fault
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    webhook = Webhook(
        name=new.name.strip(),
        url=new.url,
        events=list(new.events),
        sealed_secret=seal(secret),
        declared_by=by,
        declared_at=at,
    )
    after = {"name": webhook.name, "url": webhook.url, "events": webhook.events}
    with transaction.atomic():
        if Webhook.objects.filter(name=webhook.name, stopped_at=None).exists():
            raise CannotDeclareWebhook(_("A webhook of this name is there already."))
        save_tracked(webhook, by=by, at=at, reason="governance.declare_webhook")
        record("governance.declare_webhook", by=by, at=at, obj=webhook, change=Change(after=after))
    return webhook, secret


def stop_webhook(webhook: Webhook, *, by: Person, at: datetime) -> Webhook:
    """A stopped webhook is told nothing any more; what was waiting for it is parked."""
    demand(by, Permission.WEBHOOK_MANAGE)
    if webhook.stopped_at is not None:
        raise CannotDeclareWebhook(_("This webhook has been stopped already."))
    webhook.stopped_at = at
    with transaction.atomic():
        save_tracked(webhook, by=by, at=at, reason="governance.stop_webhook", fields=["stopped_at"])
        WebhookDelivery.objects.filter(webhook=webhook, state=DeliveryState.DUE).update(
            state=DeliveryState.PARKED
        )
        record("governance.stop_webhook", by=by, at=at, obj=webhook)
    return webhook


def announce_event(event: str, subject: str, facts: dict[str, Any], *, at: datetime) -> int:
    """An event is written down for every webhook that asked for it, in the transaction of the act.

    `subject` names the event for good, so that announcing it twice tells it once; `facts` carry no
    business figures. Returns how many were written.
    """
    if not settings.WEBHOOKS:
        return 0
    asked = [
        webhook for webhook in Webhook.objects.filter(stopped_at=None) if event in webhook.events
    ]
    rows = [_delivery(webhook, event, subject, facts, at) for webhook in asked]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def try_webhook(webhook: Webhook, *, by: Person, at: datetime) -> WebhookDelivery:
    """A test message shows whether the address answers, before the first real event does."""
    demand(by, Permission.WEBHOOK_MANAGE)
    if webhook.stopped_at is not None or not settings.WEBHOOKS:
        raise CannotResend(_("This webhook is told nothing at present."))
    row = _delivery(webhook, WebhookEvent.PING, f"ping:{uuid.uuid4().hex}", {}, at)
    with transaction.atomic():
        row.save()
        record("governance.try_webhook", by=by, at=at, obj=webhook)
    return row


def resend_delivery(delivery: WebhookDelivery, *, by: Person, at: datetime) -> WebhookDelivery:
    """A delivery leaves again under its own id and with its own bytes, so that the other side knows it."""
    demand(by, Permission.WEBHOOK_MANAGE)
    ended = (DeliveryState.SENT, DeliveryState.PARKED)
    with transaction.atomic():
        won = delivery.webhook.stopped_at is None and WebhookDelivery.objects.filter(
            pk=delivery.pk, state__in=ended
        ).update(state=DeliveryState.DUE, attempts=0, next_at=at)
        if not won:
            raise CannotResend(_("This delivery is still on its way, or its webhook was stopped."))
        record(
            "governance.resend_delivery",
            by=by,
            at=at,
            obj=delivery.webhook,
            change=Change(note=delivery.message_id),
        )
    delivery.refresh_from_db()
    return delivery


def send_deliveries(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """What is due for one webhook leaves in order; where one fails the others wait for the next round.

    An address that hangs is so asked once a round, not once for each of its messages.
    """
    webhook, sent = Webhook.objects.get(pk=job.payload["webhook"]), 0
    due = deliveries_due(clock()).filter(webhook=webhook)
    for pk in list(due.order_by("created_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        if not claim_row(
            WebhookDelivery.objects.all(),
            pk,
            due=DeliveryState.DUE,
            running=DeliveryState.RUNNING,
            now=clock(),
            until=clock() + LEASE,
        ):
            continue
        if not _try(WebhookDelivery.objects.select_related("webhook").get(pk=pk), clock):
            break
        sent += 1
        report_progress(job, done=sent, total=sent, at=clock())
    return {"sent": sent}


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 under the whole secret over the timestamp, a dot, and the body as it is sent.

    >>> signature_of("whsec_a", "1", b"{}")[:11]
    'v1=d56fe0e7'
    """
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"{VERSION}={mac.hexdigest()}"


def ways() -> outbound.Ways:
    """Where the operator allows webhooks to go besides public addresses."""
    return outbound.ways_of(settings.WEBHOOK_NETWORKS, allow_http=settings.WEBHOOK_HTTP)


def _delivery(
    webhook: Webhook, event: str, subject: str, facts: dict[str, Any], at: datetime
) -> WebhookDelivery:
    message_id = f"msg_{uuid.uuid4().hex}"
    body = {"id": message_id, "event": event, "created_at": at.isoformat(), "data": facts}
    return WebhookDelivery(
        webhook=webhook,
        message_id=message_id,
        event=event,
        subject=subject[:120],
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        created_at=at,
        next_at=at,
    )


def _try(delivery: WebhookDelivery, clock: Callable[[], datetime]) -> bool:
    begin, at = time.monotonic(), clock()
    try:
        status, fault = _post(delivery, at), ""
    except Undelivered as undelivered:
        status, fault = undelivered.status, undelivered.fault.value
    took = round((time.monotonic() - begin) * 1000)
    tries = [
        *delivery.tries,
        {"at": at.isoformat(), "status": status, "fault": fault, "ms": took},
    ]
    changes: dict[str, Any] = {"tries": tries[-20:], "lease_until": None}
    if not fault:
        changes |= {"state": DeliveryState.SENT, "delivered_at": clock()}
    elif delivery.attempts > len(RETRY_AFTER):
        changes |= {"state": DeliveryState.PARKED}
    else:
        wait = RETRY_AFTER[delivery.attempts - 1]
        changes |= {"state": DeliveryState.DUE, "next_at": clock() + wait}
    with transaction.atomic():
        mine = WebhookDelivery.objects.filter(pk=delivery.pk, fence=delivery.fence)
        if mine.update(**changes) and changes.get("state") == DeliveryState.PARKED:
            tell(_parked(delivery), [delivery.webhook.declared_by], at=clock())
    return not fault


def _post(delivery: WebhookDelivery, at: datetime) -> int:
    try:
        secret = unseal(delivery.webhook.sealed_secret)
    except SealBroken as broken:
        # Under a new SECRET_KEY without its fallback the secret is lost; a new webhook has a new one.
        raise Undelivered(Fault.PROTOCOL) from broken
    body, timestamp = delivery.body.encode(), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "process-governance-webhook/1",
        "Webhook-Id": delivery.message_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": signature_of(secret, timestamp, body),
    }
    return outbound.send(delivery.webhook.url, body, headers, ways())


def _refusal(fault: Fault) -> str:
    if fault == Fault.NAME:
        return _("The name in this address cannot be resolved.")
    return _(
        "This address is not allowed: https only, and into private networks only where the operator allows it."
    )


def _parked(delivery: WebhookDelivery) -> Note:
    def subject() -> str:
        return _("The webhook “%(name)s” could not be reached; the message is parked.") % {
            "name": delivery.webhook.name
        }

    with override("zh-hans"):
        chinese = subject()
    with override("en"):
        english = subject()
    key = f"webhook:{delivery.pk}:{delivery.fence}:parked"
    return Note(key, chinese, english, url="/system/webhooks/")
