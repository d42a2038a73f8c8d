"""Group robots as the page shows them, what is due to them, and what a day's message counts (domain §6.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from governance.models import Channel, ChannelPost, Message, Person
from governance.selectors.setting import setting_value
from governance.states import DeliveryState, MessageTopic


@dataclass(frozen=True)
class ChannelLine:
    """One group robot with what it is told of and how many messages stand where."""

    channel: Channel
    topics: tuple[str, ...]
    sent: int
    waiting: int
    parked: int


def channel_lines(person: Person) -> list[ChannelLine]:
    """Group robots in use first, each with its count of messages."""
    counts = {
        name: Count("posts", filter=Q(posts__state__in=states))
        for name, states in (
            ("sent", [DeliveryState.SENT]),
            ("waiting", [DeliveryState.DUE, DeliveryState.RUNNING]),
            ("parked", [DeliveryState.PARKED]),
        )
    }
    rows = Channel.objects.visible_to(person).select_related("declared_by", "department")
    labels = {topic.value: str(topic.label) for topic in MessageTopic}
    return [
        ChannelLine(
            row, tuple(labels[topic] for topic in row.topics), row.sent, row.waiting, row.parked
        )
        for row in sorted(
            rows.annotate(**counts).order_by("name", "pk"),
            key=lambda row: row.stopped_at is not None,
        )
    ]


def channels_in_use() -> list[Channel]:
    """The robots that are told; none unless the PMO has switched them on."""
    if not setting_value("robots_enabled"):
        return []
    return list(Channel.objects.filter(stopped_at=None).order_by("pk"))


def posts_due(at: datetime) -> QuerySet[ChannelPost]:
    """What is due to robots in use, or was left behind by a worker that died."""
    due = Q(state=DeliveryState.DUE, next_at__lte=at) | Q(
        state=DeliveryState.RUNNING, lease_until__lt=at
    )
    return ChannelPost.objects.filter(due, channel__stopped_at=None)


def channels_due(at: datetime) -> list[int]:
    """The robots that something is due to; none while they are switched off."""
    if not setting_value("robots_enabled"):
        return []
    return sorted(set(posts_due(at).values_list("channel", flat=True)))


def told_until(channel: Channel) -> datetime:
    """Up to when the robot has been told; from its declaration on where it never was."""
    latest: datetime | None = channel.posts.aggregate(at=Max("covers_until"))["at"]
    return latest or channel.declared_at


def topic_counts(channel: Channel, since: datetime, until: datetime) -> list[tuple[str, int]]:
    """How many messages of each kind the robot's people got in the time, in the order of the kinds."""
    rows = Message.objects.filter(
        created_at__gt=since, created_at__lte=until, topic__in=channel.topics
    )
    if channel.department_id:
        rows = rows.filter(recipient__department=channel.department_id)
    found = dict(rows.order_by().values_list("topic").annotate(count=Count("pk")))
    return [(topic.value, found[topic.value]) for topic in MessageTopic if topic.value in found]
