"""A printed document: handed out with its hash checked, or its state told (design §5)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance.lib.paper_door import hand_out_paper
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
    return hand_out_paper(
        request,
        bytes(paper.content or b""),
        sha256=paper.sha256,
        kind=CONTENT_TYPES[PaperFormat(paper.format)],
        name=f"{shown.number}{'-en' if paper.language == 'en' else ''}.{paper.format}",
        back=shown.back_url,
    )
