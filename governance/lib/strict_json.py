"""JSON as the standard means it and nothing looser: one reading per text, the same on both databases."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

MOST_BYTES = 2_621_440
MOST_DEPTH = 32
MOST_DIGITS = 40
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A string that is never closed is taken to the end of the text, so that every character is looked
# at once only; what is wrong with it is said by the real parser afterwards.
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BadJson(ValueError):  # noqa: N818 -- named for what was sent, as house style names refusals
    """The text is not JSON we may read; the message says where and why."""


class BodyTooLarge(APIException):
    """More bytes were sent than a request may carry."""

    status_code = 413
    default_code = "too_large"


def loads(raw: bytes) -> Any:
    """A text means exactly one value or is refused with its position: UTF-8, at most 32 levels deep.

    Refused are double keys, NaN and Infinity, endless numbers, NUL and halves of surrogate pairs,
    because each is read differently by different readers or cannot be stored in every database.
    Fractions come back as Decimal, never as float.
    """
    text = _decoded(raw)
    _check_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_fraction,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise BadJson(_placed(_("This is not valid JSON"), text, error.pos)) from error
    _check_texts(value)
    return value


def _decoded(raw: bytes) -> str:
    if raw.startswith(BYTE_ORDER_MARK):
        raise BadJson(_placed(_("The text begins with a byte order mark; send it without"), "", 0))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(
            _("The text is not UTF-8 (byte %(position)s).") % {"position": error.start}
        ) from error
    if not text.strip():
        raise BadJson(_placed(_("The request has no body; send a JSON object"), "", 0))
    return text


def _placed(sentence: str, text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return _("%(sentence)s (line %(line)s, column %(column)s).") % {
        "sentence": sentence,
        "line": line,
        "column": column,
    }


def _check_depth(text: str) -> None:
    # Before the parser, whose recursion would end in a crash and not in a sentence.
    depth = 0
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                sentence = _("The text is nested deeper than %(most)s levels") % {
                    "most": MOST_DEPTH
                }
                raise BadJson(_placed(sentence, text, token.start()))
        elif mark in "]}":
            depth -= 1


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(_("The key “%(key)s” occurs twice in one object.") % {"key": shown(key)})
        found[key] = value
    return found


def _constant(name: str) -> Any:
    raise BadJson(_("%(name)s is not a JSON number.") % {"name": name})


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise BadJson(_("A number of %(count)s digits cannot be read.") % {"count": len(digits)})
    return int(digits)


def _fraction(digits: str) -> Decimal:
    value = None
    if len(digits) <= MOST_DIGITS:
        # An exponent of twenty digits is beyond what even Decimal holds.
        with suppress(InvalidOperation):
            value = Decimal(digits)
    if value is None or abs(value.adjusted()) > MOST_DIGITS:
        raise BadJson(_("The number %(number)s is out of range.") % {"number": shown(digits)})
    return value


def _check_texts(value: Any) -> None:
    for path, text in _texts(value, ""):
        found = UNSTORABLE.search(text)
        if found:
            raise BadJson(
                _("The text of “%(field)s” contains U+%(code)04X, which cannot be stored.")
                % {"field": shown(path), "code": ord(found[0])}
            )


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    # The depth is bounded, so this recursion is too.
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            inner = f"{path}.{key}" if path else key
            yield inner, key
            yield from _texts(part, inner)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{path}[{index}]")


def shown(text: str, most: int = 60) -> str:
    """A quoted text is shown short and printable, whatever was sent."""
    clean = UNSTORABLE.sub("\ufffd", text)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


class StrictJSONParser(BaseParser):
    """Reads a request's body as strict JSON; compressed, oversized and cut bodies are refused."""

    media_type = "application/json"
    most_bytes = MOST_BYTES

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        encoding = request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
        if encoding not in {"", "identity"}:
            raise UnsupportedMediaType(
                media_type or "", detail=_("Send the body without compression (Content-Encoding).")
            )
        try:
            return loads(self.read(stream, int(request.META["CONTENT_LENGTH"])))
        except BadJson as error:
            raise ParseError(str(error)) from error

    def read(self, stream: IO[bytes], announced: int) -> bytes:
        """As many bytes are read as were announced; fewer, or more than allowed, is refused."""
        if announced > self.most_bytes:
            raise BodyTooLarge(
                _("The body is larger than %(most)s bytes.") % {"most": self.most_bytes}
            )
        raw = stream.read(announced)
        if len(raw) != announced:
            raise ParseError(
                _("The body ends after %(got)s of %(announced)s bytes (Content-Length).")
                % {"got": len(raw), "announced": announced}
            )
        return raw
