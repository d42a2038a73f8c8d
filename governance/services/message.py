"""Messages: written with the act, delivered afterwards, once (reliability §6.4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from governance.lib.claims import claim_row
from governance.models import Message, Person
from governance.states import MessageState

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Note:
    """What is to be told. `event_key` is stable, so that telling it twice tells it once."""

    event_key: str
    subject: str
    subject_en: str = ""
    body: str = ""
    url: str = ""


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


def dispatch_messages(
    send: Callable[[Message], bool] | None, *, at: datetime, limit: int = 200
) -> int:
    """Due messages leave one by one under a lease; what fails is tried again later, then parked.

    `send` returns whether a channel took the message; without any channel the inbox is enough.
    Returns how many were handled.
    """
    due = Message.objects.filter(
        Q(state=MessageState.DUE, next_at__lte=at)
        | Q(state=MessageState.RUNNING, lease_until__lt=at)
    )
    keys = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:limit])
    if keys and send is None:
        return Message.objects.filter(pk__in=keys, state=MessageState.DUE).update(
            state=MessageState.KEPT, sent_at=at
        )
    handled = 0
    for pk in keys:
        if send is not None and claim_row(
            Message.objects.all(),
            pk,
            due=MessageState.DUE,
            running=MessageState.RUNNING,
            now=at,
            until=at + LEASE,
        ):
            _deliver(Message.objects.get(pk=pk), send, at)
            handled += 1
    return handled


def _deliver(message: Message, send: Callable[[Message], bool], at: datetime) -> None:
    mine = Message.objects.filter(pk=message.pk, fence=message.fence)
    try:
        taken = send(message)
    except OSError as problem:  # a gateway that is down is an ordinary event
        if message.attempts > len(RETRY_AFTER):
            mine.update(state=MessageState.PARKED, error=str(problem)[:300])
        else:
            mine.update(
                state=MessageState.DUE,
                next_at=at + RETRY_AFTER[message.attempts - 1],
                error=str(problem)[:300],
            )
        return
    mine.update(state=MessageState.SENT if taken else MessageState.KEPT, sent_at=at, error="")
