"""Working out causes: fishbone and 5-Why edited by keyboard, mouse and on a phone; and the Pareto (6.4.4①)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from improvements.forms.cause import CauseForm, CauseKindForm, ParetoForm, VerdictForm
from improvements.models import Cause, CauseCategory, CauseKind
from improvements.permissions import may_plan
from improvements.selectors.cause import (
    cause_tree,
    pareto_chart,
    pareto_lines,
    pareto_of,
    uncounted_causes,
    years_of_causes,
)
from improvements.services.cause import (
    add_cause,
    change_cause,
    judge_cause,
    move_cause,
    remove_cause,
)
from improvements.services.cause_kind import add_cause_kind, retire_cause_kind
from improvements.states import Stage
from improvements.views.improvement import row_of
from improvements.views.listing import PARETO
from processes.models import Process


def _kinds(request: HttpRequest):
    return CauseKind.objects.visible_to(request.user).filter(is_active=True).order_by("name")


def _back(pk: int, cause: int = 0) -> str:
    url = reverse("improvements:causes", args=[pk])
    return f"{url}#cause-{cause}" if cause else url


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_VIEW)
def causes(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = CauseForm(request.POST or None, kinds=_kinds(request))
    if request.method == "POST" and form.is_valid():
        try:
            category, parent = _place(request, row, form.cleaned_data["place"])
            cause = add_cause(
                row,
                form.given(),
                category=category,
                parent=parent,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_back(pk, cause.pk))
    wanted = request.GET.get("round", "")
    number = int(wanted) if wanted.isdecimal() and 0 < int(wanted) <= row.round else row.round
    editable = (
        may_plan(request.user, row)
        and row.state in {Stage.IDENTIFY, Stage.PLAN}
        and number == row.round
    )
    context = {
        "row": row,
        "tree": cause_tree(row, round_number=number),
        "round": number,
        "rounds": range(1, row.round + 1),
        "form": form if editable else None,
        "open_place": form.data.get("place", "") if form.errors else request.GET.get("at", ""),
    }
    return render(request, "improvements/causes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_PLAN)
def cause_edit(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    initial = {
        "seen": cause.version,
        "text": cause.text,
        "evidence": cause.evidence,
        "kind": cause.kind_id,
    }
    form = CauseForm(request.POST or None, initial=initial, kinds=_kinds(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_cause(
                cause,
                form.given(),
                seen=form.cleaned_data["seen"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_back(cause.improvement_id, cause.pk))
    context = {"cause": cause, "row": cause.improvement, "form": form, "places": _places(cause)}
    status = 422 if form.errors else 200
    return render(request, "improvements/cause_edit.html", context, status=status)


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_judge(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    back = _back(cause.improvement_id, cause.pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a verdict, and say how it was found out."))
        return redirect(back)
    try:
        judge_cause(cause, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_move(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    back = _back(cause.improvement_id, cause.pk)
    try:
        category, parent = _place(request, cause.improvement, request.POST.get("place", ""))
        move_cause(cause, category=category, parent=parent, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    back = _back(cause.improvement_id)
    try:
        remove_cause(cause, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The cause is taken off; the history keeps it."))
    return redirect(back)


@filtered_by(ParetoForm)
@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def pareto(request: HttpRequest) -> HttpResponse:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    form = ParetoForm(
        request.GET,
        processes=[(row.code, said(row)) for row in processes],
        years=years_of_causes(request.user),
    )
    chosen = form.cleaned_data if form.is_valid() else {"process": "", "year": None}
    rows = pareto_of(request.user, **chosen)
    if file_wanted(request):
        return list_file(request, PARETO, rows, at=timezone.now(), form=form)
    may_edit = has_permission(request.user, Permission.IMPROVEMENT_VERIFY)
    context = {
        "form": form,
        "rows": rows,
        "lines": pareto_lines(rows),
        "chart": pareto_chart(rows),
        "uncounted": uncounted_causes(request.user),
        "kinds": _kinds(request),
        "kind_form": CauseKindForm() if may_edit else None,
    }
    return render(request, "improvements/pareto.html", context)


@require_POST
@requires(Permission.IMPROVEMENT_VERIFY)
def kind_add(request: HttpRequest) -> HttpResponse:
    form = CauseKindForm(request.POST)
    back = reverse("improvements:pareto")
    if not form.is_valid():
        messages.error(request, _("A kind of cause has a name."))
        return redirect(back)
    try:
        add_cause_kind(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_VERIFY)
def kind_retire(request: HttpRequest, pk: int) -> HttpResponse:
    kind = get_object_or_404(CauseKind.objects.visible_to(request.user), pk=pk)
    retire_cause_kind(kind, by=request.user, at=timezone.now())
    return redirect("improvements:pareto")


def _cause(request: HttpRequest, pk: int) -> Cause:
    rows = Cause.objects.visible_to(request.user).select_related("improvement", "kind")
    return get_object_or_404(rows, pk=pk)


def _place(request: HttpRequest, row, place: str):
    """`c12` is a category, `w34` a cause of this improvement; anything else is not there."""
    kind, key = place[:1], place[1:]
    if kind not in {"c", "w"} or not key.isdecimal():
        raise Http404
    if kind == "c":
        rows = CauseCategory.objects.visible_to(request.user).filter(set_code=row.category_set)
        return get_object_or_404(rows, pk=int(key)), None
    rows = Cause.objects.visible_to(request.user).filter(improvement=row, round=row.round)
    return None, get_object_or_404(rows, pk=int(key))


def _places(cause: Cause):
    """Where a cause can be moved: every category and every other cause, indented by depth."""
    tree = cause_tree(cause.improvement)
    found = []

    def walk(branch, depth):
        if branch.cause.pk == cause.pk:
            return
        found.append((f"w{branch.cause.pk}", "　" * depth + branch.cause.text))
        for each in branch.answers:
            walk(each, depth + 1)

    for limb in tree.limbs:
        found.append((f"c{limb.category.pk}", said(limb.category)))
        for branch in limb.branches:
            walk(branch, 1)
    return found
