"""The one shape of errors (reliability §4.0 no. 5): how it is filled, and how the document declares it."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from governance.lib.strict_json import shown


class ErrorSerializer(serializers.Serializer[Any]):
    """What every refusal looks like."""

    code = serializers.CharField(help_text="A word for programs; it does not change.")
    message = serializers.CharField(help_text="A sentence for people, in the language asked for.")
    fields = serializers.DictField(  # type: ignore[assignment]  # -- the metaclass takes it out again, so nothing of the framework is hidden
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Sentences by field or parameter, like values[0].value; empty where none is at fault.",
    )
    request_id = serializers.CharField(help_text="Names this request in the server's log.")


MEANINGS = {
    400: "The request cannot be understood; `fields` names what is wrong.",
    401: "No valid token and no session.",
    403: "The person or the token may not do this.",
    404: "There is nothing here, or nothing you may see.",
    406: "Only JSON (and CSV where it is said) is spoken here.",
    409: "Not possible in the present state; the message says why.",
    413: "The body is too large.",
    415: "Send application/json in UTF-8, uncompressed.",
    422: "The Idempotency-Key was used for another request.",
    428: "Send the version you have seen.",
    429: "Too many requests, or too many wrong tries; see Retry-After.",
}
READING = (400, 401, 403, 406, 429)
WRITING = (*READING, 409, 413, 415, 422)


def errors(*statuses: int) -> dict[int, OpenApiResponse]:
    """The refusals an address may answer with, for its entry in the document."""
    return {status: OpenApiResponse(ErrorSerializer, MEANINGS[status]) for status in statuses}


def sentences(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested findings become one flat table: where, and what is wrong there.

    >>> sentences({"values": [{}, {"value": ["Send a number."]}]})
    {'values[1].value': ['Send a number.']}
    """
    found: dict[str, list[str]] = {}
    for where, sentence in _walk(detail, path):
        found.setdefault(where, []).append(sentence)
    return found


def _walk(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(detail, dict):
        for name, part in detail.items():
            yield from _walk(part, _inside(path, name))
    elif isinstance(detail, list | tuple):
        for index, part in enumerate(detail):
            yield from _walk(part, _inside(path, index) if isinstance(part, dict | list) else path)
    else:
        yield path, str(detail)


def _inside(path: str, name: str | int) -> str:
    # The framework names the rows of a list by their numbers, and what concerns the whole specially.
    if isinstance(name, int):
        return f"{path}[{name}]"
    if name in {"", "non_field_errors"}:
        return path
    return f"{path}.{shown(name)}" if path else shown(name)
