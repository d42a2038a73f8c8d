"""Dead letters, group robots and the choice about e-mail, as pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import Channel, ChannelPost, MailChoice, Message
from governance.services.channel import declare_channel, try_channel
from governance.services.message import Note, tell
from governance.states import DeliveryState, MessageState
from tests.governance.services.test_channel import (  # noqa: F401 -- fixtures of the service's tests
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


@pytest.fixture
def add(officer, specialist, colleague, server):  # noqa: F811 -- the fixture
    """Adds a parked e-mail to each of two people, and a robot with a parked message."""

    def one_more(number):
        tell(Note(f"duties:{number}", "x"), [specialist, colleague], at=LONG_AGO)
        Message.objects.update(state=MessageState.PARKED)
        channel = declare_channel(new(server, name=f"群 {number}"), by=officer, at=LONG_AGO)
        try_channel(channel, by=officer, at=LONG_AGO)
        ChannelPost.objects.update(state=DeliveryState.PARKED)

    return one_more


@pytest.mark.parametrize("page", ["dead-letters", "channels"])
def test_a_list_costs_as_much_for_many_as_for_one(client, system_admin, add, page):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(f"governance:{page}")).status_code == 200
        return len(caught)

    client.force_login(system_admin)
    add(1)
    cost()  # the first request of a session asks more
    one = cost()
    add(2)
    add(3)

    assert cost() == one
    assert one <= 12


def test_both_lists_are_files_too_without_what_was_said(client, system_admin, parked, add):
    add(1)
    client.force_login(system_admin)
    for page, said in (("dead-letters", "mailbox full"), ("channels", "群 1")):
        answer = client.get(reverse(f"governance:{page}") + "?format=csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert said in text
        assert "机密" not in text
