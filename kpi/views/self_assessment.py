"""The list of self-assessments, and the page of one from its plan to its closing (R66, G39)."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.nudge import nudge
from governance.lib.periods import BadPeriod, Year
from governance.lib.workflow import Refused
from governance.models import Project
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from kpi.forms.self_assessment import (
    AssessmentFilterForm,
    AssessmentForm,
    ConclusionForm,
    TeamForm,
)
from kpi.models import SelfAssessment
from kpi.selectors.assessment_page import assessment_page, assessments_listed, year_count
from kpi.selectors.checklist import checklist_in_force
from kpi.selectors.self_assessment import assessors_of, people_who_judge
from kpi.services.assessment_closing import close_assessment, write_conclusion
from kpi.services.assessment_finding import evaluate_assessment, resume_assessment
from kpi.services.self_assessment import (
    name_assessors,
    plan_assessment,
    start_assessment,
    void_assessment,
)
from kpi.views.assessment_listing import ASSESSMENTS

PAGE = 50
NOTED = {"resume_assessment": resume_assessment, "void_assessment": void_assessment}
PLAIN = {
    "start_assessment": start_assessment,
    "evaluate_assessment": evaluate_assessment,
    "close_assessment": close_assessment,
}


@filtered_by(AssessmentFilterForm)
@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def self_assessment_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = AssessmentFilterForm(request.GET)
    chosen = form.chosen()
    rows = assessments_listed(request.user, chosen)
    if file_wanted(request):
        return list_file(request, ASSESSMENTS, rows, at=now, form=form)
    year = _year_counted(chosen.year, now)
    context = {
        "form": form,
        "views": views_of_page(request.user, "kpi:self-assessments", request.GET.urlencode()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "counted": year_count(year),
        "has_checklist": checklist_in_force() is not None,
        "may_run": has_permission(request.user, Permission.ASSESSMENT_RUN),
    }
    return render(request, "kpi/self_assessment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_RUN)
def self_assessment_new(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = AssessmentForm(
        request.POST or None,
        initial={"year": local_day(now).year, "scope": "company"},
        people=people_who_judge(request.user, on=local_day(now)),
        projects=Project.objects.visible_to(request.user).filter(retired_on=None).order_by("code"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = plan_assessment(form.new(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("%(number)s is planned.") % {"number": row.number})
            return redirect("kpi:self-assessment", row.pk)
    context = {"form": form, "checklist": checklist_in_force()}
    status = 422 if form.errors else 200
    return render(request, "kpi/self_assessment_new.html", context, status=status)


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def self_assessment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, row_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_RUN)
def self_assessment_team(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    now = timezone.now()
    form = TeamForm(
        request.POST or None,
        initial={"assessors": [each.pk for each in assessors_of(row)]},
        people=people_who_judge(request.user, on=local_day(now)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            name_assessors(row, form.team(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The team is named."))
            return redirect("kpi:self-assessment", pk)
    status = 422 if form.errors else 200
    context = {"form": form, "row": row}
    return render(request, "kpi/self_assessment_team.html", context, status=status)


@require_POST
@requires(Permission.ASSESSMENT_RUN, Permission.ASSESSMENT_JUDGE)
def self_assessment_conclusion(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = ConclusionForm(request.POST)
    if form.is_valid():
        try:
            write_conclusion(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The conclusion is saved."))
            return redirect(f"{reverse('kpi:self-assessment', args=[pk])}#conclusion")
    return page_of(request, row, form)


@require_POST
@requires(Permission.ASSESSMENT_RUN, Permission.ASSESSMENT_CLOSE)
def self_assessment_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = row_of(request, pk)
    back = reverse("kpi:self-assessment", args=[pk])
    given = {"by": request.user, "at": timezone.now()}
    try:
        if step in NOTED:
            NOTED[step](row, note=request.POST.get("note", ""), **given)
        elif step in PLAIN:
            PLAIN[step](row, **given)
            nudge("portal.run_jobs")
        else:
            raise Http404
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def row_of(request: HttpRequest, pk: int) -> SelfAssessment:
    """The assessment, if this person may see it."""
    rows = SelfAssessment.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("checklist", "planned_by", "closed_by"), pk=pk)


def page_of(
    request: HttpRequest, row: SelfAssessment, refused: ConclusionForm | None = None
) -> HttpResponse:
    """The page, with the conclusion that was refused in its place."""
    verdict = request.GET.get("verdict", "")
    page = assessment_page(row, request.user, verdict=verdict, at=timezone.now())
    initial = {
        "seen": row.version,
        "conclusion": row.conclusion,
        "suggestions": row.suggestions,
    }
    form = refused or (ConclusionForm(initial=initial) if page.may_write else None)
    context = {"page": page, "row": row, "verdict": verdict, "conclusion_form": form}
    status = 422 if refused else 200
    return render(request, "kpi/self_assessment_detail.html", context, status=status)


def _year_counted(text: str, now: datetime) -> Year:
    """The year that was chosen; this one for what is no year, or none that can be counted."""
    try:
        return Year.parse(text)
    except BadPeriod:
        return Year.of(local_day(now))
