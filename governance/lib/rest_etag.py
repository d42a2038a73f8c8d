"""Answers that need not be sent again: a mark of what was said, and 304 to whoever has it (RFC 9110 §13)."""

import hashlib
from typing import Any

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

# Kept by the asking program alone, and only to be asked for again.
PRIVATE = "private, no-cache"
VARIES = ("Accept", "Accept-Language", "Authorization", "Cookie")


def mark_of(*facts: object) -> str:
    """The same facts have the same mark: a strong entity tag."""
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def is_known(request: Request, mark: str) -> bool:
    """The asking program has this answer already when it names its mark, or any (`*`)."""
    given = request.headers.get("If-None-Match", "")
    named = [each.strip().removeprefix("W/") for each in given.split(",")]
    return mark in named or named == ["*"]


def marked(response: HttpResponseBase, mark: str) -> HttpResponseBase:
    """An answer carries its mark, and says that it is for this reader only."""
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = PRIVATE
    patch_vary_headers(response, VARIES)
    return response


def not_modified(mark: str) -> HttpResponseBase:
    """304 without a body, under the same mark."""
    return marked(HttpResponseNotModified(), mark)


def answer_if_changed(request: Request, response: Any) -> Any:
    """An answer that is held in memory is marked by its bytes, unless it has a mark already."""
    mark = response.headers.get("ETag") or mark_of(response.content)
    if is_known(request, mark):
        return not_modified(mark)
    marked(response, mark)
    return None
