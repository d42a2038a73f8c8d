"""The document of an improvement: ordered, awaited, handed out with its hash checked (6.4.4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import PaperDoor, asked_paper, paper_page
from governance.lib.workflow import Refused
from governance.permissions import Permission
from improvements.selectors.improvement_sheet import papers_of
from improvements.services.improvement_paper import order_improvement_paper
from improvements.views.improvement import row_of


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = asked_paper(request.POST)
    try:
        order_improvement_paper(
            row, language=language, form=form, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return refused_to(request, refusal, reverse("improvements:improvement", args=[pk]))
    nudge("portal.run_jobs")
    address = reverse("improvements:improvement-paper", args=[pk])
    return redirect(f"{address}?language={language}&form={form}")


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
