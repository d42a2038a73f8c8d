"""A request sent twice under one key acts once, and hears the first answer again (R19, IETF draft-07)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.models import ApiToken, IdempotencyKey, Person

KEPT = timedelta(days=7)
# Longer than any request may run: a key left behind by a process that died is free again.
LEASE = timedelta(minutes=2)


class KeyReused(Refused):
    """The key was used for another request."""

    code = "idempotency_key_reused"


class KeyRunning(Refused):
    """The first request under the key has not been answered yet."""

    code = "idempotency_key_running"
    retry_after = 2


@dataclass(frozen=True)
class Keyed:
    """Who sent which request under which key; the digest covers method, address and body."""

    person: Person
    token: ApiToken | None
    key: str
    digest: str


@dataclass(frozen=True)
class Answer:
    """What a request is answered: a status and a JSON value."""

    status: int
    body: Any


def answer_once(request: Keyed, act: Callable[[], Answer], *, at: datetime) -> tuple[Answer, bool]:
    """The act is done once per person and key; the answer is kept with it in one transaction.

    Returns the answer and whether it is a repetition. An act that raises leaves no key behind, so
    that a corrected request may use it. Raises `KeyReused` for another request under the same key
    and `KeyRunning` while the first one runs.
    """
    row = _begin(request, at)
    if row.status is not None:
        return Answer(row.status, json.loads(row.body)), True
    try:
        with transaction.atomic():
            answer = act()
            IdempotencyKey.objects.filter(pk=row.pk).update(
                status=answer.status, body=json.dumps(answer.body, ensure_ascii=False)
            )
    except BaseException:
        IdempotencyKey.objects.filter(pk=row.pk, status=None).delete()
        raise
    return answer, False


def _begin(request: Keyed, at: datetime) -> IdempotencyKey:
    mine = IdempotencyKey.objects.filter(person=request.person)
    mine.filter(created_at__lt=at - KEPT).delete()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                person=request.person,
                token=request.token,
                key=request.key,
                request_sha256=request.digest,
                status=None,
                created_at=at,
            )
    except IntegrityError:
        row = mine.filter(key=request.key).first()
    if row is None:
        raise KeyRunning(_("The first request under this Idempotency-Key is still running."))
    if row.request_sha256 != request.digest:
        raise KeyReused(_("This Idempotency-Key was used for another request already."))
    if row.status is not None:
        return row
    left_behind = mine.filter(
        pk=row.pk, status=None, created_at=row.created_at, created_at__lt=at - LEASE
    )
    if left_behind.update(created_at=at):
        return row
    raise KeyRunning(_("The first request under this Idempotency-Key is still running."))
