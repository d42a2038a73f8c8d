"""The register of resolutions, the page of one with its signed paper, and its conditions (5.1, G20, G21)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.resolution import ConditionForm, ResolutionFilterForm
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.upload_door import as_download, file_refused, sent_file, takes_files
from governance.lib.workflow import Refused
from governance.models import Meeting, Resolution, ResolutionCondition, StoredFile
from governance.permissions import Permission
from governance.selectors.approval import readable_cases
from governance.selectors.audit import timeline_of, timeline_over
from governance.selectors.committee_paper import RESOLUTION, resolution_content
from governance.selectors.committee_papers import papers_offered
from governance.selectors.committee_right import may_confirm_condition, may_run_meeting
from governance.selectors.minutes import sha256_of
from governance.selectors.resolution import (
    ConditionLine,
    file_on,
    resolution_page,
    resolutions_in_register,
    with_conditions,
)
from governance.selectors.saved_view import views_of_page
from governance.services.condition import (
    add_condition_evidence,
    confirm_condition,
    meet_condition,
    reject_condition,
    remove_condition_evidence,
)
from governance.services.signed_paper import attach_signed_paper, remove_signed_paper
from governance.services.stored_file import FileDamaged, read_file
from governance.states import ConditionState
from governance.views.listing import RESOLUTIONS

PAGE = 50
READING = (Permission.COMMITTEE_VIEW, Permission.APPROVAL_VIEW)
# What a program or a test reads; a person reads the sentence.


@filtered_by(ResolutionFilterForm)
@require_safe
@requires(Permission.COMMITTEE_VIEW)
def resolution_list(request: HttpRequest) -> HttpResponse:
    form = ResolutionFilterForm(request.GET)
    rows = resolutions_in_register(request.user, form.chosen())
    if file_wanted(request):
        return list_file(request, RESOLUTIONS, rows, at=timezone.now(), form=form)
    context = {
        "form": form,
        "views": views_of_page(request.user, "governance:resolutions", request.GET.urlencode()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "governance/resolution_list.html", context)


@require_safe
@requires(*READING)
def resolution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row, now = resolution_of(request, pk), timezone.now()
    page = resolution_page(row, at=now)
    conditions = [line.row for line in page.conditions]
    entries = sorted(
        [*timeline_of(row), *timeline_over(conditions)], key=lambda entry: -entry.sequence
    )
    context = {
        "page": page,
        "row": row,
        "now": now,
        "lines": [_line(line, request.user) for line in page.conditions],
        "may_read_meeting": Meeting.objects.visible_to(request.user)
        .filter(pk=row.meeting_id)
        .exists(),
        "leads_to_case": bool(readable_cases(request.user, [row.approval_id])),
        "may_attach": may_run_meeting(request.user, timezone.localdate(now)),
        "papers": papers_offered(row, RESOLUTION, sha256_of(resolution_content(row))),
        "entries": entries,
    }
    return render(request, "governance/resolution_detail.html", context)


@require_POST
@requires(*READING)
def condition_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row, now = _condition(request, pk), timezone.now()
    form = ConditionForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    acts: dict[str, Callable[[], object]] = {
        "meet_condition": lambda: meet_condition(row, by=request.user, at=now, note=note),
        "confirm_condition": lambda: confirm_condition(row, by=request.user, at=now),
        "reject_condition": lambda: reject_condition(row, by=request.user, at=now, note=note),
    }
    if step not in acts:
        raise Http404
    back = _address(row)
    try:
        acts[step]()
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(back)


@require_POST
@takes_files
@requires(*READING)
def resolution_files(request: HttpRequest, pk: int) -> HttpResponse:
    row = resolution_of(request, pk)
    back = reverse("governance:resolution", args=[pk])
    return _added(request, back, attach_signed_paper, row)


@require_POST
@takes_files
@requires(*READING)
def condition_files(request: HttpRequest, pk: int) -> HttpResponse:
    row = _condition(request, pk)
    return _added(request, _address(row), add_condition_evidence, row)


@require_safe
@requires(*READING)
def resolution_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = resolution_of(request, pk)
    return _given(request, row, file, reverse("governance:resolution", args=[pk]))


@require_safe
@requires(*READING)
def condition_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = _condition(request, pk)
    return _given(request, row, file, _address(row))


@require_POST
@requires(*READING)
def resolution_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = resolution_of(request, pk)
    back = reverse("governance:resolution", args=[pk])
    return _removed(request, back, remove_signed_paper, row, _file(row, file))


@require_POST
@requires(*READING)
def condition_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = _condition(request, pk)
    return _removed(request, _address(row), remove_condition_evidence, row, _file(row, file))


def resolution_of(request: HttpRequest, pk: int) -> Resolution:
    """The resolution through its door, with what its page and its paper need."""
    rows = Resolution.objects.visible_to(request.user).select_related(
        "approval__proposed_by", "meeting", "closed_by"
    )
    found: Resolution = get_object_or_404(with_conditions(rows), pk=pk)
    return found


def _condition(request: HttpRequest, pk: int) -> ResolutionCondition:
    found: ResolutionCondition = get_object_or_404(
        ResolutionCondition.objects.visible_to(request.user).select_related(
            "resolution", "responsible"
        ),
        pk=pk,
    )
    return found


def _address(row: ResolutionCondition) -> str:
    page = reverse("governance:resolution", args=[row.resolution_id])
    return f"{page}#condition-{row.position}"


def _line(line: ConditionLine, person: Any) -> dict[str, Any]:
    row = line.row
    is_own = row.responsible_id == person.pk
    return {
        "line": line,
        "row": row,
        "form": ConditionForm(auto_id=f"condition-{row.pk}-%s"),
        "file_key": f"condition-{row.pk}-file",
        "may_meet": is_own and row.state == ConditionState.OPEN,
        "may_confirm": row.state == ConditionState.MET and may_confirm_condition(person, row),
    }


def _added(
    request: HttpRequest, back: str, add: Callable[..., StoredFile], row: Any
) -> HttpResponse:
    try:
        sent = sent_file(request)
        kept = add(row, sent.name or "", sent.chunks(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Added: %(name)s.") % {"name": kept.name})
    return HttpResponseRedirect(back)


def _file(row: Any, pk: int) -> StoredFile:
    found = file_on(row, pk)
    if found is None:
        raise Http404
    return found


def _given(request: HttpRequest, row: Any, pk: int, back: str) -> HttpResponse:
    found = _file(row, pk)
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        return file_refused(request, damaged, back)
    return as_download(content, found.name, found.kind)


def _removed(
    request: HttpRequest, back: str, remove: Callable[..., StoredFile], row: Any, file: StoredFile
) -> HttpResponse:
    try:
        remove(row, file, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": file.name})
    return HttpResponseRedirect(back)
