"""The document of a signed report: ordered, awaited, handed out with its hash checked (R59)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import hand_out_paper
from governance.lib.workflow import Refused
from governance.models import Paper
from governance.permissions import Permission
from governance.services.paper import CONTENT_TYPES, LANGUAGES
from governance.states import PaperFormat, RenderState
from reviews.models import Review
from reviews.selectors.review import papers_of, review_name
from reviews.services.signature import request_report
from reviews.states import ReviewState
from reviews.views.review import row_of

LOOK_AGAIN = 3


@require_POST
@requires(Permission.REVIEW_VIEW)
def review_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = _asked(request.POST)
    try:
        request_report(row, language=language, form=form, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("reviews:review", args=[pk]))
    nudge("portal.run_jobs")
    address = reverse("reviews:review-paper", args=[pk])
    return redirect(f"{address}?language={language}&form={form}")


@require_safe
@requires(Permission.REVIEW_VIEW)
def review_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = _asked(request.GET)
    if row.state != ReviewState.SIGNED:
        raise Http404
    found = {(each.language, each.format): each for each in papers_of(row)}
    paper = found.get((language, form))
    if paper is not None and paper.state == RenderState.READY:
        return _bytes(request, row, paper)
    is_pending = paper is not None and paper.state == RenderState.PENDING
    context = {
        "row": row,
        "name": review_name(row),
        "paper": paper,
        "language": language,
        "form": form,
    }
    status = 202 if is_pending else 409
    response = render(request, "reviews/review_paper.html", context, status=status)
    if is_pending:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _asked(given) -> tuple[str, str]:
    language = given.get("language", LANGUAGES[0])
    form = given.get("form", PaperFormat.PDF.value)
    if language not in LANGUAGES or form not in PaperFormat.values:
        raise Http404
    return language, form


def _bytes(request: HttpRequest, row: Review, paper: Paper) -> HttpResponse:
    return hand_out_paper(
        request,
        bytes(paper.content or b""),
        sha256=paper.sha256,
        kind=CONTENT_TYPES[PaperFormat(paper.format)],
        name=f"{row.number}{'-en' if paper.language == 'en' else ''}.{paper.format}",
        back=reverse("reviews:review", args=[row.pk]),
    )
