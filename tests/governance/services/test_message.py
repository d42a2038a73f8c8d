"""Messages: once per person and event, tried again, parked at the end."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Message
from governance.services.message import Note, dispatch_messages, mark_read, tell
from governance.states import MessageState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOTE = Note("report:1:issued", "月报已发布", "Report issued", url="/reports/1/")


def test_tell_twice_tells_once(specialist, officer):
    tell(NOTE, [specialist, officer], at=NOW)
    tell(NOTE, [specialist, officer], at=NOW)

    assert Message.objects.count() == 2


def test_dispatch_without_a_channel_keeps_the_inbox(specialist):
    tell(NOTE, [specialist], at=NOW)

    assert dispatch_messages(None, at=NOW) == 1
    assert Message.objects.get().state == MessageState.KEPT


def test_dispatch_sends_each_once(specialist, officer):
    sent = []
    tell(NOTE, [specialist, officer], at=NOW)

    dispatch_messages(lambda mail: sent.append(mail[0].recipient_id) or True, at=NOW)
    dispatch_messages(lambda mail: sent.append(mail[0].recipient_id) or True, at=NOW)

    assert sorted(sent) == sorted([specialist.pk, officer.pk])


def test_dispatch_to_a_dead_gateway_retries_then_parks(specialist):
    def refuse(mail):
        raise ConnectionRefusedError("gateway")

    tell(NOTE, [specialist], at=NOW)
    now, tries = NOW, 0
    while Message.objects.get().state == MessageState.DUE:
        tries += dispatch_messages(refuse, at=now)
        now += timedelta(hours=3)

    assert tries == 5
    assert Message.objects.get().state == MessageState.PARKED
    assert "gateway" in Message.objects.get().error


def test_message_is_read_by_its_recipient_only(specialist, colleague):
    tell(NOTE, [specialist], at=NOW)

    assert Message.objects.visible_to(colleague).count() == 0
    assert mark_read(Message.objects.visible_to(specialist).get(), at=NOW).read_at == NOW
