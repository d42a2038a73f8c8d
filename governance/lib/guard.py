"""The door of every page: a permission is named, or the page is not there (deny by default)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from governance.lib.workflow import NotAllowed, Refused

View = Callable[..., HttpResponse]


def rights_of(user: Any) -> frozenset[str]:
    """The rights the sign-in backend found for this request; a user without any has none."""
    return getattr(user, "rights_of_request", frozenset())


def requires(*permissions: str) -> Callable[[View], View]:
    """A page is for those who hold one of the permissions; everybody else gets 403."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rights_of(request.user).intersection(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # -- the shape test reads which right a route asks
        return guarded

    return wrap


def note_refusal(request: HttpRequest, refusal: Refused) -> None:
    """An act that was refused is told to the trail, whatever the page shows (reliability §6.6)."""
    request.refusal = refusal  # type: ignore[attr-defined]  # -- the middleware that writes refusals into the trail reads it


def sentence_of(request: HttpRequest, refusal: Refused) -> str:
    """What a refusal says to the person; the trail knows it too."""
    note_refusal(request, refusal)
    return str(refusal)


def refused_to(request: HttpRequest, refusal: Refused, back_to: str) -> HttpResponse:
    """A refusal is told as a sentence where the person was; nothing is lost and nothing crashes."""
    sentence = sentence_of(request, refusal)
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied(sentence)
    messages.error(request, sentence)
    return HttpResponseRedirect(back_to)


def not_here() -> Http404:
    """What a person may not see and what does not exist answer alike."""
    return Http404()
