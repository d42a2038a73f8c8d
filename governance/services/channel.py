"""Group robots are told once a workday: counts and a link, written down first, sent afterwards (issue 6 §3)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.formulas.robot import HOSTS, PATHS, SIGNED, robot_refusal, robot_request
from governance.lib import outbound
from governance.lib.claims import claim_row
from governance.lib.history import save_tracked
from governance.lib.outbound import Undelivered
from governance.lib.seal import SealBroken, seal, unseal
from governance.lib.workflow import Refused
from governance.models import Channel, ChannelPost, Department, Job, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.channel import channels_in_use, posts_due, told_until, topic_counts
from governance.selectors.message_hours import message_hours
from governance.selectors.setting import setting_value
from governance.services.audit import Change, record
from governance.services.message import RETRY_AFTER
from governance.services.webhook import ways
from governance.states import ChannelKind, DeliveryState, MessageTopic

JOB = "send_channel_posts"
LEASE = timedelta(minutes=2)
AT_ONCE = 20  # DingTalk and WeCom take so many a minute from one robot (domain §6.2)
USER_AGENT = "process-governance-robot/1"


class CannotDeclareChannel(Refused):
    """The group robot cannot be declared as asked."""

    code = "cannot_declare_channel"


class CannotTellChannel(Refused):
    """The group robot is told nothing at present."""

    code = "cannot_tell_channel"


@dataclass(frozen=True)
class NewChannel:
    """What is declared: the robot, its address and secret, what it is told of, and of whom."""

    kind: str
    name: str
    url: str
    topics: tuple[str, ...]
    secret: str = ""
    department: Department | None = None


def declare_channel(new: NewChannel, *, by: Person, at: datetime) -> Channel:
    """A robot is declared by its address, which only leads to its maker's host or to one the operator allows.

    Address and secret are kept sealed and never shown again; the trail keeps the host. The address
    is judged now and again before every message. Raises `NotAllowed` and `CannotDeclareChannel`.
    """
    demand(by, Permission.CHANNEL_MANAGE)
    _check(new)
    channel = Channel(
        kind=new.kind,
        name=new.name.strip(),
        host=urlsplit(new.url).hostname or "",
        sealed_url=seal(new.url),
        sealed_secret=seal(new.secret) if new.secret else "",
        topics=list(new.topics),
        department=new.department,
        declared_by=by,
        declared_at=at,
    )
    after = {
        "kind": channel.kind,
        "name": channel.name,
        "host": channel.host,
        "topics": channel.topics,
        "department": new.department.code if new.department else "",
    }
    with transaction.atomic():
        if Channel.objects.filter(name=channel.name, stopped_at=None).exists():
            raise CannotDeclareChannel(_("A group robot of this name is there already."))
        save_tracked(channel, by=by, at=at, reason="governance.declare_channel")
        record("governance.declare_channel", by=by, at=at, obj=channel, change=Change(after=after))
    return channel


def stop_channel(channel: Channel, *, by: Person, at: datetime) -> Channel:
    """A stopped robot is told nothing any more; what was waiting for it is parked."""
    demand(by, Permission.CHANNEL_MANAGE)
    if channel.stopped_at is not None:
        raise CannotDeclareChannel(_("This group robot has been stopped already."))
    channel.stopped_at = at
    with transaction.atomic():
        save_tracked(channel, by=by, at=at, reason="governance.stop_channel", fields=["stopped_at"])
        ChannelPost.objects.filter(channel=channel, state=DeliveryState.DUE).update(
            state=DeliveryState.PARKED
        )
        record("governance.stop_channel", by=by, at=at, obj=channel)
    return channel


def try_channel(channel: Channel, *, by: Person, at: datetime) -> ChannelPost:
    """A test message shows whether the robot answers, before the first digest does."""
    demand(by, Permission.CHANNEL_MANAGE)
    if channel.stopped_at is not None or not setting_value("robots_enabled"):
        raise CannotTellChannel(_("Group robots are switched off, or this one was stopped."))
    with override(settings.LANGUAGE_CODE):
        text = _("%(name)s: this is a test message.") % {"name": _name()}
    post = _post(channel, f"test:{uuid.uuid4().hex}"[:40], text, at)
    post.covers_until = told_until(channel)
    with transaction.atomic():
        post.save()
        record("governance.try_channel", by=by, at=at, obj=channel)
    return post


def write_posts(*, at: datetime) -> int:
    """Each robot in use is told once a workday, within the hours of messages, if anything happened.

    Counted is what its people were told since the last time. Run by two schedulers at once it is
    written once. Returns how many were written.
    """
    channels = channels_in_use()
    if not channels or not message_hours().is_open(at):
        return 0
    key = local_day(at).isoformat()
    told = set(ChannelPost.objects.filter(key=key).values_list("channel", flat=True))
    rows = []
    for channel in channels:
        counts = topic_counts(channel, told_until(channel), at) if channel.pk not in told else []
        if counts:
            rows.append(_post(channel, key, _digest(channel, counts), at))
    ChannelPost.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def send_posts(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """What is due to one robot leaves in order; where one fails the others wait for the next round."""
    channel, sent = Channel.objects.get(pk=job.payload["channel"]), 0
    due = posts_due(clock()).filter(channel=channel).order_by("created_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        if not claim_row(
            ChannelPost.objects.all(),
            pk,
            due=DeliveryState.DUE,
            running=DeliveryState.RUNNING,
            now=clock(),
            until=clock() + LEASE,
        ):
            continue
        if not _try(ChannelPost.objects.select_related("channel").get(pk=pk), clock):
            break
        sent += 1
    return {"sent": sent}


def _check(new: NewChannel) -> None:
    known = new.kind in ChannelKind.values and not set(new.topics) - set(MessageTopic.values)
    if not new.name.strip() or not new.topics or not known:
        raise CannotDeclareChannel(_("Give a name and choose what the group is told of."))
    if new.secret and new.kind not in SIGNED:
        raise CannotDeclareChannel(_("WeCom robots have no secret; leave it empty."))
    kind = ChannelKind(new.kind)
    try:
        parts = urlsplit(new.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        is_robot = path.startswith(PATHS[kind]) and len(path) > len(PATHS[kind])
        is_known = parts.hostname in {HOSTS[kind], *settings.ROBOT_HOSTS}
    except ValueError:
        is_robot = is_known = False
    if not is_robot or not is_known:
        raise CannotDeclareChannel(
            _("This is no address of such a robot: it begins with https://%(begin)s")
            % {"begin": HOSTS[kind] + PATHS[kind]}
        )
    try:
        outbound.judge(new.url, ways())
    except Undelivered as fault:
        raise CannotDeclareChannel(
            _("This address is not allowed, or its name cannot be resolved.")
        ) from fault


def _name() -> str:
    return setting_value("company_name") or _("Process governance")


def _digest(channel: Channel, counts: list[tuple[str, int]]) -> str:
    """Counts by kind and the address of the inbox: no title, no figure, nobody's name leaves the house."""
    with override(settings.LANGUAGE_CODE):
        lines = [
            _("%(name)s: new messages since the last time: %(count)s")
            % {"name": _name(), "count": sum(count for _topic, count in counts)},
            *(f"· {MessageTopic(topic).label} {count}" for topic, count in counts),
            f"{settings.PUBLIC_URL}{reverse('portal:inbox')}",
        ]
    return "\n".join(lines)


def _post(channel: Channel, key: str, text: str, at: datetime) -> ChannelPost:
    return ChannelPost(
        channel=channel, key=key, text=text, covers_until=at, created_at=at, next_at=at
    )


def _try(post: ChannelPost, clock: Callable[[], datetime]) -> bool:
    fault = _told(post, clock())
    changes: dict[str, Any] = {"error": fault[:300], "lease_until": None}
    if not fault:
        changes |= {"state": DeliveryState.SENT, "sent_at": clock()}
    elif post.attempts > len(RETRY_AFTER):
        changes |= {"state": DeliveryState.PARKED}
    else:
        wait = RETRY_AFTER[post.attempts - 1]
        changes |= {"state": DeliveryState.DUE, "next_at": clock() + wait}
    ChannelPost.objects.filter(pk=post.pk, fence=post.fence).update(**changes)
    return not fault


def _told(post: ChannelPost, at: datetime) -> str:
    """What stood in the way; empty where the robot took the message."""
    channel = post.channel
    try:
        url = unseal(channel.sealed_url)
        secret = unseal(channel.sealed_secret) if channel.sealed_secret else ""
    except SealBroken:
        return "sealed under another key"
    wanted = robot_request(channel.kind, url, secret, post.text, at)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": USER_AGENT}
    try:
        return robot_refusal(outbound.ask(wanted.url, wanted.body, headers, ways()))
    except Undelivered as undelivered:
        return f"{undelivered.fault.value} {undelivered.status or ''}".strip()
