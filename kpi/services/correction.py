"""Corrections 更正: accepted data changes only by a new revision with a reason (domain §4.3j, reliability §3.4).

The accepted revision goes on counting until somebody else accepts the new one. After the month's
report was issued the same act is a restatement 重述: the issued report stays, the next one lists it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.periods import Week
from governance.lib.workflow import Conflict, Refused, demand_reason, find_step
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from kpi.models import MeasureValue, Submission
from kpi.selectors.correction import is_correctable, open_correction_of
from kpi.services.submission import demand_entry
from kpi.states import SUBMISSION_STEPS


class CannotCorrect(Refused):
    """The record is not one that can be corrected or given up."""

    code = "cannot_correct"


class CorrectionUnderWay(Conflict):
    """The week has one undecided correction already."""

    code = "correction_under_way"


def open_correction(
    submission: Submission, *, reason: str, by: Person, at: datetime, via: str = "form"
) -> Submission:
    """An accepted week is corrected by a new revision that starts from the accepted values.

    The specialist, the deputy or the PMO opens it and says why; who opens it has a hand in it and
    does not decide on it (G16). One undecided correction per week. Raises `NotAllowed`,
    `NoteMissing`, `CannotCorrect` before the acceptance, `CorrectionUnderWay` naming whose it is.
    """
    with transaction.atomic():
        # Corrections of one week open one after the other; the constraint stands behind.
        hold_the_chain()
        submission.refresh_from_db()
        demand_entry(submission.assignment, by=by, at=at)
        demand_reason(reason)
        if not is_correctable(submission):
            raise CannotCorrect(
                _("Only accepted data is corrected; this record is “%(state)s”.")
                % {"state": submission.get_state_display()}
            )
        _demand_none_open(submission)
        row = _next_revision(submission, reason.strip(), by, via)
        save_tracked(row, by=by, at=at, reason="kpi.open_correction")
        _copy_cells(submission, row)
        after = {"revision": row.revision, "corrects": submission.revision, "state": row.state}
        change = Change(after=after, note=row.correction_reason)
        record("kpi.open_correction", by=by, at=at, obj=row, change=change)
    return row


def discard_correction(submission: Submission, *, by: Person, at: datetime) -> Submission:
    """A correction that nobody has handed in may be given up; it stays readable and counts nothing."""
    demand_entry(submission.assignment, by=by, at=at)
    if not submission.is_correction:
        raise CannotCorrect(_("Only a correction is discarded; the week itself stays owed."))
    return advance(submission, find_step(SUBMISSION_STEPS, "discard"), by=by, at=at)


def _demand_none_open(submission: Submission) -> None:
    week = Week(submission.iso_year, submission.iso_week)
    known = open_correction_of(submission.assignment, week)
    if known is None:
        return
    opener = Person.objects.filter(pk__in=known.entered_by[:1]).first()
    raise CorrectionUnderWay(
        _("%(name)s has already opened a correction of %(week)s (%(state)s).")
        % {
            "name": opener.name if opener else _("Somebody else"),
            "week": week.display(),
            "state": known.get_state_display(),
        }
    )


def _next_revision(base: Submission, reason: str, by: Person, via: str) -> Submission:
    week = Submission.objects.filter(
        assignment=base.assignment_id, iso_year=base.iso_year, iso_week=base.iso_week
    )
    return Submission(
        assignment=base.assignment,
        iso_year=base.iso_year,
        iso_week=base.iso_week,
        start=base.start,
        end=base.end,
        revision=week.aggregate(last=Max("revision"))["last"] + 1,
        corrects=base,
        correction_reason=reason,
        note=base.note,
        entered_by=[by.pk],
        entered_via=via,
        # Punctuality is a fact of the first receipt.
        received_at=base.received_at,
        due_at=base.due_at,
        is_late=base.is_late,
    )


def _copy_cells(base: Submission, row: Submission) -> None:
    cells = list(MeasureValue.objects.filter(submission=base))
    for cell in cells:
        cell.pk, cell.submission = None, row
        cell._state.adding = True  # noqa: SLF001 -- Django's own recipe for copying a row
    MeasureValue.objects.bulk_create(cells)
