"""A printed document leaves with its hash checked, under a name that says what it is (design §5)."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.lib.guard import refused_to
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused

LANGUAGES = ("zh-hans", "en")
PDF, WORD = "pdf", "docx"
CONTENT_TYPES = {
    PDF: "application/pdf",
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LOOK_AGAIN = 3


class StoredPaper(Protocol):
    """What the door asks of a paper: its bytes with their hash, and whether they are there yet."""

    content: bytes | None
    sha256: str
    language: str
    format: str

    @property
    def is_ready(self) -> bool: ...

    @property
    def is_pending(self) -> bool: ...


@dataclass(frozen=True)
class PaperDoor:
    """How the paper of a record leaves: the page that tells where it stands, its file's name, the way back.

    `name` is what the file is called before its language and its ending.
    """

    template: str
    name: str
    back: str
    context: Mapping[str, Any] = field(default_factory=dict)


def asked_paper(given: QueryDict) -> tuple[str, str]:
    """Language and form of the paper that is asked for; the Chinese PDF where nothing is said. Raises `Http404`."""
    language, form = given.get("language", LANGUAGES[0]), given.get("form", PDF)
    if language not in LANGUAGES or form not in CONTENT_TYPES:
        raise Http404
    return language, form


def ordered_paper(
    request: HttpRequest, order: Callable[..., Any], *, address: str, back: str, at: datetime
) -> HttpResponse:
    """A paper is ordered in the language and form that were asked for; its page waits for it at `address`.

    `order` is the act, called with `language form by at`; what refuses is told on the page one came
    from, `back`.
    """
    language, form = asked_paper(request.POST)
    try:
        order(language=language, form=form, by=request.user, at=at)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    return HttpResponseRedirect(f"{address}?language={language}&form={form}")


def paper_page(request: HttpRequest, paper: StoredPaper | None, door: PaperDoor) -> HttpResponse:
    """The bytes of a paper that is ready; else where it stands, looking again by itself while it is made."""
    if paper is not None and paper.is_ready:
        return hand_out_paper(request, paper, name=door.name, back=door.back)
    is_pending = paper is not None and paper.is_pending
    context = {"paper": paper, **door.context}
    response = render(request, door.template, context, status=202 if is_pending else 409)
    if is_pending:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def hand_out_paper(
    request: HttpRequest, paper: StoredPaper, *, name: str, back: str
) -> HttpResponse:
    """The bytes as they were stored; bytes that no longer match their hash are not handed out, the reader goes `back`.

    A browser shows a PDF; it saves what it cannot show, and what is asked for with `?download`.
    """
    content = bytes(paper.content or b"")
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        messages.error(
            request,
            _("The stored document no longer matches its hash; the auditor must look at it."),
        )
        return HttpResponseRedirect(back)
    response = HttpResponse(content, content_type=CONTENT_TYPES[paper.format])
    # No browser shows a Word file itself.
    is_saved = "download" in request.GET or paper.format == WORD
    place = "attachment" if is_saved else "inline"
    whole = f"{name}{'-en' if paper.language == 'en' else ''}.{paper.format}"
    response["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(whole)}"
    response["ETag"] = f'"{paper.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response
