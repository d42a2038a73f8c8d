"""The register of improvements, its board, and the page of one (6.4.4)."""

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
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.models import Department, PolicyIssue
from governance.permissions import Permission, has_permission
from governance.selectors.person import people_to_charge
from governance.selectors.saved_view import views_of_page
from improvements.forms.improvement import (
    GradeForm,
    ImprovementForm,
    NoteForm,
    PlanForm,
    RegisterFilterForm,
)
from improvements.forms.measure import EffectForm
from improvements.forms.solidification import (
    CloseForm,
    NoNormForm,
    NormForm,
    RevisionForm,
    TrainingForm,
)
from improvements.models import Improvement
from improvements.selectors.improvement import (
    OVERDUE,
    board_of,
    deviations_without_improvement,
    gantt_of,
    improvements_from,
    improvements_in_register,
    register_lines,
    register_totals,
    with_measures,
)
from improvements.selectors.norm import norm_versions, norms_of
from improvements.selectors.overdue import overdue_improvements
from improvements.selectors.page import improvement_page
from improvements.services.case import submit_improvement
from improvements.services.improvement import (
    finish_improvement,
    grade_improvement,
    note_progress,
    plan_improvement,
    raise_improvement,
    rework_improvement,
    start_improvement,
    void_improvement,
    write_plan,
)
from improvements.states import PLANNABLE, Source, Stage
from improvements.views.listing import IMPROVEMENTS
from kpi.models import AssessmentFinding, Deviation, Indicator
from kpi.states import IndicatorState, Kind
from processes.models import Process
from reviews.models import Feedback, ReviewItem

PAGE = 50
GANTT_ROWS = 60
NOTED = {
    "finish": finish_improvement,
    "rework": rework_improvement,
    "void": void_improvement,
}
PLAIN = {"plan": plan_improvement, "start": start_improvement}


def _links() -> dict[str, str]:
    """Where each number above the register leads."""
    url = reverse("improvements:improvements")
    stages = {"overdue": OVERDUE, "verify": Stage.VERIFY, "closed": Stage.CLOSED}
    return {"running": url, **{name: f"{url}?stage={stage}" for name, stage in stages.items()}}


def _filter(request: HttpRequest) -> RegisterFilterForm:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    departments = Department.objects.visible_to(request.user).order_by("rank", "pk")
    return RegisterFilterForm(
        request.GET,
        processes=[(row.code, said(row)) for row in processes],
        departments=[(row.code, said(row)) for row in departments],
    )


@filtered_by(RegisterFilterForm)
@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = _filter(request)
    late = overdue_improvements(at=now)
    rows = with_measures(improvements_in_register(request.user, form.chosen(), late=late))
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: register_lines(batch, late=late))
        return list_file(request, IMPROVEMENTS, lines, at=now, form=form)
    totals = register_totals(request.user, form.chosen(), at=now, late=late)
    pages = Paginator(rows, PAGE)
    pages.count = totals["chosen"]  # counted with the numbers above the list
    page = pages.get_page(request.GET.get("page"))
    lines = register_lines(page.object_list, late=late)
    context = {
        "form": form,
        "views": views_of_page(request.user, "improvements:improvements", request.GET.urlencode()),
        "page": page,
        "lines": lines,
        "bars": gantt_of(lines[:GANTT_ROWS], at=now),
        "totals": totals,
        "links": _links(),
        "may_raise": has_permission(request.user, Permission.IMPROVEMENT_RAISE),
    }
    return render(request, "improvements/improvement_list.html", context)


@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_board(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form, late = _filter(request), overdue_improvements(at=now)
    context = {
        "form": form,
        "columns": board_of(request.user, form.chosen(), late=late),
        "decided": deviations_without_improvement(request.user),
        "totals": register_totals(request.user, form.chosen(), at=now, late=late),
        "links": _links(),
        "may_raise": has_permission(request.user, Permission.IMPROVEMENT_RAISE),
    }
    return render(request, "improvements/improvement_board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_RAISE)
def improvement_new(request: HttpRequest) -> HttpResponse:
    cited, initial, words = _cited(request)
    known = improvements_from(cited).visible_to(request.user).first()
    if known is not None and request.method != "POST":
        messages.info(request, _("It has led to %(number)s already.") % {"number": known.number})
        return redirect("improvements:improvement", known.pk)
    if not cited:
        # What cites nothing is most often one's own idea; what is cited names its people or is asked for them.
        initial = {"department": request.user.department_id, "owner": request.user.pk}
    form = ImprovementForm(
        request.POST or None,
        initial=initial,
        cited=cited,
        processes=Process.objects.visible_to(request.user).order_by("position", "pk"),
        departments=Department.objects.visible_to(request.user).order_by("rank", "pk"),
        people=people_to_charge(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = raise_improvement(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("%(number)s is open.") % {"number": row.number})
            return redirect("improvements:improvement", row.pk)
    status = 422 if form.errors else 200
    decided = [] if cited else deviations_without_improvement(request.user)
    context = {"form": form, "cited": words, "decided": decided}
    return render(request, "improvements/improvement_new.html", context, status=status)


@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, row_of(request, pk))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def improvement_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = plan_form(request, row, request.POST)
    if not form.is_valid():
        return page_of(request, row, plan=form)
    try:
        write_plan(
            row,
            form.text(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, plan=form)
    messages.success(request, _("The plan is saved."))
    return redirect(f"{reverse('improvements:improvement', args=[pk])}#plan")


@require_POST
@requires(Permission.IMPROVEMENT_GRADE, Permission.IMPROVEMENT_VIEW)
def improvement_grade(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = GradeForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, grade=form)
    try:
        grade_improvement(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, grade=form)
    messages.success(request, _("Recorded."))
    return redirect(f"{reverse('improvements:improvement', args=[pk])}#plan")


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def improvement_submit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    back = reverse("improvements:improvement", args=[pk])
    try:
        submit_improvement(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The committee has been asked."))
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = row_of(request, pk)
    back = reverse("improvements:improvement", args=[pk])
    given = {"by": request.user, "at": timezone.now()}
    try:
        if step in NOTED:
            NOTED[step](row, note=request.POST.get("note", ""), **given)
        elif step in PLAIN:
            PLAIN[step](row, **given)
        else:
            raise Http404
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def improvement_note(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, note=form)
    try:
        note_progress(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, note=form)
    messages.success(request, _("The note is kept."))
    return redirect(f"{reverse('improvements:improvement', args=[pk])}#progress")


def row_of(request: HttpRequest, pk: int) -> Improvement:
    """The improvement, if this person may see it."""
    rows = Improvement.objects.visible_to(request.user).select_related(
        "process",
        "department",
        "owner",
        "indicator",
        "deviation__indicator",
        "policy_issue",
        "feedback",
        "review_item__review",
        "finding__assessment",
        "norm_version__document",
        "raised_by",
        "major_by",
        "no_norm_by",
        "project",
    )
    return get_object_or_404(rows, pk=pk)


def page_of(request: HttpRequest, row: Improvement, **forms) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    person = request.user
    page = improvement_page(row, person, at=timezone.now())
    may_close = has_permission(person, Permission.IMPROVEMENT_CLOSE)
    is_open = row.state in PLANNABLE
    context = {"page": page, "row": row}
    if page.may_plan:
        context["plan_form"] = plan_form(request, row)
    if is_open and has_permission(person, Permission.IMPROVEMENT_GRADE):
        context["grade_form"] = GradeForm()
    if page.may_note:
        context["note_form"] = NoteForm()
    if page.may_verify and page.finding:
        context["effect_form"] = EffectForm(
            initial={"effect": page.finding.effect}, is_watch=page.looks_again
        )
    if row.state == Stage.SOLIDIFY:
        versions, norms = norm_versions(row, person), norms_of(row, person)
        context["norm_form"] = NormForm(versions=versions) if versions and page.may_cite else None
        if norms and has_permission(person, Permission.DOCUMENT_WRITE) and not row.norm_version:
            context["revision_form"] = RevisionForm(documents=norms)
        context["no_norm_form"] = NoNormForm() if may_close else None
        context["close_form"] = CloseForm() if may_close and not page.missing else None
    if row.norm_version and row.state in {Stage.SOLIDIFY, Stage.CLOSED}:
        may_train = has_permission(person, Permission.TRAINING_EDIT) and not page.spread.trainings
        context["training_form"] = TrainingForm() if may_train else None
    context |= {f"{name}_form": form for name, form in forms.items()}
    return render(
        request,
        "improvements/improvement_detail.html",
        context,
        status=422 if forms else 200,
    )


def plan_form(request: HttpRequest, row: Improvement, data=None) -> PlanForm:
    """Goal, indicator and due date, with what is known of them."""
    initial = {
        "seen": row.version,
        "goal": row.goal,
        "indicator": row.indicator_id,
        "due_on": row.due_on,
    }
    return PlanForm(data, initial=initial, indicators=indicators_of(request, row))


def indicators_of(request: HttpRequest, row: Improvement):
    """Indicators in use with numbers: those of the process first."""
    rows = Indicator.objects.visible_to(request.user).filter(
        state=IndicatorState.ADOPTED, kind=Kind.QUANTITATIVE
    )
    found = list(rows.select_related("process").order_by("code"))
    return sorted(found, key=lambda each: (each.process_id != row.process_id, each.code))


def _cited(request: HttpRequest):
    """What the new improvement cites, what is known from there, and how it is called."""
    doors = {
        "deviation": (Deviation, Source.DEVIATION),
        "feedback": (Feedback, Source.FEEDBACK),
        "review_item": (ReviewItem, Source.REVIEW_ITEM),
        "policy_issue": (PolicyIssue, Source.POLICY_ISSUE),
        "finding": (AssessmentFinding, Source.ASSESSMENT),
    }
    for name, (model, source) in doors.items():
        key = key_number(request.GET.get(name, ""))
        if key is not None:
            row = get_object_or_404(model.objects.visible_to(request.user), pk=key)
            return {"source": source, name: row}, _known_from(name, row), str(row)
    return {}, {}, ""


def _known_from(name: str, row) -> dict[str, object]:
    if name == "deviation":
        return {
            "title": f"{row.indicator.code} {said(row.indicator)}",
            "problem": row.cause or row.impact,
            "process": row.indicator.process_id,
            "owner": row.responsible_id,
            "department": row.responsible.department_id if row.responsible else None,
        }
    if name == "review_item":
        return {
            "title": row.text[:160],
            "problem": row.text,
            "process": row.process_id,
            "department": row.department_id,
            "owner": row.responsible_id,
        }
    if name == "finding":
        return {
            "title": row.text[:160],
            "problem": row.text,
            "process": row.process_id,
            "department": row.department_id,
        }
    if name == "feedback":
        return {
            "title": row.text[:60],
            "problem": row.text,
            "process": row.process_id,
            "department": row.department_id,
        }
    return {"title": said(row, "title") if hasattr(row, "title") else str(row)}
