"""Surveys of satisfaction with their counts, and the indicator each counts into (R18, R54, G24)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Project
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.saved_view import views_of_page
from processes.models import Process
from reviews.forms.survey import IndicatorPickForm, SurveyFilterForm, SurveyForm
from reviews.models import Survey
from reviews.selectors.satisfaction import survey_doors
from reviews.selectors.survey import may_count, survey_line, surveys_listed
from reviews.services.satisfaction import count_survey, uncount_survey
from reviews.services.survey import register_survey
from reviews.views.listing import SURVEYS

PAGE = 50


@filtered_by(SurveyFilterForm)
@require_safe
@requires(Permission.FEEDBACK_VIEW)
def survey_list(request: HttpRequest) -> HttpResponse:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    form = SurveyFilterForm(request.GET, processes=[(row.code, said(row)) for row in processes])
    rows = surveys_listed(request.user, form.chosen())
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: map(survey_line, batch))
        return list_file(request, SURVEYS, lines, at=timezone.now(), form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:surveys", request.GET.urlencode()),
        "page": page,
        "lines": [survey_line(row) for row in page.object_list],
        "may_register": has_permission(request.user, Permission.FEEDBACK_REGISTER),
    }
    return render(request, "reviews/survey_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FEEDBACK_REGISTER)
def survey_new(request: HttpRequest) -> HttpResponse:
    form = SurveyForm(
        request.POST or None,
        rows={
            "process": Process.objects.visible_to(request.user).order_by("position", "pk"),
            "project": Project.objects.visible_to(request.user).order_by("code"),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = register_survey(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The survey is registered."))
            return redirect("reviews:survey", row.pk)
    status = 422 if form.errors else 200
    return render(request, "reviews/survey_new.html", {"form": form}, status=status)


@require_safe
@requires(Permission.FEEDBACK_VIEW)
def survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@require_POST
@requires(Permission.REVIEW_RUN)
def survey_count(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = IndicatorPickForm(request.POST, rows={"indicator": survey_doors()})
    if not form.is_valid():
        return _page(request, row, form)
    try:
        count_survey(row, form.picked()["indicator"], by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, row, form)
    messages.success(request, _("The survey counts; the figures of its period follow."))
    return redirect("reviews:survey", pk)


@require_POST
@requires(Permission.REVIEW_RUN)
def survey_uncount(request: HttpRequest, pk: int) -> HttpResponse:
    row, note = _row(request, pk), request.POST.get("note", "")
    try:
        uncount_survey(row, note=note, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("reviews:survey", args=[pk]))
    messages.success(request, _("The survey counts no more."))
    return redirect("reviews:survey", pk)


def _row(request: HttpRequest, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related(
        "process", "project", "indicator", "registered_by", "counted_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, row: Survey, form: IndicatorPickForm | None = None) -> HttpResponse:
    may = may_count(request.user, row)
    offers = may and row.indicator is None
    if offers and form is None:
        form = IndicatorPickForm(rows={"indicator": survey_doors()})
    context = {
        "row": row,
        "line": survey_line(row),
        "form": form if offers else None,
        "may_stop": may and row.indicator is not None,
        "is_registrar": row.registered_by_id == request.user.pk
        and has_permission(request.user, Permission.REVIEW_RUN),
        "entries": timeline_of(row),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "reviews/survey_detail.html", context, status=status)
