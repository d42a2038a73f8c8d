"""The report of a closed self-assessment: ordered, awaited, handed out with its hash checked (R66)."""

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
from kpi.selectors.assessment_page import paper_of
from kpi.services.assessment_closing import order_report
from kpi.states import AssessmentState
from kpi.views.self_assessment import row_of


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def assessment_print(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    language, form = asked_paper(request.POST)
    try:
        order_report(row, language=language, form=form, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:self-assessment", args=[pk]))
    nudge("portal.run_jobs")
    address = reverse("kpi:assessment-paper", args=[pk])
    return redirect(f"{address}?language={language}&form={form}")


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
