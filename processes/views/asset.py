"""The library of process assets: found, entered, described, offered, taken in, archived (R16, R34, 5.2⑤)."""

from typing import Any

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
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission, has_permission
from governance.selectors.person import people_to_charge
from governance.selectors.saved_view import views_of_page
from processes.forms.asset import AssetFilterForm, AssetForm, RelabelForm, RevisionForm
from processes.models import Asset, Process
from processes.permissions import may_read_downloads, may_relabel, may_write_asset
from processes.selectors.asset import (
    asset_acts,
    asset_timeline,
    asset_totals,
    assets_in_library,
    departments_reading,
    downloads_of,
    newest_version,
    processes_to_enter_for,
    version_lines,
)
from processes.services.asset import AssetFacts, describe_asset, enter_asset, relabel_asset
from processes.services.asset_step import (
    accept_asset,
    archive_asset,
    offer_asset,
    return_asset,
    revise_asset,
    withdraw_asset,
)
from processes.states import AssetState
from processes.views.listing import ASSETS, DOWNLOADS

PAGE = 50
STEPS = {
    "offer": offer_asset,
    "withdraw": withdraw_asset,
    "return": return_asset,
    "revise": revise_asset,
    "archive": archive_asset,
}


@filtered_by(AssetFilterForm)
@require_safe
@requires(Permission.ASSET_VIEW)
def assets(request: HttpRequest) -> HttpResponse:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    form = AssetFilterForm(request.GET, processes=[(row.code, said(row)) for row in processes])
    rows = assets_in_library(request.user, form.chosen())
    if file_wanted(request):
        return list_file(request, ASSETS, rows, at=timezone.now(), form=form)
    context = {
        "form": form,
        "views": views_of_page(request.user, "processes:assets", request.GET.urlencode()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "totals": asset_totals(request.user),
        "may_enter": has_permission(request.user, Permission.ASSET_WRITE),
    }
    return render(request, "processes/asset_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSET_WRITE)
def asset_new(request: HttpRequest) -> HttpResponse:
    given = {name: request.GET[name] for name in ("kind", "process") if name in request.GET}
    form = _asset_form(request, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            row = enter_asset(form.facts(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(
                request,
                _("%(number)s is in preparation; add its files and offer it to the library.")
                % {"number": row.number},
            )
            return redirect("processes:asset", row.pk)
    status = 422 if form.errors else 200
    return render(request, "processes/asset_form.html", {"form": form}, status=status)


@require_safe
@requires(Permission.ASSET_VIEW)
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    row = asset_of(request, pk)
    today = timezone.localdate()
    may_write = may_write_asset(request.user, row, today)
    is_open = may_write and row.state == AssetState.DRAFT
    lines = version_lines(row, request.user, may_write=is_open)
    context = {
        "row": row,
        "lines": lines,
        "acts": asset_acts(row, request.user, may_write=may_write),
        "readers": departments_reading(row),
        "may_write": is_open,
        "may_relabel": may_relabel(request.user) and row.state != AssetState.ARCHIVED,
        "may_read_downloads": may_read_downloads(request.user, row),
        "entries": asset_timeline(row, [line.version for line in lines]),
    }
    return render(request, "processes/asset_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSET_WRITE)
def asset_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = asset_of(request, pk)
    if not may_write_asset(request.user, row, timezone.localdate()):
        raise Http404
    version = newest_version(row)
    text = {"summary": version.summary, "version_label": version.label}
    form: Any
    if version.number > 1:
        form = RevisionForm(request.POST or None, initial=text)
    else:
        form = _asset_form(request, initial=text | _given(row), row=row)
    if request.method == "POST" and form.is_valid():
        facts = form.facts_of(row) if version.number > 1 else form.facts()
        try:
            describe_asset(row, facts, seen=seen_of(request), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:asset", row.pk)
    context = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "processes/asset_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSET_ACCEPT)
def asset_label(request: HttpRequest, pk: int) -> HttpResponse:
    row = asset_of(request, pk)
    form = RelabelForm(
        request.POST or None,
        initial=_given(row),
        departments=_departments(request),
        people=people_to_charge(request.user),
    )
    if request.method == "POST" and form.is_valid():
        facts = AssetFacts(row.kind, row.title, **form.readers())
        try:
            relabel_asset(
                row,
                facts,
                seen=seen_of(request),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:asset", row.pk)
    context = {"form": form, "row": row, "is_label": True}
    status = 422 if form.errors else 200
    return render(request, "processes/asset_form.html", context, status=status)


@require_POST
@requires(Permission.ASSET_WRITE)
def asset_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = asset_of(request, pk)
    back = reverse("processes:asset", args=[pk])
    given = {"note": request.POST.get("note", ""), "by": request.user, "at": timezone.now()}
    try:
        if step == "accept":
            accept_asset(row, seen=seen_of(request), **given)
        elif step in STEPS:
            STEPS[step](row, **given)
        else:
            raise Http404
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_safe
@requires(Permission.ASSET_VIEW)
def asset_downloads(request: HttpRequest, pk: int) -> HttpResponse:
    row = asset_of(request, pk)
    if not may_read_downloads(request.user, row):
        raise Http404
    rows = downloads_of(row)
    if file_wanted(request):
        return list_file(request, DOWNLOADS, rows, at=timezone.now())
    context = {"row": row, "page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "processes/asset_downloads.html", context)


def asset_of(request: HttpRequest, pk: int) -> Asset:
    """An asset for whoever may know of it; for anybody else there is none."""
    rows = Asset.objects.visible_to(request.user).select_related("process", "owner", "added_by")
    found: Asset = get_object_or_404(rows, pk=pk)
    return found


def seen_of(request: HttpRequest) -> int:
    """Which version of the asset the form was written on; none where the form does not say."""
    return key_number(request.POST.get("version", "")) or 0


def _given(row: Asset) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "title": row.title,
        "process": row.process.code if row.process else "",
        "label": row.label,
        "departments": [each.department_id for each in departments_reading(row)],
        "owner": row.owner_id,
    }


def _departments(request: HttpRequest) -> list[Department]:
    return list(Department.objects.visible_to(request.user).order_by("rank", "pk"))


def _asset_form(
    request: HttpRequest, *, initial: dict[str, Any], row: Asset | None = None
) -> AssetForm:
    processes = processes_to_enter_for(request.user, timezone.localdate())
    if row is not None and row.process is not None and row.process not in processes:
        processes = [row.process, *processes]
    return AssetForm(
        request.POST or None,
        initial=initial,
        processes=processes,
        departments=_departments(request),
        people=people_to_charge(request.user),
        is_pmo=has_permission(request.user, Permission.ASSET_ACCEPT),
    )
