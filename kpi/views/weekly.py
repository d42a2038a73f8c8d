"""A week's data: what I owe, the form, the record (6.4.2②)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import note_refusal, refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.lib.periods import BadPeriod, Week
from governance.lib.workflow import Conflict, NotAllowed, Refused, find_step, open_from
from governance.permissions import Permission
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day, work_calendar
from kpi.forms.submission import preview_of, read_entry, rows_of, stored_entry
from kpi.formulas.entry import Checked
from kpi.formulas.figure import Verdict
from kpi.models import Submission
from kpi.permissions import (
    has_a_hand_in,
    is_on_behalf,
    is_own,
    may_accept,
    may_enter,
    may_enter_own,
    may_withdraw,
)
from kpi.selectors.board import own_weeks
from kpi.selectors.correction import issues_speaking_of, open_correction_of, own_corrections
from kpi.selectors.duty import weekly_owed
from kpi.selectors.evidence import evidence_of
from kpi.selectors.rule import collection_rules
from kpi.selectors.submission import Sheet, assignment_for, definitions_for, previews
from kpi.services.correction import discard_correction
from kpi.services.entry import WeekEntry, check_entry, sheet_of
from kpi.services.submission import (
    OPEN_STATES,
    CannotSubmit,
    accept_submission,
    check_week,
    open_week,
    return_submission,
    save_draft,
    submit_week,
    withdraw_submission,
)
from kpi.states import SUBMISSION_STEPS, SubmissionState
from kpi.views.listing import WEEKS
from processes.models import Assignment
from processes.selectors.assignment import answering_for

SEEN_BY = (Permission.SUBMISSION_ENTER, Permission.BOARD_VIEW)


@dataclass(frozen=True)
class Trouble:
    """Why a page comes back instead of going on; what was typed comes back with it."""

    refusal: Refused | None = None
    note_error: str = ""

    @property
    def status(self) -> int:
        if isinstance(self.refusal, Conflict):
            return 409
        return 400 if self.refusal or self.note_error else 200


@require_safe
@requires(*SEEN_BY)
def weekly_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    piles = own_weeks(request.user, now)
    if file_wanted(request):
        rows = [row for pile in piles.values() for row in pile]
        return list_file(request, WEEKS, rows, at=now)
    context = {
        "piles": piles,
        "count": len(piles["to_do"]),
        "corrections": own_corrections(request.user),
    }
    return render(request, "kpi/submission_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*SEEN_BY)
def weekly_form(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    sheet = sheet_of(place, period)
    if not _is_editing(request, sheet):
        if request.method == "POST":
            return _too_late(request, sheet)
        return record_page(request, sheet)
    try:
        check_week(place, period, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:weekly"))
    if request.method == "POST":
        return _posted(request, sheet)
    return form_page(request, sheet, stored_entry(sheet))


@require_POST
@requires(*SEEN_BY)
def weekly_draft(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    sheet = sheet_of(place, period)
    return kept_draft(request, sheet, lambda now: open_week(place, period, by=request.user, at=now))


def kept_draft(
    request: HttpRequest, sheet: Sheet, record_of: Callable[[datetime], Submission]
) -> HttpResponse:
    """The page keeps the draft while somebody types, and shows what the numbers make."""
    entry, wrong = read_entry(request.POST, sheet)
    now = timezone.now()
    try:
        saved = save_draft(record_of(now), entry, by=request.user, at=now)
    except NotAllowed:
        raise Http404 from None
    except Refused as refusal:
        # The page keeps the draft by itself: nobody acted, so the trail is not told.
        return render(
            request, "kpi/_submission_refused.html", {"sentence": str(refusal)}, status=409
        )
    sheet = replace(sheet, submission=saved.submission)
    context = indicators_of(sheet, saved.checked) | {
        "sheet": sheet,
        "rows": rows_of(sheet, entry, saved.checked.problems, saved.checked.doubts),
        "note_error": wrong,
        "saved_at": now,
        "is_live": True,
    }
    return render(request, "kpi/_submission_preview.html", context)


@require_POST
@requires(*SEEN_BY)
def submission_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = get_object_or_404(
        Submission.objects.visible_to(request.user).select_related(
            "assignment__process",
            "assignment__department",
            "assignment__person",
            "assignment__deputy",
            "submitted_by",
            "corrects__assignment",
        ),
        pk=pk,
    )
    acts = {"withdraw": _withdraw, "accept": _accept, "return": _return, "discard": _discard}
    if step not in acts:
        raise Http404
    version = key_number(request.POST.get("version", ""))
    if version is not None:
        row.version = version
    here = reverse("kpi:weekly-form", args=[row.assignment_id, row.label])
    try:
        sentence = acts[step](request, row)
    except Refused as refusal:
        return refused_to(request, refusal, back_to(request, here))
    messages.success(request, sentence)
    # The page of a correction is gone once it is decided or given up.
    is_over = row.is_correction and step in {"accept", "discard"}
    return HttpResponseRedirect(here if is_over else back_to(request, here))


def _withdraw(request: HttpRequest, row: Submission) -> str:
    withdraw_submission(row, by=request.user, at=timezone.now())
    return _("Taken back. You can change it and hand it in again.")


def _discard(request: HttpRequest, row: Submission) -> str:
    discard_correction(row, by=request.user, at=timezone.now())
    return _("Discarded. The accepted values go on counting.")


def _accept(request: HttpRequest, row: Submission) -> str:
    accept_submission(row, by=request.user, at=timezone.now())
    return _("Accepted. The values count now and are frozen.")


def _return(request: HttpRequest, row: Submission) -> str:
    return_submission(row, by=request.user, at=timezone.now(), note=request.POST.get("note", ""))
    return _("Returned. The specialist has been told.")


def back_to(request: HttpRequest, fallback: str) -> str:
    """To the page the button stood on, with its filter, if that page is ours."""
    referer = request.headers.get("referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else fallback


def place_and_week(request: HttpRequest, pk: int, label: str) -> tuple[Assignment, Week]:
    try:
        week = Week.parse(label)
    except BadPeriod as bad:
        raise BadRequest(str(bad)) from bad
    place = assignment_for(request.user, pk)
    if place is None:
        raise Http404
    if week.label != label:
        raise Http404
    return place, week


def _is_editing(request: HttpRequest, sheet: Sheet) -> bool:
    """The own open week is a form at once; the PMO enters on behalf only when it asks to."""
    row, place = sheet.submission, answering_today(sheet)
    if row is not None and row.state not in OPEN_STATES:
        return False
    if may_enter_own(request.user, place):
        return True
    asked = "behalf" in request.GET or "behalf" in request.POST
    return asked and may_enter(request.user, place)


def answering_today(sheet: Sheet) -> Assignment:
    """After a hand-over the successor's assignment answers for the leaver's weeks."""
    return answering_for(sheet.assignment, timezone.localdate())


def _too_late(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if not may_enter(request.user, answering_today(sheet)):
        raise Http404
    messages.warning(request, _("This week has already been handed in; nothing was changed."))
    return HttpResponseRedirect(request.path)


def _posted(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    entry, wrong = read_entry(request.POST, sheet)
    now, act = timezone.now(), request.POST.get("act", "submit")
    if wrong:
        return form_page(request, sheet, entry, Trouble(note_error=wrong))
    try:
        row = open_week(sheet.assignment, sheet.week, by=request.user, at=now)
        if act == "submit":
            submit_week(row, entry, by=request.user, at=now)
            messages.success(request, _("Handed in: %(week)s.") % {"week": sheet.week.display()})
            return HttpResponseRedirect(_next_to_do(request, now))
        saved = save_draft(row, entry, by=request.user, at=now)
    except Refused as refusal:
        return form_page(request, sheet_of(sheet.assignment, sheet.week), entry, Trouble(refusal))
    if act == "save" and not saved.checked.problems:
        messages.success(request, _("Your draft is kept."))
        return redirect("kpi:weekly")
    return form_page(request, sheet_of(sheet.assignment, sheet.week), entry)


def _next_to_do(request: HttpRequest, now: Any) -> str:
    """On to the next record that is owed; back to the list when nothing is."""
    rest = own_weeks(request.user, now)["to_do"]
    if not rest:
        return reverse("kpi:weekly")
    return reverse("kpi:weekly-form", args=[rest[0].assignment.pk, rest[0].week.label])


def form_page(
    request: HttpRequest, sheet: Sheet, entry: WeekEntry, trouble: Trouble | None = None
) -> HttpResponse:
    trouble = trouble or Trouble()
    checked = check_entry(sheet, entry.cells, is_final=False)
    refusal = trouble.refusal
    problems = refusal.problems if isinstance(refusal, CannotSubmit) else checked.problems
    is_incomplete = isinstance(refusal, CannotSubmit) and bool(refusal.problems)
    # A week that only lacks figures is not complete yet; no act was refused.
    if refusal is not None and not is_incomplete:
        note_refusal(request, refusal)
    on_behalf = is_on_behalf(request.user, answering_today(sheet))
    context = (
        frame_of(sheet)
        | indicators_of(sheet, checked)
        | {
            "entry": entry,
            "rows": rows_of(sheet, entry, problems, checked.doubts),
            "refusal": refusal,
            "problems": problems,
            "note_error": trouble.note_error,
            "on_behalf": on_behalf,
            "is_over": sheet.week.end < local_day(timezone.now()),
            "steps": (),
            "may_add": True,
        }
    )
    return render(request, "kpi/submission_form.html", context, status=trouble.status)


def record_page(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    entry = stored_entry(sheet)
    checked = check_entry(sheet, entry.cells, is_final=False)
    row, answering = sheet.submission, answering_today(sheet)
    is_frozen = row is not None and row.state == SubmissionState.ACCEPTED
    under_way = open_correction_of(sheet.assignment, sheet.week) if is_frozen else None
    context = (
        frame_of(sheet)
        | indicators_of(sheet, checked)
        | {
            "entry": entry,
            "rows": rows_of(sheet, entry, (), checked.doubts),
            "steps": _steps(request, row, answering),
            "is_frozen": is_frozen,
            "is_mine": is_own(request.user, answering),
            "may_behalf": (row is None or row.state in OPEN_STATES)
            and may_enter(request.user, answering),
            "must_not": row is not None
            and row.state == SubmissionState.SUBMITTED
            and has_a_hand_in(request.user, row)
            and not is_own(request.user, answering),
            "under_way": under_way,
            "may_correct": is_frozen and under_way is None and may_enter(request.user, answering),
            "answering": None if answering.pk == sheet.assignment.pk else answering,
        }
    )
    return render(request, "kpi/submission_detail.html", context)


def _steps(request: HttpRequest, row: Submission | None, answering: Assignment) -> list[Any]:
    if row is None:
        return []
    decides = may_accept(request.user, row)
    may = {
        "accept": decides,
        "return": decides,
        "withdraw": may_withdraw(request.user, row, answering),
        "discard": row.is_correction and may_enter(request.user, answering),
    }
    return [step for step in open_from(SUBMISSION_STEPS, row.state) if may.get(step.name)]


def frame_of(sheet: Sheet) -> dict[str, Any]:
    row = sheet.submission
    owed = weekly_owed(sheet.week, collection_rules(), work_calendar())
    return {
        "sheet": sheet,
        "row": row,
        "place": sheet.assignment,
        "week": sheet.week,
        "due_at": row.due_at if row and row.due_at else owed.due_at,
        "calendar_note": owed.calendar_note,
        "is_split": len(sheet.asked.parts) > 1,
        "entries": timeline_of(row) if row else [],
        "files": evidence_of(row) if row else [],
        "base": row.corrects if row else None,
        "issues": issues_speaking_of(sheet.week) if row and row.is_correction else [],
        "draft_url": reverse(
            "kpi:correction-draft" if row and row.is_correction else "kpi:weekly-draft",
            args=[sheet.assignment.pk, sheet.week.label],
        ),
        "files_url": reverse(
            "kpi:correction-files" if row and row.is_correction else "kpi:weekly-files",
            args=[sheet.assignment.pk, sheet.week.label],
        ),
        "earlier": sheet.week.previous(),
        "is_returned": row is not None and row.state == SubmissionState.RETURNED,
        "submit_label": find_step(SUBMISSION_STEPS, "submit").label,
    }


def indicators_of(sheet: Sheet, checked: Checked) -> dict[str, Any]:
    lines = previews(sheet, definitions_for(sheet.assignment, sheet.week), checked.answers)
    return {
        "previews": [preview_of(line) for line in lines],
        "missed": any(line.verdict == Verdict.MISSED for line in lines),
    }
