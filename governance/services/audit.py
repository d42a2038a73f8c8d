"""The chained trail: every act leaves one entry that names the one before it (reliability §6.6)."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from governance.lib.actors import Actor
from governance.lib.bulk import insert_rows
from governance.lib.context import current_context
from governance.lib.naming import object_type_of
from governance.models import AuditAnchor, AuditEntry

GENESIS = "0" * 64
CHUNK = 2000
MANY = 200  # from here on a statement for each is faster than one for all
_LOCK = (
    727_0600  # any fixed number; the advisory lock that lets one writer at a time extend the chain
)
_WAITING: ContextVar[list[AuditEntry] | None] = ContextVar("waiting_entries", default=None)
_CHAINED = (
    "sequence",
    "at",
    "actor_kind",
    "actor_key",
    "actor_label",
    "on_behalf_of",
    "via",
    "action",
    "object_type",
    "object_key",
    "object_label",
    "before",
    "after",
    "note",
    "result",
    "request_id",
    "ip",
    "previous_hash",
)


@dataclass(frozen=True)
class Change:
    """What an act did to a record, in JSON values (decimals as text); `on_behalf_of` names whom a deputy stood in for."""

    before: Any = None
    after: Any = None
    note: str = ""
    label: str = ""
    result: str = "ok"
    on_behalf_of: str = ""


@dataclass(frozen=True)
class ChainFault:
    """The first entry that does not fit, and what is wrong with it."""

    sequence: int
    problem: str


@dataclass(frozen=True)
class Act:
    """One act about to be written: its name, its record and what it did."""

    action: str
    obj: models.Model | None = None
    change: Change = field(default_factory=Change)


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    obj: models.Model | None = None,
    change: Change | None = None,
) -> AuditEntry:
    """Every act writes exactly one entry in its own transaction; if it cannot, the act fails.

    `action` is `app.verb_noun`. Raises a database error when the entry cannot be written.
    """
    return record_many([Act(action, obj, change or Change())], by=by, at=at)[0]


def record_many(acts: Sequence[Act], *, by: Actor, at: datetime) -> list[AuditEntry]:
    """Acts done together are chained one behind the other, in their order, in one statement."""
    entries = [_entry(act, by=by, at=at) for act in acts]
    waiting = _WAITING.get()
    if waiting is None:
        _chain(entries)
    else:
        waiting.extend(entries)
    return entries


@contextmanager
def one_trail() -> Iterator[None]:
    """All that is recorded inside is chained together at the end, in its order, in one statement.

    For acts that succeed or fail as a whole, inside their transaction: whoever catches a refusal
    inside and goes on must not use it, since what waits would tell of an act that was undone.
    """
    if _WAITING.get() is not None:  # an act inside an act: the outer one chains both
        yield
        return
    waiting: list[AuditEntry] = []
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
    _chain(waiting)


def _chain(entries: Sequence[AuditEntry]) -> None:
    if not entries:
        return
    # Without a savepoint: an act whose trail cannot be written fails as a whole.
    with transaction.atomic(savepoint=False):
        hold_the_chain()
        last = AuditEntry.objects.order_by("-sequence").values("sequence", "hash").first()
        sequence, previous = (last["sequence"], last["hash"]) if last else (0, GENESIS)
        for entry in entries:
            sequence += 1
            entry.sequence, entry.previous_hash = sequence, previous
            entry.hash = previous = entry_hash(entry)
        if len(entries) > MANY:
            insert_rows(entries)
        else:
            AuditEntry.objects.bulk_create(entries)


def _entry(act: Act, *, by: Actor, at: datetime) -> AuditEntry:
    context, obj, change = current_context(), act.obj, act.change
    return AuditEntry(
        at=at,
        actor_kind=by.actor_kind,
        actor_key=by.actor_key,
        actor_label=by.actor_label,
        on_behalf_of=change.on_behalf_of[:80],
        via=context.via,
        action=act.action,
        object_type=object_type_of(obj) if obj is not None else "",
        object_key=str(obj.pk) if obj is not None else "",
        object_label=(change.label or (str(obj) if obj is not None else ""))[:200],
        before=change.before,
        after=change.after,
        note=change.note,
        result=change.result,
        request_id=context.request_id,
        ip=context.ip,
    )


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON of everything an entry says, its predecessor's hash included."""
    facts = {name: getattr(entry, name) for name in _CHAINED}
    facts["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(told: Callable[[int], None] | None = None) -> ChainFault | None:
    """The trail is whole when every entry fits its predecessor and every anchor is still found.

    Returns the first fault, or None. An edited entry breaks its own hash, a removed one leaves a
    gap in the numbers, a cut tail no longer holds the last anchor. `told` hears every 2000 entries,
    and at the end, how many fit.
    """
    previous, expected = GENESIS, 1
    for entry in _entries(told):
        if entry.sequence != expected:
            return ChainFault(expected, "missing")
        if entry.previous_hash != previous or entry.hash != entry_hash(entry):
            return ChainFault(entry.sequence, "changed")
        previous, expected = entry.hash, expected + 1
    for anchor in AuditAnchor.objects.order_by("sequence"):
        if anchor.sequence >= expected:
            return ChainFault(anchor.sequence, "cut")
        if not AuditEntry.objects.filter(sequence=anchor.sequence, hash=anchor.hash).exists():
            return ChainFault(anchor.sequence, "anchor")
    return None


def anchor_chain(*, at: datetime, day: Any) -> AuditAnchor | None:
    """Once a day the head of the chain is written down apart from the chain; None while it is empty."""
    last = AuditEntry.objects.order_by("-sequence").first()
    if last is None:
        return None
    anchor, _created = AuditAnchor.objects.get_or_create(
        day=day, defaults={"sequence": last.sequence, "hash": last.hash, "anchored_at": at}
    )
    return anchor


def _entries(told: Callable[[int], None] | None) -> Iterator[AuditEntry]:
    count = 0
    for count, entry in enumerate(
        AuditEntry.objects.order_by("sequence").iterator(chunk_size=CHUNK), start=1
    ):
        yield entry
        # Whoever asks for the next one has found this one whole.
        if told and count % CHUNK == 0:
            told(count)
    if told:
        told(count)


def hold_the_chain() -> None:
    """Acts that read what others write go one after the other until their transaction ends.

    The roll-ups take it too: two acceptances at once would each miss the other's cells.
    """
    # SQLite has one writer by nature (IMMEDIATE); PostgreSQL needs to be told.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
