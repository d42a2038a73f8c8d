"""Files on a week's record: added while it is open, never onto what was accepted (reliability §3.4, U17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.periods import Week
from governance.lib.uploads import BadUpload
from governance.lib.workflow import Conflict, Refused, compare_and_set
from governance.models import Person, StoredFile
from governance.services.audit import hold_the_chain
from governance.services.stored_file import Shelf, keep_file, remove_file
from kpi.models import Submission
from kpi.services.entry import sheet_of
from kpi.services.submission import OPEN_STATES, demand_entry


class EvidenceClosed(Refused):
    """The record is not open; a correction may add."""

    code = "evidence_closed"


def add_evidence(
    submission: Submission,
    name: str,
    chunks: Iterable[bytes],
    *,
    by: Person,
    at: datetime,
    measure: str = "",
) -> StoredFile:
    """Who may enter the data adds files to the open record, and has a hand in it from then on (G16).

    A file stands behind the whole week, or behind one number of it: `measure` is that number's code.
    Raises `NotAllowed`, `EvidenceClosed`, and what `keep_file` raises; then nothing was kept.
    """
    fresh = _demand_open(submission, by=by, at=at)
    if measure and measure not in _asked(fresh):
        raise BadUpload(_("This number is not asked for in this week."))

    def still_open() -> None:
        fresh = _demand_open(submission, by=by, at=at)
        if by.pk not in fresh.entered_by:
            editors = [*fresh.entered_by, by.pk]
            if not compare_and_set(
                fresh, state=fresh.state, expected_version=fresh.version, entered_by=editors
            ):
                raise Conflict(
                    _("Somebody else has just changed this record. Please look at it again.")
                )

    return keep_file(name, chunks, on=Shelf(submission, measure), by=by, at=at, check=still_open)


def remove_evidence(
    submission: Submission, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A file is taken off again while the record is open."""
    with transaction.atomic():
        hold_the_chain()
        _demand_open(submission, by=by, at=at)
        return remove_file(file, by=by, at=at)


def _asked(submission: Submission) -> set[str]:
    week = Week(submission.iso_year, submission.iso_week)
    return {field.code for field in sheet_of(submission.assignment, week).fields()}


def _demand_open(submission: Submission, *, by: Person, at: datetime) -> Submission:
    fresh: Submission = Submission.objects.select_related("assignment").get(pk=submission.pk)
    demand_entry(fresh.assignment, by=by, at=at)
    if fresh.state not in OPEN_STATES:
        raise EvidenceClosed(
            _("This record is “%(state)s”; files are added while it is open, or by a correction.")
            % {"state": fresh.get_state_display()}
        )
    return fresh
