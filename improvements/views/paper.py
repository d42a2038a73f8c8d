"""The document of an improvement: ordered, awaited, handed out with its hash checked (6.4.4)."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.paper_door import PaperDoor, asked_paper, ordered_paper, paper_page
from governance.permissions import Permission
from improvements.selectors.improvement_sheet import papers_of
from improvements.services.improvement_paper import order_improvement_paper
from improvements.views.improvement import row_of


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    return ordered_paper(
        request,
        partial(order_improvement_paper, row),
        address=reverse("improvements:improvement-paper", args=[pk]),
        back=reverse("improvements:improvement", args=[pk]),
        at=timezone.now(),
    )


@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = asked_paper(request.GET)
    # The latest that was ordered; earlier ones stay as they were.
    paper = next(
        (each for each in papers_of(row) if (each.language, each.format) == (language, form)), None
    )
    door = PaperDoor(
        "improvements/improvement_paper.html",
        row.number,
        reverse("improvements:improvement", args=[pk]),
        {"row": row, "language": language, "form": form},
    )
    return paper_page(request, paper, door)
