"""The report of a closed self-assessment: ordered, awaited, handed out with its hash checked (R66)."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.paper_door import PaperDoor, asked_paper, ordered_paper, paper_page
from governance.permissions import Permission
from kpi.selectors.assessment_page import paper_of
from kpi.services.assessment_closing import order_report
from kpi.states import AssessmentState
from kpi.views.self_assessment import row_of


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def assessment_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    return ordered_paper(
        request,
        partial(order_report, row),
        address=reverse("kpi:assessment-paper", args=[pk]),
        back=reverse("kpi:self-assessment", args=[pk]),
        at=timezone.now(),
    )


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def assessment_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = asked_paper(request.GET)
    if row.state != AssessmentState.CLOSED:
        raise Http404
    door = PaperDoor(
        "kpi/assessment_paper.html",
        row.number,
        reverse("kpi:self-assessment", args=[pk]),
        {"row": row, "language": language, "form": form},
    )
    return paper_page(request, paper_of(row, language, form), door)
