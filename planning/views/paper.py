"""A printed document: handed out with its hash checked, or its state told (design §5)."""

import hashlib
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.models import Paper
from governance.services.paper import CONTENT_TYPES
from governance.states import PaperFormat, RenderState

LOOK_AGAIN = 3


@dataclass(frozen=True)
class Printout:
    """What the page about a document says: its title and number, where to order it, where to go back."""

    title: str
    number: str
    order_url: str
    back_url: str
    fields: tuple[tuple[str, str], ...] = ()


def printed_page(request: HttpRequest, paper: Paper | None, shown: Printout) -> HttpResponse:
    """The bytes of a paper that is ready; else where it stands, looking again by itself while it is made."""
    if paper is not None and paper.state == RenderState.READY:
        return _bytes(request, paper, shown)
    pending = paper is not None and paper.state == RenderState.PENDING
    response = render(
        request,
        "planning/paper.html",
        {"paper": paper, "shown": shown},
        status=202 if pending else 409,
    )
    if pending:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _bytes(request: HttpRequest, paper: Paper, shown: Printout) -> HttpResponse:
    content = bytes(paper.content or b"")
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        messages.error(
            request,
            _("The stored document no longer matches its hash; the auditor must look at it."),
        )
        return HttpResponseRedirect(shown.back_url)
    response = HttpResponse(content, content_type=CONTENT_TYPES[PaperFormat(paper.format)])
    name = f"{shown.number}{'-en' if paper.language == 'en' else ''}.{paper.format}"
    is_saved = "download" in request.GET or paper.format == PaperFormat.DOCX
    kind = "attachment" if is_saved else "inline"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(name)}"
    response["ETag"] = f'"{paper.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response
