"""Weeks' data by file: the template out, the filled file in, its preview, its marked copy (domain §6.1)."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.nudge import nudge
from governance.lib.numbers import key_number
from governance.lib.periods import Week
from governance.lib.quarantine import local_file
from governance.lib.sheets import table_xlsx
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.calendar import local_day, work_calendar
from kpi.forms.board import TemplateForm
from kpi.forms.upload import HistoryFileForm, WeekFileForm, list_columns, upload_page
from kpi.forms.week_template import Due, template_file, template_name
from kpi.models import WeekUpload
from kpi.selectors.board import departments_reporting, seen_by
from kpi.selectors.duty import weekly_owed
from kpi.selectors.rule import collection_rules
from kpi.selectors.sheet_set import (
    MOST_SHEETS,
    definition_book,
    open_weeks_of,
    own_open_weeks,
    week_sheets,
)
from kpi.selectors.upload import history_uploads, own_uploads
from kpi.services.history import decline_history, endorse_history, propose_history, stage_history
from kpi.services.upload import (
    HandedIn,
    Paper,
    confirm_upload,
    drop_upload,
    marked_file,
    stage_weeks,
)
from kpi.states import UploadKind, UploadState
from kpi.views.listing import HISTORIES
from kpi.views.weekly import SEEN_BY, place_and_week
from processes.models import Assignment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
LATEST = 8
KEPT_STATES = (UploadState.READY, UploadState.PROPOSED)


@require_safe
@requires(*SEEN_BY)
def template_week(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    return _template([place_and_week(request, assignment, week)])


@require_safe
@requires(*SEEN_BY)
def template_own(request: HttpRequest) -> HttpResponse:
    owed = own_open_weeks(request.user, timezone.now())
    if not owed:
        messages.info(request, _("Nothing is due, so there is nothing to put into a template."))
        return redirect("kpi:weekly")
    return _template(
        [(each.assignment, each.week) for each in owed], [each.due_at for each in owed]
    )


@require_safe
@requires(Permission.BOARD_VIEW)
def template_department(request: HttpRequest) -> HttpResponse:
    """Every open week of a department's assignments that the reader may see."""
    now = timezone.now()
    reporting = [(row.pk, said(row)) for row in departments_reporting()]
    form = TemplateForm(request.GET, departments=reporting)
    if not form.is_valid():
        messages.error(request, _("Please choose a department and at most twelve weeks."))
        return redirect("kpi:board")
    weeks = form.weeks(Week.of(local_day(now)).previous())
    rows = Assignment.objects.visible_to(request.user)
    rows = rows.filter(department=form.cleaned_data["department"])
    rows = rows.valid_between(weeks[0].start, weeks[-1].end).select_related(
        "process", "department", "project", "person", "deputy"
    )
    pairs = open_weeks_of(seen_by(request.user, rows), weeks, collection_rules(), now)
    if not pairs:
        messages.info(request, _("Nothing is due, so there is nothing to put into a template."))
        return redirect("kpi:board")
    if len(pairs) > MOST_SHEETS:
        sentence = _(
            "That would be %(count)s sheets; a template holds at most %(most)s. Choose fewer weeks."
        )
        messages.warning(request, sentence % {"count": len(pairs), "most": MOST_SHEETS})
        return redirect("kpi:board")
    return _template(pairs)


def _template(pairs: list[Any], due_at: list[Any] | None = None) -> HttpResponse:
    rules = collection_rules()
    sheets = week_sheets(pairs, rules)
    if due_at is None:
        calendar = work_calendar()
        due_at = [weekly_owed(week, rules, calendar).due_at for _assignment, week in pairs]
    dues = [Due(sheet, moment) for sheet, moment in zip(sheets, due_at, strict=True)]
    book = definition_book({assignment.process_id for assignment, _week in pairs})
    return _file(Paper(template_name(dues), template_file(dues, book)))


def _file(paper: Paper) -> HttpResponse:
    kind = CSV if paper.name.endswith(".csv") else XLSX
    answer = HttpResponse(paper.content, content_type=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
def upload_new(request: HttpRequest) -> HttpResponse:
    form = WeekFileForm(*_sent(request))
    if form.is_valid():
        try:
            row = stage_weeks(_handed_in(form), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("file", sentence_of(request, refusal))
        else:
            nudge("portal.run_jobs")
            return redirect("kpi:upload", row.pk)
    context = {
        "form": form,
        "uploads": own_uploads(request.user)[:LATEST],
        "has_due": bool(own_open_weeks(request.user, timezone.now())),
    }
    return render(request, "kpi/upload_form.html", context, status=400 if form.errors else 200)


@require_safe
@requires(Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
def upload_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _upload(request, pk)
    shown = upload_page(row, request.user, request.GET.get("page"))
    template = "kpi/_upload_state.html" if request.htmx else "kpi/upload_detail.html"
    return render(request, template, {"row": row, "shown": shown})


@require_safe
@requires(Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
def upload_marked(request: HttpRequest, pk: int) -> HttpResponse:
    row = _upload(request, pk)
    if not row.bad_cells or not row.stored_as or row.uploaded_by_id != request.user.pk:
        raise Http404
    try:
        return _file(marked_file(row))
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:upload", args=[row.pk]))


@require_safe
@requires(Permission.SUBMISSION_ACCEPT)
def upload_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it was handed in, for the second person who decides on it."""
    row = _upload(request, pk)
    if row.kind != UploadKind.HISTORY or not row.stored_as or row.state not in KEPT_STATES:
        raise Http404
    with local_file(row.stored_as) as path:
        return _file(Paper(row.file_name, path.read_bytes()))


@require_POST
@requires(Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
def upload_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = _upload(request, pk)
    version = key_number(request.POST.get("version", ""))
    if version is not None:
        row.version = version
    acts = {
        "confirm": lambda at: confirm_upload(row, by=request.user, at=at),
        "drop": lambda at: drop_upload(row, by=request.user, at=at),
        "propose": lambda at: propose_history(row, by=request.user, at=at),
        "endorse": lambda at: endorse_history(row, by=request.user, at=at),
        "decline": lambda at: decline_history(
            row, by=request.user, at=at, note=request.POST.get("note", "")
        ),
    }
    if step not in acts:
        raise Http404
    here = reverse("kpi:upload", args=[row.pk])
    try:
        row = acts[step](timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, here)
    nudge("portal.run_jobs")
    if row.state == UploadState.DROPPED:
        messages.success(request, _("The file was dropped; nothing was stored."))
        return redirect("kpi:upload-new" if row.kind == UploadKind.WEEKS else "kpi:history")
    return HttpResponseRedirect(here)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SUBMISSION_ACCEPT)
def history(request: HttpRequest) -> HttpResponse:
    form = HistoryFileForm(*_sent(request))
    if form.is_valid():
        try:
            row = stage_history(_handed_in(form), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("file", sentence_of(request, refusal))
        else:
            nudge("portal.run_jobs")
            return redirect("kpi:upload", row.pk)
    listed = history_uploads(request.user)
    if file_wanted(request):
        return list_file(request, HISTORIES, listed, at=timezone.now())
    page = Paginator(listed, 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "columns": list_columns()}
    return render(request, "kpi/history.html", context, status=400 if form.errors else 200)


@require_safe
@requires(Permission.SUBMISSION_ACCEPT)
def history_head(request: HttpRequest) -> HttpResponse:
    """An empty list: nothing but the head."""
    head = [column.name for column in list_columns()]
    return _file(Paper("history.xlsx", table_xlsx(_("Past data"), head, [])))


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _handed_in(form: Any) -> HandedIn:
    file = form.cleaned_data["file"]
    return HandedIn(file.name, file.size, file)


def _upload(request: HttpRequest, pk: int) -> WeekUpload:
    rows = WeekUpload.objects.visible_to(request.user).select_related("uploaded_by", "decided_by")
    return get_object_or_404(rows, pk=pk)
