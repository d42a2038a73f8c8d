"""The document of a signed report: ordered, awaited, handed out with its hash checked (R59)."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.paper_door import PaperDoor, asked_paper, ordered_paper, paper_page
from governance.permissions import Permission
from reviews.selectors.review import papers_of, review_name
from reviews.services.signature import request_report
from reviews.states import ReviewState
from reviews.views.review import row_of


@require_POST
@requires(Permission.REVIEW_VIEW)
def review_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    return ordered_paper(
        request,
        partial(request_report, row),
        address=reverse("reviews:review-paper", args=[pk]),
        back=reverse("reviews:review", args=[pk]),
        at=timezone.now(),
    )


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
