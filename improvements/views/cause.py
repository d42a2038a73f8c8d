"""Working out causes: fishbone and 5-Why edited by keyboard, mouse and on a phone; and the Pareto (6.4.4①)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
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
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.saved_view import views_of_page
from improvements.forms.cause import (
    CauseForm,
    CauseKindForm,
    ParetoForm,
    PlaceForm,
    VerdictForm,
)
from improvements.models import Cause, CauseCategory, CauseKind, Improvement
from improvements.permissions import may_plan
from improvements.selectors.cause import (
    DEEPEST,
    Branch,
    CauseTree,
    cause_tree,
    pareto_chart,
    pareto_lines,
    pareto_of,
    places_for,
    uncounted_causes,
    years_of_causes,
)
from improvements.services.cause import (
    add_cause,
    change_cause,
    judge_cause,
    move_cause,
    remove_cause,
    shift_cause,
)
from improvements.services.cause_kind import add_cause_kind, retire_cause_kind
from improvements.states import PLANNABLE
from improvements.views.improvement import row_of
from improvements.views.listing import PARETO
from processes.models import Process


def _kinds(request: HttpRequest):
    return CauseKind.objects.visible_to(request.user).filter(is_active=True).order_by("name")


ACTS = frozenset({"why", "sibling", "edit", "judge", "move", "remove"})


@dataclass(frozen=True)
class Opened:
    """What stands open on the page: the bone (`c7`) or cause (`w12`), the act on it, and its form."""

    place: str = ""
    act: str = ""
    form: Any = None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_VIEW)
def causes(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    if request.method != "POST":
        return editor(request, row)
    form = CauseForm(request.POST, kinds=_kinds(request))
    act = "sibling" if request.POST.get("act") == "sibling" else "why"
    place = request.POST.get("at") or request.POST.get("place", "")
    if form.is_valid():
        given = form.given()
        try:
            category, parent = _place(request, row, form.cleaned_data["place"])
            cause = add_cause(
                row,
                given,
                category=category,
                parent=parent,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            # On to the next: “why?” below what was answered, or one more beside it.
            return redirect(_at(cause, act if act == "sibling" or cause.level < DEEPEST else ""))
    return editor(request, row, Opened(place, act, form))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_edit(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    form = CauseForm(request.POST, kinds=_kinds(request))
    if form.is_valid():
        given, seen = form.given(), form.cleaned_data["seen"] or 0
        try:
            change_cause(cause, given, seen=seen, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            return redirect(_at(cause))
    return editor(request, row_of(request, cause.improvement_id), _open(cause, "edit", form))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_judge(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            judge_cause(cause, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            return redirect(_at(cause))
    return editor(request, row_of(request, cause.improvement_id), _open(cause, "judge", form))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_move(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    try:
        category, parent = _place(request, cause.improvement, request.POST.get("place", ""))
        move_cause(cause, category=category, parent=parent, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, _at(cause, "move"))
    return redirect(_at(cause))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_shift(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    way = request.POST.get("way", "")
    try:
        shift_cause(cause, way, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, _at(cause))
    return redirect(_at(cause))


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def cause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cause = _cause(request, pk)
    above = f"w{cause.parent_id}" if cause.parent_id else f"c{cause.category_id}"
    try:
        remove_cause(cause, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, _at(cause))
    messages.success(request, _("The cause is taken off; the history keeps it."))
    return redirect(f"{reverse('improvements:causes', args=[cause.improvement_id])}?at={above}")


def editor(request: HttpRequest, row: Improvement, opened: Opened | None = None) -> HttpResponse:
    """The page of causes, or only what changes of it where a script asks; a refused form stays open in its place."""
    wanted = key_number(request.GET.get("round", "")) or 0
    number = wanted if 0 < wanted <= row.round else row.round
    tree = cause_tree(row, round_number=number, reader=request.user)
    editable = may_plan(request.user, row) and row.state in PLANNABLE and number == row.round
    status = 422 if opened else 200
    if editable and opened is None:
        opened = _opened(request, tree)
    context = {
        "row": row,
        "tree": tree,
        "round": number,
        "rounds": range(1, row.round + 1),
        "editable": editable,
        "open": opened if editable else None,
    }
    template = "improvements/_cause_editor.html" if request.htmx else "improvements/causes.html"
    return render(request, template, context, status=status)


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
        "views": views_of_page(request.user, "improvements:pareto", request.GET.urlencode()),
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


def _at(cause: Cause, act: str = "") -> str:
    """The page with a cause open on it, and an act on it where one follows."""
    url = reverse("improvements:causes", args=[cause.improvement_id])
    chosen = f"&do={act}" if act else ""
    return f"{url}?at=w{cause.pk}{chosen}#cause-{cause.pk}"


def _open(cause: Cause, act: str, form: Any) -> Opened:
    return Opened(f"w{cause.pk}", act, form)


def _opened(request: HttpRequest, tree: CauseTree) -> Opened:
    """What the address asks to be open, with an empty or a filled form for its act."""
    place, act = request.GET.get("at", ""), request.GET.get("do", "")
    act = act if act in ACTS else ""
    if place[:1] == "c":
        form = CauseForm(initial={"place": place}, kinds=_kinds(request)) if act == "why" else None
        return Opened(place, act if act == "why" else "", form)
    branch = next((each for each in tree.branches() if each.place == place), None)
    if branch is None:
        return Opened()
    return Opened(place, act, _form_of(request, tree, branch, act))


def _form_of(request: HttpRequest, tree: CauseTree, branch: Branch, act: str):
    cause = branch.cause
    if act in {"why", "sibling"}:
        place = branch.place if act == "why" else branch.above
        return CauseForm(initial={"place": place}, kinds=_kinds(request))
    if act == "edit":
        known = {"seen": cause.version, "text": cause.text, "evidence": cause.evidence}
        return CauseForm(initial={**known, "kind": cause.kind_id}, kinds=_kinds(request))
    if act == "judge":
        return VerdictForm(initial={"seen": cause.version})
    if act == "move":
        return PlaceForm(initial={"place": branch.above}, places=places_for(tree, cause))
    return None


def _place(request: HttpRequest, row: Improvement, place: str):
    """`c12` is a category, `w34` a cause of this improvement; anything else is not there."""
    kind, key = place[:1], key_number(place[1:])
    if kind not in {"c", "w"} or key is None:
        raise Http404
    if kind == "c":
        rows = CauseCategory.objects.visible_to(request.user).filter(set_code=row.category_set)
        return get_object_or_404(rows, pk=key), None
    found = Cause.objects.visible_to(request.user).filter(improvement=row, round=row.round)
    return None, get_object_or_404(found, pk=key)
