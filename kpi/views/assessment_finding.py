"""The page of a finding: its words, its department, what was decided (R66; 6.4.4)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from kpi.forms.self_assessment import FindingForm
from kpi.models import AssessmentFinding
from kpi.selectors.assessment_page import finding_acts
from kpi.services.assessment_finding import accept_finding, reconsider_finding, word_finding
from kpi.states import AssessmentState, FindingState

STEPS = {"accept_finding": accept_finding, "reconsider_finding": reconsider_finding}


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def finding_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _finding(request, pk))


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def finding_write(request: HttpRequest, pk: int) -> HttpResponse:
    row = _finding(request, pk)
    form = _form(request, row, request.POST)
    if form.is_valid():
        try:
            word_finding(
                row,
                form.cleaned_data["text"],
                department=form.place(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The finding is saved."))
            return redirect("kpi:assessment-finding", pk)
    return _page(request, row, form)


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def finding_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = _finding(request, pk)
    if step not in STEPS:
        raise Http404
    back = reverse("kpi:assessment-finding", args=[pk])
    try:
        STEPS[step](row, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _finding(request: HttpRequest, pk: int) -> AssessmentFinding:
    rows = AssessmentFinding.objects.visible_to(request.user).select_related(
        "assessment", "process", "department", "decided_by", "item__item"
    )
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, row: AssessmentFinding, data=None) -> FindingForm:
    initial = {"seen": row.version, "text": row.text, "department": row.department_id}
    departments = Department.objects.visible_to(request.user).order_by("rank", "pk")
    return FindingForm(data, initial=initial, departments=departments)


def _page(
    request: HttpRequest, row: AssessmentFinding, refused: FindingForm | None = None
) -> HttpResponse:
    may_write = row.assessment.state == AssessmentState.EVALUATED and has_permission(
        request.user, Permission.ASSESSMENT_RUN
    )
    context = {
        "row": row,
        "acts": finding_acts(row, request.user, at=timezone.now()),
        "form": refused or (_form(request, row) if may_write else None),
        "entries": timeline_of(row),
        "may_improve": row.state == FindingState.OPEN
        and has_permission(request.user, Permission.IMPROVEMENT_RAISE),
    }
    status = 422 if refused else 200
    return render(request, "kpi/assessment_finding.html", context, status=status)
