"""One week of one assignment, quickly: its numbers, and the decision on them (6.4.2②, G16)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires, rights_of
from governance.models import Obligation
from governance.permissions import Permission
from governance.states import STILL_OWED
from kpi.forms.submission import rows_of, stored_entry
from kpi.models import Submission
from kpi.permissions import has_a_hand_in, is_of_same_department, is_own, may_accept
from kpi.selectors.board_cell import BoardCell
from kpi.selectors.board_page import cell_of_board
from kpi.selectors.correction import open_correction_of
from kpi.selectors.evidence import evidence_of
from kpi.services.entry import check_entry, sheet_of, sheet_of_record
from kpi.services.reminder import REMIND_AGAIN_AFTER
from kpi.states import SubmissionState
from kpi.views.correction import replace_place
from kpi.views.weekly import answering_today, indicators_of, place_and_week


@require_safe
@requires(Permission.BOARD_VIEW)
def board_cell(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    """An undecided correction comes before the record it corrects: that is what waits."""
    now = timezone.now()
    place, period = place_and_week(request, assignment, week)
    correction = open_correction_of(place, period)
    sheet = sheet_of(place, period)
    if correction is not None:
        sheet = sheet_of_record(replace_place(correction, sheet))
    entry = stored_entry(sheet)
    checked = check_entry(sheet, entry.cells, is_final=False)
    cell = cell_of_board(place, period, now)
    row = sheet.submission
    context = (
        indicators_of(sheet, checked)
        | _decision(request, row)
        | _times(row, cell)
        | {
            "sheet": sheet,
            "row": row,
            "place": place,
            "week": period,
            "earlier": period.previous(),
            "is_split": len(sheet.asked.parts) > 1,
            "files": evidence_of(row) if row else [],
            "is_frozen": row is not None and row.state == SubmissionState.ACCEPTED,
            "rows": rows_of(sheet, entry, checked.problems),
            "problems": checked.problems,
            "cell": cell,
            "is_mine": is_own(request.user, answering_today(sheet)),
            "late": _late(request, cell, now),
            "waivable": _waivable(request, cell),
        }
    )
    return render(request, "kpi/board_cell.html", context)


def _decision(request: HttpRequest, row: Submission | None) -> dict[str, Any]:
    waits = row is not None and row.state == SubmissionState.SUBMITTED
    may = Permission.SUBMISSION_ACCEPT in rights_of(request.user)
    return {
        "may_decide": waits and may_accept(request.user, row),
        "must_not": waits and may and has_a_hand_in(request.user, row),
        "same_department": waits and is_of_same_department(request.user, row),
    }


def _times(row: Submission | None, cell: BoardCell | None) -> dict[str, Any]:
    duty = cell.obligation if cell is not None else None
    due_at = row.due_at if row is not None and row.due_at else duty.due_at if duty else None
    return {"due_at": due_at, "calendar_note": duty.calendar_note if duty else ""}


def _waivable(request: HttpRequest, cell: BoardCell | None) -> Obligation | None:
    """A week that is not coming any more can be waived by a process manager who does not owe it."""
    duty = cell.obligation if cell is not None else None
    if duty is None or Permission.OBLIGATION_WAIVE not in rights_of(request.user):
        return None
    is_owed = duty.state in STILL_OWED
    return duty if is_owed and duty.responsible_id != request.user.pk else None


def _late(request: HttpRequest, cell: BoardCell | None, now: datetime) -> dict[str, Any] | None:
    """Whom the PMO may remind of this week, and from when again."""
    duty = cell.obligation if cell is not None else None
    if duty is None or cell.state not in {"missing", "returned"} or duty.due_at >= now:
        return None
    if Permission.BOARD_REMIND not in rights_of(request.user):
        return None
    again_at = duty.reminded_at + REMIND_AGAIN_AFTER if duty.reminded_at else None
    return {
        "obligation": duty.pk,
        "reminded_at": duty.reminded_at,
        "again_at": again_at if again_at is not None and again_at > now else None,
    }
