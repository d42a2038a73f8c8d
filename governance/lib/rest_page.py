"""Pages by key: a cursor says after which row to go on, so that new rows neither repeat nor hide others."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from governance.lib.rest_query import Parameter

USUAL_SIZE, LARGEST_SIZE = 100, 200
LONGEST_CURSOR = 1000
SALT = "governance.rest.cursor"
WHOLE_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """Some rows, and the address of those that follow (None after the last)."""

    rows: list[Any]
    following: str | None

    def body(self, items: Iterable[Any]) -> dict[str, Any]:
        """The page as it is answered."""
        return {"items": list(items), "next": self.following}


def read_size(text: str) -> int:
    """A page has 1 to 200 rows; more is cut to 200."""
    if not WHOLE_NUMBER.fullmatch(text) or int(text) == 0:
        raise ValueError(
            _("The page size is a whole number from 1 to %(most)s.") % {"most": LARGEST_SIZE}
        )
    return min(int(text), LARGEST_SIZE)


PAGING = (
    Parameter(
        "cursor",
        gettext_lazy("Where to go on: taken from “next” of the page before, never made by hand."),
    ),
    Parameter(
        "page_size",
        gettext_lazy("Rows of a page, 1 to 200; more is cut to 200, and 100 are given without it."),
        read=read_size,
        default=USUAL_SIZE,
        schema={"type": "integer", "minimum": 1},
    ),
)


def page_of(
    request: Request, rows: QuerySet[Any], query: dict[str, Any], *, order: Sequence[str]
) -> Page:
    """A page holds the rows behind the cursor in a fixed order whose last key is unique.

    The cursor is signed and bound to the question: changed, or used with another question, it is
    refused. One statement, whatever the size of the table.
    """
    question = fingerprint(request)
    if query["cursor"]:
        rows = rows.filter(_behind(order, _opened(query["cursor"], question, len(order))))
    size = query["page_size"]
    found = list(rows.order_by(*order)[: size + 1])
    if len(found) <= size:
        return Page(found, None)
    last = [_plain(_part(found[size - 1], key)) for key in order]
    cursor = signing.dumps([question, *last], salt=SALT)
    return Page(found[:size], _address(request, cursor))


def page_schema(item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """A page as the OpenAPI document declares it: the items, and the address of the next page."""
    name = item.__name__.removesuffix("Serializer")
    return inline_serializer(
        f"{name}Page",
        {
            "items": item(many=True),
            "next": serializers.URLField(
                allow_null=True, help_text="Address of the following page; null on the last one."
            ),
        },
    )


def fingerprint(request: Request) -> str:
    """Two requests ask the same question when address and parameters agree, paging aside."""
    asked = sorted(
        (name, value)
        for name, values in request.query_params.lists()
        if name not in {"cursor", "page_size"}
        for value in values
    )
    return hashlib.sha256(repr((request.path, asked)).encode()).hexdigest()[:16]


def _opened(cursor: str, question: str, keys: int) -> list[Any]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise signing.BadSignature  # noqa: TRY301 -- one answer to everything that is no cursor of ours
        asked, last = _halves(signing.loads(cursor, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, IndexError):
        asked, last = "", []
    if asked != question or len(last) != keys:
        raise ValidationError(
            {"cursor": [_("This cursor does not belong to this question; start without one.")]},
            code="invalid_parameter",
        )
    return last


def _halves(content: list[Any]) -> tuple[Any, list[Any]]:
    return content[0], content[1:]


def _behind(order: Sequence[str], last: Iterable[Any]) -> Q:
    behind, same = Q(), Q()
    pairs = list(zip(order, last, strict=True))
    for key, value in pairs:
        behind |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    # Says the same once more in a form for which every database uses its index.
    first_key, first_value = pairs[0]
    return Q(**{f"{first_key}__gte": first_value}) & behind


def _part(row: Any, key: str) -> Any:
    return row[key] if isinstance(row, dict) else reduce(getattr, key.split("__"), row)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _address(request: Request, cursor: str) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
