"""Correcting an accepted week, and its revisions side by side (domain §4.3j)."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import note_refusal, requires
from governance.lib.workflow import Refused
from governance.selectors.audit import timeline_over
from kpi.forms.submission import read_entry, stored_entry
from kpi.models import Submission
from kpi.permissions import may_enter, may_enter_own
from kpi.selectors.correction import (
    is_correctable,
    issues_speaking_of,
    open_correction_of,
    revisions_of,
)
from kpi.selectors.evidence import evidence_of
from kpi.selectors.submission import Sheet
from kpi.services.correction import open_correction
from kpi.services.entry import sheet_of, sheet_of_record
from kpi.services.submission import OPEN_STATES, save_draft, submit_week
from kpi.views.weekly import (
    SEEN_BY,
    Trouble,
    answering_today,
    form_page,
    kept_draft,
    place_and_week,
    record_page,
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SEEN_BY)
def weekly_correction(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    standing = sheet_of(place, period)
    under_way = open_correction_of(place, period)
    if under_way is None:
        return _reason_page(request, standing)
    sheet = sheet_of_record(replace_place(under_way, standing))
    if not _is_editing(request, sheet):
        if request.method == "POST":
            messages.warning(request, _("This correction is not open to you; nothing was changed."))
            return HttpResponseRedirect(request.path)
        return record_page(request, sheet)
    if request.method == "POST":
        return _posted(request, sheet, under_way)
    return form_page(request, sheet, stored_entry(sheet))


@require_POST
@requires(*SEEN_BY)
def correction_draft(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    row = open_correction_of(place, period)
    if row is None:
        raise Http404
    sheet = sheet_of_record(row)
    return kept_draft(request, sheet, lambda _now: row)


@require_safe
@requires(*SEEN_BY)
def weekly_revisions(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    found = revisions_of(place, period)
    if not found.rows:
        raise Http404
    context = {
        "place": place,
        "week": period,
        "found": found,
        "files": evidence_of(found.rows[-1], everywhere=True),
        "issues": issues_speaking_of(period),
        "entries": timeline_over(found.rows),
    }
    return render(request, "kpi/submission_revisions.html", context)


def replace_place(row: Submission, sheet: Sheet) -> Submission:
    """The record with the assignment that is at hand already, with its people."""
    row.assignment = sheet.assignment
    return row


def _is_editing(request: HttpRequest, sheet: Sheet) -> bool:
    """Whoever opened the correction goes on with it; the PMO takes over a specialist's only when it asks to."""
    row, answering = sheet.submission, answering_today(sheet)
    if row is None or row.state not in OPEN_STATES:
        return False
    if may_enter_own(request.user, answering):
        return True
    asked = "behalf" in request.GET or "behalf" in request.POST
    return (asked or request.user.pk in row.entered_by) and may_enter(request.user, answering)


def _reason_page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    row, here = sheet.submission, [sheet.assignment.pk, sheet.week.label]
    if row is None or not is_correctable(row):
        messages.info(request, _("Only accepted data is corrected."))
        return redirect("kpi:weekly-form", *here)
    if not may_enter(request.user, answering_today(sheet)):
        raise Http404
    refusal: Refused | None = None
    reason = request.POST.get("reason", "")[:1000]
    if request.method == "POST":
        try:
            open_correction(row, reason=reason, by=request.user, at=timezone.now())
            return HttpResponseRedirect(request.path)
        except Refused as found:
            refusal = found
            note_refusal(request, found)
    context = {
        "place": sheet.assignment,
        "week": sheet.week,
        "row": row,
        "reason": reason,
        "refusal": refusal,
        "issues": issues_speaking_of(sheet.week),
        "record_url": reverse("kpi:weekly-form", args=here),
    }
    status = 400 if refusal else 200
    return render(request, "kpi/submission_correct.html", context, status=status)


def _posted(request: HttpRequest, sheet: Sheet, row: Submission) -> HttpResponse:
    entry, wrong = read_entry(request.POST, sheet)
    now, act = timezone.now(), request.POST.get("act", "submit")
    if wrong:
        return form_page(request, sheet, entry, Trouble(note_error=wrong))
    try:
        if act == "submit":
            submit_week(row, entry, by=request.user, at=now)
            messages.success(request, _("The correction waits for somebody else's decision."))
            return redirect("kpi:weekly-form", sheet.assignment.pk, sheet.week.label)
        saved = save_draft(row, entry, by=request.user, at=now)
    except Refused as refusal:
        fresh = replace(sheet, submission=open_correction_of(sheet.assignment, sheet.week) or row)
        return form_page(request, fresh, entry, Trouble(refusal))
    if act == "save" and not saved.checked.problems:
        messages.success(request, _("Your draft is kept."))
        return redirect("kpi:weekly")
    return form_page(request, sheet_of_record(saved.submission), entry)
