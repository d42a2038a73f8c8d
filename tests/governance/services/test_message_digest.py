"""One e-mail a workday in the decided hours, each person as they chose (design §5)."""

from datetime import datetime

import pytest
from django.core import mail

from governance.models import Message
from governance.selectors.calendar import local_zone
from governance.selectors.mail_choice import mail_rhythm
from governance.selectors.message import send_mail, sender
from governance.services.calendar import seed_calendar
from governance.services.dead_letter import CannotResendMessages, resend_parked
from governance.services.mail_choice import choose_mail
from governance.services.message import Note, dispatch_messages, tell
from governance.services.setting import decide_setting
from governance.states import MailRhythm, MessageState
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=local_zone())


@pytest.fixture(autouse=True)
def days(db):
    seed_calendar([2026], by=SETUP, at=LONG_AGO)


def happened(person, *keys, moment="03-02 08:00"):
    for key in keys:
        tell(Note(key, f"第 {key} 条", f"number {key}", "12.5 %", "/x/"), [person], at=at(moment))


def dispatch(*moments):
    for moment in moments:
        dispatch_messages(send_mail, at=at(moment))
    return len(mail.outbox)


def test_everything_of_a_morning_leaves_as_one_mail_without_its_texts(specialist):
    happened(specialist, "duties:1", "returned:2:1", "signals:3")

    assert dispatch("03-02 08:59") == 0
    assert dispatch("03-02 09:00", "03-02 09:01") == 1
    said = mail.outbox[0]
    assert "第 duties:1 条" in said.body
    assert "12.5" not in said.subject + said.body
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_a_second_digest_waits_for_the_next_workday(specialist):
    happened(specialist, "duties:1", moment="03-06 08:00")
    dispatch("03-06 09:00")
    happened(specialist, "duties:2", "duties:3", moment="03-06 10:00")

    assert dispatch("03-06 10:00", "03-06 17:59", "03-07 10:00", "03-08 10:00") == 1
    assert dispatch("03-09 09:00") == 2


@pytest.mark.parametrize("moment", ["03-07 10:00", "03-02 18:00", "02-16 10:00"])
def test_nothing_leaves_at_night_on_a_weekend_or_a_holiday(specialist, moment):
    happened(specialist, "duties:1", moment="02-13 10:00")

    assert dispatch(moment) == 0


def test_a_weekend_that_is_worked_is_a_workday(specialist):
    happened(specialist, "duties:1", moment="02-27 19:00")

    assert dispatch("02-28 09:00") == 1


def test_an_approval_waits_for_no_morning_and_joins_no_digest(specialist):
    happened(specialist, "approval:1:ask", "duties:1", moment="03-07 20:00")

    assert dispatch("03-07 20:00") == 1
    assert dispatch("03-09 09:00") == 2


def test_an_approval_waits_too_where_the_company_says_so(specialist, manager):
    decide_setting("message_at_once", [], by=manager, at=LONG_AGO, reason="夜间不打扰")
    happened(specialist, "approval:1:ask", "duties:1", moment="03-07 20:00")

    assert dispatch("03-07 20:00") == 0
    assert dispatch("03-09 09:00") == 1


def test_the_same_time_twice_means_the_whole_workday(specialist, manager):
    for key in ("message_begins", "message_ends"):
        decide_setting(key, "08:00:00", by=manager, at=LONG_AGO, reason="全天")
    happened(specialist, "duties:1", moment="03-02 03:00")

    assert dispatch("03-02 03:00") == 1


def test_whoever_wants_single_messages_gets_each_with_its_text_in_the_hours(specialist):
    choose_mail(MailRhythm.SINGLE, by=specialist, at=LONG_AGO)
    happened(specialist, "duties:1", "duties:2")

    assert dispatch("03-02 08:30") == 0
    assert dispatch("03-02 09:00") == 2
    assert "12.5 %" in mail.outbox[0].body


def test_whoever_wants_no_mail_keeps_the_inbox_also_for_an_approval(specialist, colleague):
    choose_mail(MailRhythm.OFF, by=specialist, at=LONG_AGO)
    happened(specialist, "duties:1", "approval:1:ask")
    happened(colleague, "duties:1")

    assert dispatch("03-02 09:00") == 1
    kept = Message.objects.visible_to(specialist).values_list("state", flat=True)
    assert set(kept) == {MessageState.KEPT}


def test_a_choice_is_ones_own_and_leaves_a_trace_only_where_it_changes(specialist, colleague):
    choose_mail(MailRhythm.OFF, by=specialist, at=LONG_AGO)
    choose_mail(MailRhythm.OFF, by=specialist, at=LONG_AGO)

    assert mail_rhythm(specialist) == MailRhythm.OFF
    assert mail_rhythm(colleague) == MailRhythm.DIGEST
    with pytest.raises(ValueError, match="nonsense"):
        choose_mail("nonsense", by=specialist, at=LONG_AGO)


def test_the_mail_is_in_the_language_of_its_reader(specialist):
    specialist.language = "en"
    specialist.save()
    happened(specialist, "duties:1", "duties:2")
    dispatch("03-02 09:00")

    assert "number duties:1" in mail.outbox[0].body


def test_who_has_no_address_keeps_the_inbox(specialist):
    specialist.email = ""
    specialist.save()
    happened(specialist, "duties:1")

    assert dispatch("03-02 09:00") == 0
    assert Message.objects.get().state == MessageState.KEPT


def test_a_dispatcher_that_dies_after_sending_repeats_under_the_same_number(specialist):
    happened(specialist, "duties:1", "duties:2")

    def dies(messages):
        send_mail(messages)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dispatch_messages(dies, at=at("03-02 09:00"))
    assert dispatch("03-02 09:05") == 1
    assert dispatch("03-02 09:11", "03-02 09:30") == 2
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 1


def test_two_dispatchers_send_a_digest_once(specialist):
    happened(specialist, "duties:1", "duties:2")
    sent = []

    def send(messages):
        sent.append(len(messages))
        dispatch_messages(lambda again: sent.append(again) or True, at=at("03-02 09:00"))
        return True

    dispatch_messages(send, at=at("03-02 09:00"))

    assert sent == [2]


def test_a_parked_mail_leaves_again_at_once_and_together(specialist, system_admin):
    def refuse(messages):
        raise ConnectionRefusedError("gateway")

    happened(specialist, "duties:1", "duties:2")
    for moment in ("09:00", "09:01", "09:06", "09:36", "11:36"):
        dispatch_messages(refuse, at=at(f"03-02 {moment}"))
    parked = list(Message.objects.filter(state=MessageState.PARKED).values_list("pk", flat=True))
    assert len(parked) == 2

    assert resend_parked(messages=parked, by=system_admin, at=at("03-02 20:00")) == 2
    assert dispatch("03-02 20:00") == 1
    with pytest.raises(CannotResendMessages):
        resend_parked(messages=parked, by=system_admin, at=at("03-02 20:01"))


def test_without_a_host_there_is_no_channel(settings, manager):
    decide_setting("mail_enabled", value=True, by=manager, at=LONG_AGO, reason="启用")
    settings.EMAIL_HOST = ""
    assert sender() is None

    settings.EMAIL_HOST = "mail.example"
    assert sender() is send_mail


def test_a_title_of_two_lines_begins_no_second_line_of_the_head(specialist):
    tell(
        Note("returned:9", "一\r\nBcc: x@example.com", "", "", "/x/"),
        [specialist],
        at=at("03-02 08:00"),
    )

    assert dispatch("03-02 09:00") == 1
    assert mail.outbox[0].subject == "一 Bcc: x@example.com"
    assert mail.outbox[0].recipients() == [specialist.email]
