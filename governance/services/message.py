"""Messages: written with the act, delivered afterwards, once (reliability §6.4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from governance.lib.claims import claim_row
from governance.models import Message, Person
from governance.selectors.message_plan import (
    Bundle,
    free_messages,
    leaving_plan,
    messages_due,
)
from governance.states import TOPIC_OF, MessageState, MessageTopic

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Note:
    """What is to be told. `event_key` is stable, so that telling it twice tells it once.

    What is urgent waits for no digest and no morning.
    """

    event_key: str
    subject: str
    subject_en: str = ""
    body: str = ""
    url: str = ""
    is_urgent: bool = False


def tell(note: Note, recipients: Iterable[Person], *, at: datetime) -> None:
    """Each recipient is told an event once; the row is written in the transaction of the act."""
    tell_each([(note, person) for person in recipients], at=at)


def tell_each(notes: Iterable[tuple[Note, Person]], *, at: datetime) -> None:
    """Each of several people is told something of their own, all in one statement."""
    Message.objects.bulk_create(
        [
            Message(
                event_key=note.event_key[:120],
                recipient=person,
                subject=note.subject[:200],
                subject_en=note.subject_en[:200],
                body=note.body,
                url=note.url,
                topic=topic_of(note.event_key),
                is_urgent=note.is_urgent,
                created_at=at,
                next_at=at,
            )
            for note, person in notes
            if person.is_active
        ],
        ignore_conflicts=True,
    )


def mark_read(message: Message, *, at: datetime) -> Message:
    """A message is read once; later looks change nothing."""
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(rows: QuerySet[Message], *, at: datetime) -> int:
    """Those of some messages that are unread are read now; returns how many."""
    return rows.filter(read_at=None).update(read_at=at)


def dispatch_messages(send: Callable[[list[Message]], bool] | None, *, at: datetime) -> int:
    """Due messages leave under a lease, a person's together; what fails is tried again later, then parked.

    When and together with what a message leaves, `leaving_plan` says. `send` returns whether a channel
    took the e-mail; without any channel the inbox is enough. Returns how many messages were handled.
    """
    if send is None:
        return messages_due(at).update(state=MessageState.KEPT, sent_at=at)
    plan = leaving_plan(at)
    free = Message.objects.filter(free_messages(at))
    handled = 0
    if plan.keep:
        handled += free.filter(pk__in=plan.keep).update(state=MessageState.KEPT, sent_at=at)
    for moment, keys in plan.later.items():
        free.filter(pk__in=keys).update(state=MessageState.DUE, next_at=moment)
    for bundle in plan.now:
        if _claimed(bundle, at):
            handled += _deliver(bundle, send, at)
    return handled


def _claimed(bundle: Bundle, at: datetime) -> bool:
    """Whoever wins the oldest message has the whole e-mail; a second dispatcher sends none of it."""
    lead, *rest = bundle.keys
    until = at + LEASE
    with transaction.atomic():
        rows = Message.objects.all()
        if not claim_row(
            rows,
            lead,
            due=MessageState.DUE,
            running=MessageState.RUNNING,
            now=at,
            until=until,
        ):
            return False
        rows.filter(free_messages(at), pk__in=rest).update(
            state=MessageState.RUNNING,
            lease_until=until,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
        )
        rows.filter(pk__in=bundle.keys, lease_until=until).update(digest_on=bundle.digest_on)
    return True


def _deliver(bundle: Bundle, send: Callable[[list[Message]], bool], at: datetime) -> int:
    # Who comes back after the lease was taken over has another moment in hand, and changes nothing.
    mine = Message.objects.filter(
        pk__in=bundle.keys, state=MessageState.RUNNING, lease_until=at + LEASE
    )
    messages = list(mine.select_related("recipient").order_by("pk"))
    try:
        taken = send(messages)
    except OSError as problem:  # a gateway that is down is an ordinary event
        said = str(problem)[:300]
        mine.filter(attempts__gt=len(RETRY_AFTER)).update(state=MessageState.PARKED, error=said)
        for tries, wait in enumerate(RETRY_AFTER, start=1):
            mine.filter(attempts=tries).update(
                state=MessageState.DUE, next_at=at + wait, error=said
            )
        return len(messages)
    state = MessageState.SENT if taken else MessageState.KEPT
    mine.update(state=state, sent_at=at, error="")
    return len(messages)


def topic_of(event_key: str) -> str:
    """What an event is about, by its first word.

    >>> str(topic_of("approval:4:ask:7:1"))
    'approval'
    """
    return TOPIC_OF.get(event_key.partition(":")[0], MessageTopic.OTHER)
