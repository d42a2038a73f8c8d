"""Coming and going: signing in, signing out and the language a person reads (reliability §4.4 A1–A3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from governance.lib.actors import SystemActor
from governance.lib.context import current_context
from governance.lib.history import save_tracked
from governance.models import AuditEntry, Person
from governance.services.audit import Change, record


def note_sign_in(person: Person, *, at: datetime) -> AuditEntry:
    """Every session that begins is in the trail."""
    return record("governance.sign_in", by=person, at=at, obj=person)


def note_sign_out(person: Person, *, at: datetime) -> AuditEntry:
    """Every session that a person ends is in the trail."""
    return record("governance.sign_out", by=person, at=at, obj=person)


def note_refused_sign_in(login: str, *, locked: bool, at: datetime) -> AuditEntry:
    """A refused sign-in is in the trail under the name that was typed, known or not (A1, A2).

    The same entry is written for both, so that neither the answer nor its time tells them apart.
    """
    action = "governance.lock_sign_in" if locked else "governance.refuse_sign_in"
    change = Change(label=login[:80], result="refused")
    return record(action, by=SystemActor("sign-in"), at=at, change=change)


@dataclass(frozen=True)
class Attempt:
    """What somebody tried: the view and its address, and why it was refused."""

    view: str
    address: str
    code: str
    sentence: str


def note_refused_act(attempt: Attempt, *, by: Person, at: datetime) -> AuditEntry:
    """What was refused to a person who is signed in is in the trail, with the words they were told (reliability §6.6)."""
    after = {"view": attempt.view, "address": attempt.address, "code": attempt.code}
    change = Change(after=after, note=attempt.sentence, label=attempt.address, result="refused")
    return record("governance.refuse_act", by=by, at=at, change=change)


def note_refused_call(attempt: Attempt, *, by: Person, at: datetime) -> AuditEntry | None:
    """A machine's refused call stands in the trail like a person's act, once a minute for each address and reason.

    A client that asks again and again would otherwise write the trail full. None where it stands there already.
    """
    told = f"{by.actor_key}:{current_context().via}:{attempt.address}:{attempt.code}"
    mark = hashlib.sha256(told.encode()).hexdigest()
    if cache.add(f"refused-call:{mark}:{at:%Y%m%d%H%M}", 1, timeout=90):
        return note_refused_act(attempt, by=by, at=at)
    return None


def choose_language(person: Person, language: str, *, by: Person, at: datetime) -> Person:
    """The language a person chose is remembered and used wherever they sign in next."""
    if person.language == language:
        return person
    before, person.language = person.language, language
    change = Change(before={"language": before}, after={"language": language})
    with transaction.atomic():
        save_tracked(person, by=by, at=at, reason="governance.choose_language", fields=["language"])
        record("governance.choose_language", by=by, at=at, obj=person, change=change)
    return person
