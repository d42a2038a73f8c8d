"""Trainings: the list, the page of one, planning and the steps (5.2⑤, 6.4.1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from planning.forms.session import (
    EvaluationForm,
    InviteForm,
    PlanAgainForm,
    SessionFilterForm,
    SessionForm,
    mark_forms,
)
from planning.models import Attendance, TrainingSession
from planning.permissions import may_see_amounts
from planning.selectors.session import (
    own_training,
    training_lines,
    training_page,
    training_years,
    trainings_listed,
)
from planning.selectors.session_choice import people_to_choose, training_choices
from planning.services.session import (
    announce_training,
    call_off_training,
    close_training,
    edit_training,
    hold_training,
    invite_people,
    plan_training,
    plan_training_again,
)
from planning.states import SessionState
from planning.views.session_listing import training_listing
from processes.models import Process

PAGE = 50
STEPS = {
    "announce": announce_training,
    "hold": hold_training,
    "close": close_training,
    "call_off": call_off_training,
}


@filtered_by(SessionFilterForm)
@require_safe
@requires(Permission.TRAINING_VIEW)
def training_list(request: HttpRequest) -> HttpResponse:
    form = SessionFilterForm(
        request.GET,
        years=training_years(request.user),
        processes=Process.objects.visible_to(request.user).order_by("position", "pk"),
        departments=Department.objects.visible_to(request.user).order_by("rank", "pk"),
    )
    rows = trainings_listed(request.user, form.chosen())
    if file_wanted(request):
        listing = training_listing(has_permission(request.user, Permission.RESOURCE_VIEW))
        lines = in_batches(_batches(rows), lambda batch: training_lines(batch, request.user))
        return list_file(request, listing, lines, at=timezone.now(), form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "planning:trainings", request.GET.urlencode()),
        "page": page,
        "lines": training_lines(list(page.object_list), request.user),
        "may_plan": has_permission(request.user, Permission.TRAINING_EDIT),
    }
    return render(request, "planning/session_list.html", context)


@require_safe
@requires(Permission.TRAINING_VIEW)
def training_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return training_response(request, training_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_EDIT)
def training_new(request: HttpRequest) -> HttpResponse:
    form = _form(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = plan_training(form.facts(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The training is planned."))
            return HttpResponseRedirect(reverse("planning:training", args=[row.pk]))
    return _typed(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_EDIT)
def training_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = training_of(request, pk)
    form = _form(request, request.POST if request.method == "POST" else None, row)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            edit_training(row, form.facts(), seen=seen, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The training is changed."))
            return HttpResponseRedirect(reverse("planning:training", args=[row.pk]))
    return _typed(request, form, row)


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    if step not in STEPS:
        raise Http404
    note = {"note": request.POST.get("note", "")} if step == "call_off" else {}
    try:
        STEPS[step](row, by=request.user, at=timezone.now(), **note)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Done: %(state)s.") % {"state": row.get_state_display()})
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.TRAINING_EDIT)
def training_plan_again(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    form = PlanAgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a new day and a reason."))
        return HttpResponseRedirect(back)
    try:
        plan_training_again(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The training is planned again."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_invite(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    form = InviteForm(request.POST, people=people_to_choose())
    if not form.is_valid():
        messages.error(request, _("Please choose somebody of the list."))
        return HttpResponseRedirect(back)
    try:
        count = invite_people(row, form.chosen(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Newly invited: %(count)s.") % {"count": count})
    return HttpResponseRedirect(back)


def training_of(request: HttpRequest, pk: int) -> TrainingSession:
    """The training of an address, as far as the reader may see it."""
    rows = TrainingSession.objects.visible_to(request.user).select_related(
        "trainer", "responsible", "department", "document"
    )
    return get_object_or_404(rows.prefetch_related("processes", "departments", "people"), pk=pk)


def training_response(request: HttpRequest, row: TrainingSession, **forms) -> HttpResponse:
    """The page of a training; a refused form comes back with what was typed."""
    page = training_page(row, request.user)
    now = timezone.now()
    own = own_training(_with_session(page.own, row), at=now) if page.own else None
    for trainee in page.trainees:
        trainee.session = row
    sheet = mark_forms(page.trainees, request.user) if page.may_confirm else []
    context = {
        "page": page,
        "row": row,
        "own": own,
        "sheet": forms.get("sheet") or sheet,
        "others": [each for each in page.trainees if each.person_id == request.user.pk]
        if page.may_confirm
        else page.trainees,
        "evaluation": forms.get("evaluation")
        or (EvaluationForm() if own and own.may_evaluate else None),
        "invite": InviteForm(people=people_to_choose()) if page.may_invite else None,
        "again": PlanAgainForm() if _may_plan_again(request, row) else None,
    }
    return render(request, "planning/training_detail.html", context, status=422 if forms else 200)


def _with_session(own: Attendance, row: TrainingSession) -> Attendance:
    own.session = row
    return own


def _may_plan_again(request: HttpRequest, row: TrainingSession) -> bool:
    return row.state == SessionState.NOT_HELD and has_permission(
        request.user, Permission.TRAINING_EDIT
    )


def _batches(rows):
    """Prefetches are kept by `iterator` with its chunk, which a queryset handed over alone forgets."""
    return rows.iterator(chunk_size=500)


def _form(request: HttpRequest, data, row: TrainingSession | None = None) -> SessionForm:
    department = row.department_id if row else None
    sees = may_see_amounts(request.user, department)
    initial = _initial(row) if row else {"planned_on": local_day(timezone.now())}
    return SessionForm(data, choices=training_choices(), row=row, sees_money=sees, initial=initial)


def _initial(row: TrainingSession) -> dict:
    names = (
        "topic",
        "topic_en",
        "planned_on",
        "hours",
        "method",
        "place",
        "trainer_name",
        "test",
        "assessment",
        "pass_score",
        "budget",
    )
    begins = timezone.localtime(row.starts_at) if row.starts_at else None
    return {name: getattr(row, name) for name in names} | {
        "departments": [each.pk for each in row.departments.all()],
        "processes": [each.pk for each in row.processes.all()],
        "people": [each.pk for each in row.people.all()],
        "trainer": row.trainer_id,
        "department": row.department_id,
        "day": begins.date() if begins else None,
        "clock": begins.time() if begins else None,
        "seen": row.version,
    }


def _typed(request: HttpRequest, form: SessionForm, row: TrainingSession | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "planning/session_form.html", {"form": form, "row": row}, status=status)
