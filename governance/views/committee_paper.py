"""Minutes and resolutions as files: ordered, awaited, handed out with their hash checked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.paper_door import PaperDoor, asked_paper, ordered_paper, paper_page
from governance.models import Meeting, Paper, Resolution
from governance.selectors.committee_paper import MINUTES, RESOLUTION, resolution_content
from governance.selectors.committee_papers import paper_of
from governance.selectors.minutes import sha256_of
from governance.services.committee_paper import request_minutes, request_resolution_paper
from governance.views.meeting import READING, meeting_of
from governance.views.resolution import resolution_of


@dataclass(frozen=True)
class Printable:
    """A record that has papers: its name and hash, where it is read, where its papers are."""

    row: Meeting | Resolution
    name: str
    sha256: str
    back: str
    address: str


@require_safe
@requires(*READING)
def minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _handed_out(request, _minutes(request, pk))


@require_POST
@requires(*READING)
def minutes_print(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _minutes(request, pk)
    return _ordered(request, shown, request_minutes)


@require_safe
@requires(*READING)
def resolution_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return _handed_out(request, _resolution(request, pk))


@require_POST
@requires(*READING)
def resolution_print(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _resolution(request, pk)
    return _ordered(request, shown, request_resolution_paper)


def _minutes(request: HttpRequest, pk: int) -> Printable:
    row = meeting_of(request, pk)
    if not row.content_sha256:
        raise Http404
    back = reverse("governance:meeting", args=[pk])
    address = reverse("governance:meeting-paper", args=[pk])
    return Printable(row, MINUTES, row.content_sha256, back, address)


def _resolution(request: HttpRequest, pk: int) -> Printable:
    row = resolution_of(request, pk)
    back = reverse("governance:resolution", args=[pk])
    address = reverse("governance:resolution-paper", args=[pk])
    return Printable(row, RESOLUTION, sha256_of(resolution_content(row)), back, address)


def _ordered(request: HttpRequest, shown: Printable, order: Callable[..., Paper]) -> HttpResponse:
    return ordered_paper(
        request,
        partial(order, shown.row),
        address=shown.address,
        back=shown.back,
        at=timezone.now(),
    )


def _handed_out(request: HttpRequest, shown: Printable) -> HttpResponse:
    language, form = asked_paper(request.GET)
    paper = paper_of(shown.row, shown.name, shown.sha256, language=language, form=form)
    if paper is None:
        raise Http404
    door = PaperDoor(
        "governance/committee_paper.html", shown.row.number, shown.back, {"shown": shown}
    )
    return paper_page(request, paper, door)
