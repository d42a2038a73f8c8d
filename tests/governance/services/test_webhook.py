import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.lib import outbound
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Job, Message, Webhook, WebhookDelivery
from governance.services.job import run_due_jobs
from governance.services.webhook import (
    CannotDeclareWebhook,
    CannotResend,
    NewWebhook,
    announce_event,
    declare_webhook,
    resend_delivery,
    stop_webhook,
    try_webhook,
)
from governance.tasks import order_webhooks
from tests.listener import listening, nobody_listens

pytestmark = pytest.mark.django_db
FACTS = {"number": "X-1", "period": "2026-02", "version": "V1.0", "sha256": "ab", "url": "u"}


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.WEBHOOKS = True
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOK_HTTP = True


@pytest.fixture
def server():
    with listening() as found:
        yield found


def declare(url, by, name="platform"):
    new = NewWebhook(name, url, ("report.issued",))
    return declare_webhook(new, by=by, at=timezone.now())


@pytest.fixture
def hook(server, officer):
    return declare(server.url, officer)


def announce(subject="issue:1"):
    announce_event("report.issued", subject, FACTS, at=timezone.now())


def round_of():
    order_webhooks(timezone.now())
    return run_due_jobs(clock=timezone.now)


def test_an_event_reaches_the_program_signed(server, hook):
    announce()
    round_of()

    (_path, headers, body) = server.got[0]
    told = json.loads(body)
    assert (told["event"], told["data"]) == ("report.issued", FACTS)
    assert told["id"] == headers["Webhook-Id"]
    signed = headers["Webhook-Timestamp"].encode() + b"." + body
    mac = hmac.new(hook[1].encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Webhook-Signature"] == f"v1={mac}"
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts, row.tries[0]["status"]) == ("sent", 1, 200)
    assert Job.objects.get().state == "done"


def test_an_event_is_told_once(server, hook):
    for _time in range(3):
        announce()
    for _time in range(2):
        round_of()

    assert len(server.got) == 1


def test_nothing_is_written_while_webhooks_are_switched_off(server, hook, settings, officer):
    announce("before")
    settings.WEBHOOKS = False
    announce("meanwhile")
    round_of()

    assert server.got == []
    assert WebhookDelivery.objects.count() == 1
    with pytest.raises(CannotDeclareWebhook):
        declare(server.url, officer, name="other")


@pytest.mark.parametrize(
    ("mood", "fault", "status"), [(500, "status", 500), (302, "redirect", 302)]
)
def test_a_refused_message_is_tried_again_and_at_last_parked(
    server, hook, mood, fault, status, time_machine
):
    server.mood, at = mood, timezone.now().replace(microsecond=0)
    time_machine.move_to(at, tick=False)
    announce()
    waits = []
    for _try in range(5):
        time_machine.move_to(at, tick=False)
        round_of()
        row = WebhookDelivery.objects.get()
        waits.append(row.next_at - at)
        assert round_of() == 0
        at = row.next_at

    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == pytest.approx([1, 5, 30, 120, 0], abs=0.1)
    assert row.state == "parked"
    assert [(each["fault"], each["status"]) for each in row.tries] == [(fault, status)] * 5
    # The same message at every try, so that the other side knows it.
    assert len({headers["Webhook-Id"] for _path, headers, _body in server.got}) == 1
    assert len({body for _path, _headers, body in server.got}) == 1
    message = Message.objects.get(event_key__startswith="webhook:")
    assert message.recipient == hook[0].declared_by


def test_a_program_that_comes_back_gets_what_it_missed(server, hook, time_machine):
    server.mood = 503
    announce()
    round_of()
    server.mood = 204
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    round_of()

    assert WebhookDelivery.objects.get().state == "sent"


def test_who_hangs_is_asked_once_a_round(server, hook, monkeypatch):
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 1)
    server.mood = "hang"
    for number in range(3):
        announce(f"issue:{number}")
    round_of()

    # The program's own thread may only now come to read what lies before it.
    assert server.heard(1)
    assert sorted(len(row.tries) for row in WebhookDelivery.objects.all()) == [0, 0, 1]


def test_nobody_there_is_an_ordinary_event(officer):
    declare(nobody_listens(), officer)
    announce()
    round_of()

    assert WebhookDelivery.objects.get().tries[0]["fault"] == "connection"


def test_an_address_that_is_not_allowed_any_more_is_told_nothing(server, hook, settings):
    announce()
    settings.WEBHOOK_NETWORKS = []
    round_of()

    assert server.got == []
    assert WebhookDelivery.objects.get().tries[0]["fault"] == "address"


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "https://169.254.169.254/latest/", "ftp://127.0.0.1/", "x"]
)
def test_a_forbidden_address_cannot_be_declared(officer, url):
    with pytest.raises(CannotDeclareWebhook):
        declare(url, officer)
    assert not Webhook.objects.exists()


def test_the_secret_is_kept_sealed(hook):
    webhook, secret = hook

    assert secret.startswith("whsec_")
    assert secret not in webhook.sealed_secret
    for entry in AuditEntry.objects.all():
        assert secret not in str([entry.before, entry.after, entry.note])


def test_another_name_is_needed_while_one_is_in_use(server, officer, hook):
    with pytest.raises(CannotDeclareWebhook):
        declare(server.url, officer)
    stop_webhook(hook[0], by=officer, at=timezone.now())
    assert declare(server.url, officer)


def test_strangers_declare_stop_and_send_nothing(server, hook, specialist, system_admin):
    announce()
    row = WebhookDelivery.objects.get()
    for person in (specialist, system_admin):
        for act in (
            lambda by: declare(server.url, by, name="other"),
            lambda by: stop_webhook(hook[0], by=by, at=timezone.now()),
            lambda by: try_webhook(hook[0], by=by, at=timezone.now()),
            lambda by: resend_delivery(row, by=by, at=timezone.now()),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_a_stopped_webhook_is_told_nothing_any_more(server, hook, officer):
    announce()
    stop_webhook(hook[0], by=officer, at=timezone.now())
    announce("issue:2")
    round_of()

    assert server.got == []
    row = WebhookDelivery.objects.get()
    assert row.state == "parked"
    with pytest.raises(CannotResend):
        resend_delivery(row, by=officer, at=timezone.now())
    with pytest.raises(CannotResend):
        try_webhook(hook[0], by=officer, at=timezone.now())
    with pytest.raises(CannotDeclareWebhook):
        stop_webhook(hook[0], by=officer, at=timezone.now())


def test_a_delivery_is_sent_again_under_its_own_number(server, hook, manager):
    announce()
    round_of()
    row = resend_delivery(WebhookDelivery.objects.get(), by=manager, at=timezone.now())
    with pytest.raises(CannotResend):
        resend_delivery(row, by=manager, at=timezone.now())
    round_of()

    first, second = server.got
    assert first[2] == second[2]
    assert AuditEntry.objects.filter(action="governance.resend_delivery").count() == 1


def test_a_test_message_is_sent_to_this_one_only(server, hook, officer):
    declare(server.url, officer, name="other")
    try_webhook(hook[0], by=officer, at=timezone.now())
    round_of()

    assert [json.loads(body)["event"] for _path, _headers, body in server.got] == ["ping"]


def test_a_worker_that_died_leaves_its_delivery_to_the_next(server, hook):
    announce()
    past = timezone.now() - timedelta(minutes=5)
    WebhookDelivery.objects.update(state="running", attempts=1, lease_until=past)
    round_of()

    assert WebhookDelivery.objects.get().state == "sent"


def test_a_secret_sealed_under_a_lost_key_delivers_nothing(server, hook, settings):
    settings.SECRET_KEY = "another key of this installation" * 2
    announce()
    round_of()

    assert server.got == []
    assert WebhookDelivery.objects.get().tries[0]["fault"] == "protocol"
