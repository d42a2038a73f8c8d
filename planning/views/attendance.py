"""What trainees and trainers do at a training: sign in, confirm, evaluate; and what one has learnt (6.4.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission
from planning.forms.session import EvaluationForm, mark_forms
from planning.models import Attendance, TrainingSession
from planning.selectors.session import own_trainings
from planning.services.attendance import evaluate_training, record_attendance, sign_in
from planning.views.session import training_of, training_response
from planning.views.session_listing import OWN_TRAININGS


@require_safe
@requires(Permission.TRAINING_VIEW)
def my_training(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    lines = own_trainings(request.user, at=now)
    if file_wanted(request):
        return list_file(request, OWN_TRAININGS, lines, at=now)
    return render(request, "planning/my_training.html", {"lines": lines})


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    try:
        sign_in(_own(request, row), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("You are signed in. It counts when trainer or PMO confirm it."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    rows = list(
        Attendance.objects.visible_to(request.user)
        .filter(session=row)
        .select_related("person", "department")
        .order_by("department__rank", "person__rank", "person__staff_no")
    )
    for each in rows:
        each.session = row
    sheet = mark_forms(rows, request.user, request.POST)
    # Every form is read before the answer, so that all its errors are shown at once.
    if [form for form in sheet if not form.is_valid()]:
        return training_response(request, row, sheet=sheet)
    marks = [mark for mark in (form.mark() for form in sheet) if mark is not None]
    try:
        count = record_attendance(row, marks, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded for %(count)s trainees.") % {"count": count})
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    own, form = _own(request, row), EvaluationForm(request.POST)
    if not form.is_valid():
        return training_response(request, row, evaluation=form)
    try:
        evaluate_training(own, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Thank you. Nobody sees who said it."))
    return HttpResponseRedirect(back)


def _own(request: HttpRequest, row: TrainingSession) -> Attendance:
    """One's own place at a training; who was not invited finds none."""
    own = Attendance.objects.visible_to(request.user).filter(person=request.user)
    found = get_object_or_404(own.select_related("person"), session=row)
    found.session = row
    return found
