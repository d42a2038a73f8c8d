"""The name a program gives a request, so that sending it again does nothing twice (R19, IETF draft-07)."""

import hashlib
import json
import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

KEY = re.compile(r'"?([\x21\x23-\x7e][\x20\x21\x23-\x7e]{0,254})"?', re.ASCII)
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~][ !#-~]*$"},
    OpenApiParameter.HEADER,
    description="A name of your own for this request, for example a UUID. Sent again, it does nothing "
    "twice and hears the first answer (Idempotency-Replayed: true); kept for 7 days.",
)


def key_of(request: Request) -> str | None:
    """The request's own name, of at most 255 printable characters, with or without quotation marks."""
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return None
    match = KEY.fullmatch(text.strip())
    if match is None:
        sentence = _("Send 1 to 255 printable ASCII characters.")
        raise ValidationError({"Idempotency-Key": [sentence]})
    return match[1]


def digest_of(request: Any, body: dict[str, Any]) -> str:
    """Two requests are the same when address and content are; blanks and the order of names do not matter."""
    text = json.dumps(
        [request.method, request.path, body], sort_keys=True, default=str, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
