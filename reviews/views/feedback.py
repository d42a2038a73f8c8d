"""The register of feedback: registered, answered, closed; the customer's name is for those who answer (R18, G24)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Department, Project
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.saved_view import views_of_page
from processes.models import Process
from reviews.forms.feedback import FeedbackFilterForm, FeedbackForm, MajorForm
from reviews.models import Feedback
from reviews.permissions import may_answer_feedback
from reviews.selectors.feedback import (
    feedback_acts,
    feedback_in_register,
    feedback_totals,
    trigger_of_feedback,
)
from reviews.services.feedback import (
    answer_feedback,
    close_feedback,
    grade_feedback,
    register_feedback,
    reopen_feedback,
)
from reviews.states import FeedbackKind
from reviews.views.listing import FEEDBACK

PAGE = 50
STEPS = {
    "answer_feedback": answer_feedback,
    "close_feedback": close_feedback,
    "reopen_feedback": reopen_feedback,
}


@filtered_by(FeedbackFilterForm)
@require_safe
@requires(Permission.FEEDBACK_VIEW)
def feedback_list(request: HttpRequest) -> HttpResponse:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    departments = Department.objects.visible_to(request.user).order_by("rank", "pk")
    form = FeedbackFilterForm(
        request.GET,
        processes=[(row.code, said(row)) for row in processes],
        departments=[(row.code, said(row)) for row in departments],
    )
    rows = feedback_in_register(request.user, form.chosen())
    if file_wanted(request):
        return list_file(request, FEEDBACK, rows, at=timezone.now(), form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:feedback", request.GET.urlencode()),
        "page": page,
        "totals": feedback_totals(request.user),
        "may_register": has_permission(request.user, Permission.FEEDBACK_REGISTER),
    }
    return render(request, "reviews/feedback_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FEEDBACK_REGISTER)
def feedback_new(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = FeedbackForm(
        request.POST or None,
        initial={"received_at": now, "kind": FeedbackKind.COMPLAINT},
        rows={
            "process": Process.objects.visible_to(request.user).order_by("position", "pk"),
            "project": Project.objects.visible_to(request.user).order_by("code"),
            "department": Department.objects.visible_to(request.user).order_by("rank", "pk"),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            row, _is_new = register_feedback(form.new(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("%(number)s is registered.") % {"number": row.number})
            return redirect("reviews:feedback-one", row.pk)
    status = 422 if form.errors else 200
    return render(request, "reviews/feedback_new.html", {"form": form}, status=status)


@require_safe
@requires(Permission.FEEDBACK_VIEW)
def feedback_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@require_POST
@requires(Permission.FEEDBACK_ANSWER)
def feedback_major(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = MajorForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        grade_feedback(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, row, form)
    messages.success(request, _("Recorded."))
    return redirect("reviews:feedback-one", pk)


@require_POST
@requires(Permission.FEEDBACK_ANSWER)
def feedback_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = _row(request, pk)
    back = reverse("reviews:feedback-one", args=[pk])
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](row, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _row(request: HttpRequest, pk: int) -> Feedback:
    rows = Feedback.objects.visible_to(request.user).select_related(
        "process", "project", "department", "registered_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, row: Feedback, form: MajorForm | None = None) -> HttpResponse:
    may_answer = may_answer_feedback(request.user, row)
    trigger = trigger_of_feedback(row)
    is_complaint = row.kind == FeedbackKind.COMPLAINT
    context = {
        "row": row,
        "acts": feedback_acts(row, request.user),
        "customer": row.customer if may_answer else "",
        "is_hidden": bool(row.customer) and not may_answer,
        "trigger": trigger,
        "may_trigger": row.is_major
        and trigger is None
        and has_permission(request.user, Permission.TRIGGER_RAISE),
        "may_improve": has_permission(request.user, Permission.IMPROVEMENT_RAISE),
        "major_form": (form or MajorForm()) if may_answer and is_complaint else None,
        "entries": timeline_of(row),
    }
    return render(request, "reviews/feedback_detail.html", context, status=422 if form else 200)
