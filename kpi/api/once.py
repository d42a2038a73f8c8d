"""A write by a program: answered once under its key, with the headers that say so (R19)."""

from django.db import transaction
from django.utils import timezone
from rest_framework.response import Response

from governance.lib.rest_key import digest_of, key_of
from governance.models import ApiToken
from governance.services.idempotency import Keyed, answer_once


def answer_keyed(request, body, act, *, location=None):
    """`act` returns an `Answer`; it is done in one transaction, and under a key once only.

    `location` makes the address of what came into being from the answer's body.
    """
    key = key_of(request)
    if key is None:
        with transaction.atomic():
            answer, is_repetition = act(), False
    else:
        token = request.auth if isinstance(request.auth, ApiToken) else None
        keyed = Keyed(request.user, token, key, digest_of(request, body))
        answer, is_repetition = answer_once(keyed, act, at=timezone.now())
    headers = {"Location": location(answer.body)} if location else {}
    if is_repetition:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.body, status=answer.status, headers=headers)
