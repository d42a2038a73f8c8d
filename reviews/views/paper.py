"""The document of a signed report: ordered, awaited, handed out with its hash checked (R59)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import PaperDoor, asked_paper, paper_page
from governance.lib.workflow import Refused
from governance.permissions import Permission
from reviews.selectors.review import papers_of, review_name
from reviews.services.signature import request_report
from reviews.states import ReviewState
from reviews.views.review import row_of


@require_POST
@requires(Permission.REVIEW_VIEW)
def review_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = asked_paper(request.POST)
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
    language, form = asked_paper(request.GET)
    if row.state != ReviewState.SIGNED:
        raise Http404
    found = {(each.language, each.format): each for each in papers_of(row)}
    door = PaperDoor(
        "reviews/review_paper.html",
        row.number,
        reverse("reviews:review", args=[pk]),
        {"row": row, "name": review_name(row), "language": language, "form": form},
    )
    return paper_page(request, found.get((language, form)), door)
