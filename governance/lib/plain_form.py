"""What a form sends is text that people can see, whichever field it goes to (reliability F2, F4)."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
# Control characters other than line breaks and tabs, blanks without width, and marks that turn the direction of text.
UNSEEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
# A password is kept exactly as it was chosen (A4).
EXACT = "password"


def make_plain(request: HttpRequest) -> None:
    """Marks that nobody sees are left out of what was typed; raises BadRequest for NUL.

    PostgreSQL cannot store a NUL, and no keyboard types one; both databases answer alike. Files are
    looked at where they are kept.
    """
    given = request.POST
    if any("\0" in text for name, values in given.lists() for text in (name, *values)):
        raise BadRequest("The form holds a NUL character.")
    hidden = [
        name
        for name, values in given.lists()
        if EXACT not in name and any(UNSEEN.search(text) for text in values)
    ]
    if not hidden:
        return
    seen = given.copy()
    for name in hidden:
        seen.setlist(name, [UNSEEN.sub("", text) for text in given.getlist(name)])
    seen._mutable = False  # noqa: SLF001 -- Django's own way to close a copy, as its HttpRequest does
    request.POST = seen  # type: ignore[assignment]  # -- Django's stubs know the property's reader only


def plain(view: View) -> View:
    """A view that is handed only what people can see."""

    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        make_plain(request)
        return view(request, *args, **kwargs)

    return outer
