"""Group robots: one message a workday, counts only, to known hosts only, tried again and parked."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Channel, ChannelPost, Job
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.channel import (
    CannotDeclareChannel,
    CannotTellChannel,
    NewChannel,
    declare_channel,
    stop_channel,
    try_channel,
    write_posts,
)
from governance.services.dead_letter import CannotResendMessages, resend_parked
from governance.services.job import run_due_jobs
from governance.services.message import Note, tell
from governance.services.setting import decide_setting
from governance.states import ChannelKind, DeliveryState
from governance.tasks import tell_channels
from tests.listener import listening, nobody_listens
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db
PATHS = {
    ChannelKind.DINGTALK: "/robot/send?access_token=abc",
    ChannelKind.WECOM: "/cgi-bin/webhook/send?key=abc",
    ChannelKind.FEISHU: "/open-apis/bot/v2/hook/abc",
}


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=local_zone())


@pytest.fixture(autouse=True)
def switched_on(settings, manager):
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_HTTP = ["127.0.0.0/8"], True
    settings.ROBOT_HOSTS = ["127.0.0.1"]
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    decide_setting("robots_enabled", value=True, by=manager, at=LONG_AGO, reason="试点群")


@pytest.fixture
def server():
    with listening() as found:
        found.answer = b'{"errcode":0,"code":0}'
        yield found


def new(server, kind=ChannelKind.WECOM, **other):
    root = server.url.partition("/hook")[0]
    facts = {"topics": ("reminder", "duty"), "name": f"group of {kind}", **other}
    return NewChannel(kind, facts.pop("name"), root + PATHS[kind], **facts)


def happened(*people, key="duties:1", moment="03-02 08:00"):
    note = Note(key, "事件管理 达成率 87%", "Incident 87 %", body="87%", url="/x/")
    tell(note, people, at=at(moment))


def tell_at(moment):
    with time_machine.travel(moment, tick=False):
        tell_channels(moment)
        run_due_jobs(clock=timezone.now)


def round_of(moment):
    tell_at(at(moment))


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_each_robot_receives_exactly_one_message_a_workday(
    server, kind, officer, specialist, colleague
):
    secret = "" if kind == ChannelKind.WECOM else "SECabc"
    declare_channel(new(server, kind, secret=secret), by=officer, at=at("03-01 09:00"))
    happened(specialist, colleague)
    happened(specialist, key="reminder:1")
    happened(specialist, key="approval:1:ask")

    for moment in ("03-02 08:59", "03-02 09:00", "03-02 09:01", "03-02 15:00"):
        round_of(moment)

    assert len(server.got) == 1
    path, _headers, body = server.got[0]
    assert path.startswith(PATHS[kind])
    said = json.loads(body)
    text = said["content"]["text"] if kind == ChannelKind.FEISHU else said["text"]["content"]
    assert "3" in text.splitlines()[0]
    assert len(text.splitlines()) == 4
    assert "87" not in text
    assert ChannelPost.objects.get().state == DeliveryState.SENT


def test_the_next_workday_counts_only_what_is_new(server, officer, specialist):
    declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    happened(specialist)
    round_of("03-02 09:00")
    round_of("03-03 09:00")
    assert len(server.got) == 1

    happened(specialist, key="duties:2", moment="03-03 10:00")
    round_of("03-03 10:01")

    assert len(server.got) == 2


@pytest.mark.parametrize("moment", ["03-07 10:00", "03-02 08:00", "03-02 18:00"])
def test_a_group_is_not_told_at_night_or_on_a_day_off(server, officer, specialist, moment):
    declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    happened(specialist, moment="03-01 10:00")

    assert write_posts(at=at(moment)) == 0


def test_a_robot_of_a_department_hears_of_its_people_only(server, officer, stranger, operations):
    declare_channel(new(server, department=operations), by=officer, at=at("03-01 09:00"))
    happened(stranger)

    assert write_posts(at=at("03-02 09:00")) == 0


def test_robots_that_are_switched_off_are_told_nothing(server, officer, manager, specialist):
    channel = declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    decide_setting("robots_enabled", value=False, by=manager, at=LONG_AGO, reason="先停")
    happened(specialist)
    round_of("03-02 09:00")

    assert server.got == []
    with pytest.raises(CannotTellChannel):
        try_channel(channel, by=officer, at=at("03-02 09:00"))


def test_a_trial_reaches_the_group_and_the_digest_still_comes(server, officer, specialist):
    channel = declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    happened(specialist)
    try_channel(channel, by=officer, at=at("03-02 08:30"))
    round_of("03-02 08:30")
    assert len(server.got) == 1

    round_of("03-02 09:00")

    assert len(server.got) == 2


def test_a_refusal_in_an_answer_of_200_is_tried_again_then_parked(
    server, officer, specialist, system_admin
):
    declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    server.answer = b'{"errcode":93000,"errmsg":"invalid webhook url"}'
    happened(specialist)
    moment = at("03-02 09:00")
    for _round in range(5):
        tell_at(moment)
        moment += timedelta(hours=2)

    post = ChannelPost.objects.get()
    assert (len(server.got), post.attempts, post.state) == (5, 5, DeliveryState.PARKED)
    assert "93000" in post.error

    server.answer = b'{"errcode":0}'
    assert resend_parked(posts=[post.pk], by=system_admin, at=moment) == 1
    with pytest.raises(CannotResendMessages):
        resend_parked(posts=[post.pk], by=system_admin, at=moment)
    tell_at(moment)
    post.refresh_from_db()
    assert post.state == DeliveryState.SENT


def test_the_address_is_sealed_and_nowhere_else(server, officer):
    channel = declare_channel(
        new(server, ChannelKind.DINGTALK, secret="SECabc"), by=officer, at=at("03-01 09:00")
    )

    kept = [str(vars(row)) for row in (channel, *channel.history.all())]
    kept += [f"{row.before} {row.after} {row.note}" for row in AuditEntry.objects.all()]
    assert not [text for text in kept if "access_token" in text or "SECabc" in text]
    assert channel.host == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    [
        "https://oapi.dingtalk.com.evil.example/robot/send?access_token=abc",
        "https://evil.example/robot/send?access_token=abc",
        "https://oapi.dingtalk.com/elsewhere?access_token=abc",
        "https://oapi.dingtalk.com/robot/send?access_token=",
        "https://open.feishu.cn/open-apis/bot/v2/hook/abc",
        "https://[::1",
        "",
    ],
)
def test_an_address_that_is_no_robot_of_the_kind_is_refused(officer, url):
    wrong = NewChannel(ChannelKind.DINGTALK, "群", url, ("duty",))

    with pytest.raises(CannotDeclareChannel):
        declare_channel(wrong, by=officer, at=at("03-01 09:00"))
    assert Channel.objects.count() == 0


def test_a_private_address_is_refused_unless_the_operator_allows_it(server, officer, settings):
    settings.WEBHOOK_NETWORKS, settings.WEBHOOK_HTTP = [], False

    with pytest.raises(CannotDeclareChannel):
        declare_channel(new(server), by=officer, at=at("03-01 09:00"))


@pytest.mark.parametrize(
    "other", [{"name": " "}, {"topics": ()}, {"topics": ("nonsense",)}, {"secret": "x"}]
)
def test_what_is_incomplete_is_refused(server, officer, other):
    with pytest.raises(CannotDeclareChannel):
        declare_channel(new(server, **other), by=officer, at=at("03-01 09:00"))


def test_two_robots_of_one_name_are_refused(server, officer):
    declare_channel(new(server), by=officer, at=at("03-01 09:00"))

    with pytest.raises(CannotDeclareChannel):
        declare_channel(new(server), by=officer, at=at("03-01 09:00"))


def test_a_stopped_robot_is_told_nothing_any_more(server, officer, specialist):
    channel = declare_channel(new(server), by=officer, at=at("03-01 09:00"))
    happened(specialist)
    write_posts(at=at("03-02 09:00"))
    stop_channel(channel, by=officer, at=at("03-02 09:00"))
    round_of("03-02 09:01")

    assert server.got == []
    assert ChannelPost.objects.get().state == DeliveryState.PARKED
    assert Job.objects.count() == 0
    with pytest.raises(CannotDeclareChannel):
        stop_channel(channel, by=officer, at=at("03-02 09:02"))


def test_a_robot_that_does_not_answer_is_an_ordinary_event(officer, specialist):
    port = nobody_listens().removesuffix("/")
    url = port + PATHS[ChannelKind.WECOM]
    declare_channel(
        NewChannel(ChannelKind.WECOM, "群", url, ("duty",)), by=officer, at=at("03-01 09:00")
    )
    happened(specialist)
    round_of("03-02 09:00")

    post = ChannelPost.objects.get()
    assert (post.state, post.error) == (DeliveryState.DUE, "connection")


def test_who_neither_runs_the_pmo_nor_the_machine_declares_nothing(server, specialist, auditor):
    for person in (specialist, auditor):
        with pytest.raises(NotAllowed):
            declare_channel(new(server), by=person, at=at("03-01 09:00"))


def test_the_system_administrator_declares_too(server, system_admin):
    channel = declare_channel(new(server), by=system_admin, at=at("03-01 09:00"))

    assert list(Channel.objects.visible_to(system_admin)) == [channel]
