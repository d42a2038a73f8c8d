"""Surveys of satisfaction with their counts, and updates of standards (R18, R58, G24, G50)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.guard import requires
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Document, Project
from governance.permissions import Permission, has_permission
from processes.models import Process
from reviews.forms.feedback import EditionForm, SurveyForm
from reviews.selectors.feedback import (
    editions_listed,
    satisfaction_indicators,
    survey_line,
    surveys_listed,
)
from reviews.services.standard import register_edition
from reviews.services.survey import register_survey
from reviews.views.listing import EDITIONS, SURVEYS

PAGE = 50


@require_safe
@requires(Permission.FEEDBACK_VIEW)
def survey_list(request: HttpRequest) -> HttpResponse:
    rows = surveys_listed(request.user)
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: map(survey_line, batch))
        return list_file(request, SURVEYS, lines, at=timezone.now())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    indicators = satisfaction_indicators()
    context = {
        "page": page,
        "lines": [
            (survey_line(row), indicators.get(row.process_id, [])) for row in page.object_list
        ],
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
            register_survey(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The survey is registered."))
            return redirect("reviews:surveys")
    status = 422 if form.errors else 200
    return render(request, "reviews/survey_new.html", {"form": form}, status=status)


@require_safe
@requires(Permission.REVIEW_VIEW)
def standard_list(request: HttpRequest) -> HttpResponse:
    rows = editions_listed(request.user)
    if file_wanted(request):
        return list_file(request, EDITIONS, list(rows), at=timezone.now())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(row, next(iter(row.triggers.all()), None)) for row in page.object_list],
        "may_register": has_permission(request.user, Permission.REVIEW_RUN),
        "may_raise": has_permission(request.user, Permission.TRIGGER_RAISE),
    }
    return render(request, "reviews/standard_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_RUN)
def standard_new(request: HttpRequest) -> HttpResponse:
    standards = Document.objects.visible_to(request.user).filter(kind=Document.Kind.STANDARD)
    form = EditionForm(request.POST or None, rows={"document": standards.order_by("code")})
    if request.method == "POST" and form.is_valid():
        try:
            register_edition(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The edition is registered; it may be raised as a trigger.")
            )
            return redirect("reviews:standards")
    status = 422 if form.errors else 200
    return render(request, "reviews/standard_new.html", {"form": form}, status=status)
