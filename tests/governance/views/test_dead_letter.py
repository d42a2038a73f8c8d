"""Dead letters, group robots and the choice about e-mail, as pages."""

import pytest
from django.urls import reverse

from governance.models import Channel, MailChoice, Message
from governance.services.message import Note, tell
from governance.states import MessageState
from tests.governance.services.test_channel import (  # noqa: F401 -- fixtures of the service's tests
    at,
    new,
    server,
    switched_on,
)
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db
LETTERS = "/system/dead-letters/"


@pytest.fixture
def parked(specialist, colleague):
    note = Note("duties:1", "机密标题", body="机密正文")
    tell(note, [specialist, colleague], at=LONG_AGO)
    Message.objects.update(state=MessageState.PARKED, error="mailbox full", attempts=5)
    return list(Message.objects.order_by("pk"))


def test_the_system_administrator_sees_whom_and_why_but_not_what(client, system_admin, parked):
    client.force_login(system_admin)
    page = client.get(LETTERS).content.decode()

    assert "林小满" in page
    assert "mailbox full" in page
    assert "机密" not in page


def test_one_and_then_all_are_sent_again(client, system_admin, parked):
    client.force_login(system_admin)
    client.post(reverse("governance:mail-resend", args=[parked[0].pk]))
    assert Message.objects.filter(state=MessageState.DUE).count() == 1

    client.post(reverse("governance:dead-letters-resend"))
    assert Message.objects.filter(state=MessageState.DUE).count() == 2
    assert reverse("governance:dead-letters-resend") not in client.get(LETTERS).content.decode()


def test_an_auditor_reads_and_a_stranger_sees_nothing(client, auditor, stranger, parked):
    client.force_login(auditor)
    assert client.get(LETTERS).status_code == 200
    assert client.post(reverse("governance:dead-letters-resend")).status_code == 403

    client.force_login(stranger)
    assert client.get(LETTERS).status_code == 403


def test_a_robot_is_declared_tried_and_stopped_in_the_page(client, officer, server):  # noqa: F811 -- the fixture
    client.force_login(officer)
    wanted = new(server)
    form = {"kind": "wecom", "name": "运维群", "url": wanted.url, "topics": ["duty"]}
    client.post(reverse("governance:channel-new"), form)
    channel = Channel.objects.get()
    client.post(reverse("governance:channel-try", args=[channel.pk]))
    assert channel.posts.count() == 1

    client.post(reverse("governance:channel-stop", args=[channel.pk]))
    channel.refresh_from_db()
    assert channel.stopped_at
    page = client.get(reverse("governance:channels")).content.decode()
    assert "运维群" in page
    assert "key=abc" not in page


def test_an_address_elsewhere_is_refused_in_the_form(client, officer):
    client.force_login(officer)
    form = {"kind": "wecom", "name": "群", "url": "https://evil.example/", "topics": ["duty"]}
    page = client.post(reverse("governance:channel-new"), form).content.decode()

    assert "qyapi.weixin.qq.com" in page
    assert "evil.example" not in page
    assert Channel.objects.count() == 0


def test_a_stranger_declares_no_robot(client, specialist):
    client.force_login(specialist)

    assert client.get(reverse("governance:channel-new")).status_code == 403
    assert client.get(reverse("governance:channels")).status_code == 403


def test_everybody_chooses_for_themselves_in_the_account(client, specialist):
    client.force_login(specialist)
    client.post(reverse("governance:account-mail"), {"rhythm": "off"})
    assert MailChoice.objects.get().rhythm == "off"

    client.post(reverse("governance:account-mail"), {"rhythm": "nonsense"})
    assert MailChoice.objects.get().rhythm == "off"
    assert 'value="off"' in client.get(reverse("governance:account")).content.decode()
