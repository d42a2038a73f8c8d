"""The versions of the checklist: drafted, edited, read from a file, put in force (R66, G39)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Clause, Document
from governance.permissions import Permission, has_permission
from kpi.forms.checklist import ChecklistFileForm, ChecklistForm, ItemForm, NextVersionForm
from kpi.models import Checklist, ChecklistItem
from kpi.selectors.checklist import (
    checklist_in_force,
    checklist_items,
    checklist_page,
    checklists_listed,
)
from kpi.services.checklist import (
    add_checklist_item,
    change_checklist_item,
    draft_checklist,
    draft_from_requirements,
    drop_checklist,
    enforce_checklist,
    move_checklist_item,
    remove_checklist_item,
    replace_items,
    revise_checklist,
)
from kpi.states import ChecklistState
from kpi.views.assessment_listing import CHECKLIST, CHECKLISTS
from processes.models import Process

MOVES = {"up": True, "down": False}


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def checklist_list(request: HttpRequest) -> HttpResponse:
    rows = list(checklists_listed(request.user))
    if file_wanted(request):
        return list_file(request, CHECKLISTS, rows, at=timezone.now())
    may_run = has_permission(request.user, Permission.ASSESSMENT_RUN)
    has_draft = any(row.state == ChecklistState.DRAFT for row in rows)
    may_begin = may_run and not has_draft
    current = checklist_in_force()
    context = {
        "rows": rows,
        "may_begin": may_begin and current is None,
        "next_form": NextVersionForm() if may_begin and current else None,
    }
    return render(request, "kpi/checklist_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_RUN)
def checklist_new(request: HttpRequest) -> HttpResponse:
    initial = {"title": _("Checklist of the self-assessment"), "begin": "requirements"}
    form = ChecklistForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        begin = (
            draft_from_requirements
            if form.cleaned_data["begin"] == "requirements"
            else draft_checklist
        )
        try:
            row = begin(form.cleaned_data["title"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The draft is there; nothing of it is in force yet."))
            return redirect("kpi:checklist", row.pk)
    status = 422 if form.errors else 200
    return render(request, "kpi/checklist_new.html", {"form": form}, status=status)


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def checklist_revise(request: HttpRequest) -> HttpResponse:
    form = NextVersionForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        row = revise_checklist(note=note, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:checklists"))
    return redirect("kpi:checklist", row.pk)


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def checklist_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _checklist(request, pk)
    if file_wanted(request):
        return list_file(request, CHECKLIST, checklist_items(row), at=timezone.now())
    return _page(request, row)


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def checklist_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _checklist(request, pk)
    form = ChecklistFileForm(request.POST, request.FILES, **_choices(request))
    if form.is_valid():
        items = form.cleaned_data["file"]
        try:
            replace_items(row, items, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("%(count)s items read.") % {"count": len(items)})
            return redirect("kpi:checklist", pk)
    return _page(request, row, form)


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def checklist_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = _checklist(request, pk)
    back = reverse("kpi:checklist", args=[pk])
    given = {"by": request.user, "at": timezone.now()}
    try:
        if step == "enforce_checklist":
            enforce_checklist(row, **given)
        elif step == "drop_checklist":
            drop_checklist(row, note=request.POST.get("note", ""), **given)
        else:
            raise Http404
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_RUN)
def checklist_item_new(request: HttpRequest, pk: int) -> HttpResponse:
    row = _checklist(request, pk)
    form = ItemForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_checklist_item(row, form.item(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The item is saved."))
            return redirect("kpi:checklist", pk)
    return _item_page(request, form, row, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_RUN)
def checklist_item_change(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    names = ("clause_label", "standard_clause", "text", "text_en", "hint")
    initial = {name: getattr(item, name) for name in names}
    initial |= {"seen": item.checklist.version, "process": item.process_id}
    form = ItemForm(request.POST or None, initial=initial, **_choices(request))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            change_checklist_item(item, form.item(), seen=seen, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The item is saved."))
            return redirect("kpi:checklist", item.checklist_id)
    return _item_page(request, form, item.checklist, item)


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def checklist_item_move(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    item = _item(request, pk)
    if way not in MOVES:
        raise Http404
    back = reverse("kpi:checklist", args=[item.checklist_id])
    try:
        move_checklist_item(item, is_up=MOVES[way], by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    return redirect(f"{back}#item-{item.pk}")


@require_POST
@requires(Permission.ASSESSMENT_RUN)
def checklist_item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    back = reverse("kpi:checklist", args=[item.checklist_id])
    try:
        remove_checklist_item(item, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The item is taken off."))
    return redirect(back)


def _checklist(request: HttpRequest, pk: int) -> Checklist:
    rows = Checklist.objects.visible_to(request.user).select_related("written_by", "enforced_by")
    return get_object_or_404(rows, pk=pk)


def _item(request: HttpRequest, pk: int) -> ChecklistItem:
    rows = ChecklistItem.objects.visible_to(request.user).select_related("checklist", "process")
    return get_object_or_404(rows, pk=pk)


def _choices(request: HttpRequest) -> dict:
    """The processes and clauses an item can name."""
    return {
        "processes": list(Process.objects.visible_to(request.user).order_by("position", "pk")),
        "clauses": list(
            Clause.objects.visible_to(request.user)
            .filter(document__kind=Document.Kind.POLICY)
            .order_by("position")
        ),
    }


def _page(
    request: HttpRequest, row: Checklist, refused: ChecklistFileForm | None = None
) -> HttpResponse:
    page = checklist_page(row, request.user)
    form = refused
    if form is None and page.may_write:
        form = ChecklistFileForm(**_choices(request))
    context = {"page": page, "row": row, "file_form": form}
    status = 422 if refused else 200
    return render(request, "kpi/checklist_detail.html", context, status=status)


def _item_page(request, form, row, item) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "row": row, "item": item}
    return render(request, "kpi/checklist_item.html", context, status=status)
