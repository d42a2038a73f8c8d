"""What could not be delivered after its last try: parked until somebody sends it again (reliability §6.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from governance.models import ChannelPost, Message, Person
from governance.permissions import Permission, has_permission
from governance.states import DeliveryState, MessageState


def parked_messages(person: Person) -> QuerySet[Message]:
    """Parked e-mails, the latest first, for whoever keeps the machine running.

    The page shows whom, what about and why not; the text stays its recipient's.
    """
    rows = Message.objects.filter(state=MessageState.PARKED).select_related("recipient")
    return rows.order_by("-created_at", "-pk") if _keeps(person) else Message.objects.none()


def parked_posts(person: Person) -> QuerySet[ChannelPost]:
    """Parked messages to group robots that are still in use, the latest first."""
    rows = ChannelPost.objects.filter(state=DeliveryState.PARKED, channel__stopped_at=None)
    rows = rows.select_related("channel").order_by("-created_at", "-pk")
    return rows if _keeps(person) else ChannelPost.objects.none()


@dataclass(frozen=True)
class DeadLetter:
    """One parked message, whichever way it should have gone."""

    created_at: datetime
    whom: str
    about: str
    attempts: int
    error: str


def dead_letters(person: Person) -> Iterator[DeadLetter]:
    """Everything parked, e-mails first, as the file of the page has it."""
    for mail in parked_messages(person).iterator():
        topic = str(mail.get_topic_display())
        yield DeadLetter(mail.created_at, mail.recipient.name, topic, mail.attempts, mail.error)
    for post in parked_posts(person).iterator():
        kind = str(post.channel.get_kind_display())
        yield DeadLetter(post.created_at, post.channel.name, kind, post.attempts, post.error)


def _keeps(person: Person) -> bool:
    keepers = (Permission.MESSAGE_RESEND, Permission.SYSTEM_VIEW)
    return any(has_permission(person, right) for right in keepers)
