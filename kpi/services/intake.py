"""A week's data from a program: whole or not at all, and never over somebody else's head (6.4.2②, R11, R13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.periods import Week
from governance.lib.workflow import Refused
from governance.models import Person
from kpi.formulas.entry import Problem
from kpi.models import Submission
from kpi.selectors.correction import is_correctable, open_correction_of
from kpi.selectors.submission import submission_of
from kpi.services.correction import open_correction
from kpi.services.entry import WeekEntry
from kpi.services.submission import OPEN_STATES, open_week, save_draft, submit_week
from processes.models import Assignment


class AlreadyHandedIn(Refused):
    """The week has been handed in or accepted; `facts` names the record."""

    code = "already_submitted"

    def __init__(self, message: str, submission: Submission) -> None:
        super().__init__(message)
        self.facts: dict[str, Any] = {"existing": told(submission)}


class VersionNeeded(AlreadyHandedIn):
    """Somebody else is drafting the week; a program says that it has seen their draft."""

    code = "version_required"


class CannotTakeIn(Refused):
    """Some of the cells cannot be stored; `problems` names them all and nothing was kept."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_("Please correct what is named."))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Intent:
    """What a program wants of the week: hand it in or keep a draft; why it corrects what was accepted."""

    submit: bool = False
    correction_reason: str = ""


def take_in_week(
    assignment: Assignment,
    week: Week,
    entry: WeekEntry,
    *,
    intent: Intent,
    by: Person,
    at: datetime,
) -> tuple[Submission, bool]:
    """A program's week is stored whole, as a draft or handed in, or refused and nothing is stored.

    A draft that others began is only overwritten under its version. With a reason an accepted week
    is corrected: the one open correction is filled, or a new one begun. Returns the record and whether
    it is new. Raises `AlreadyHandedIn`, `VersionNeeded`, `CannotTakeIn`, and what `open_week` and
    `submit_week` raise.
    """
    with transaction.atomic():
        submission, is_new = _record_for(assignment, week, entry, intent, by=by, at=at)
        _check_free(submission, entry, by)
        if intent.submit:
            submission = submit_week(submission, entry, by=by, at=at)
        else:
            saved = save_draft(submission, entry, by=by, at=at)
            if saved.checked.problems:
                # Leaving the block with an exception takes the draft back.
                raise CannotTakeIn(saved.checked.problems)
            submission = saved.submission
    return submission, is_new


def _record_for(
    assignment: Assignment,
    week: Week,
    entry: WeekEntry,
    intent: Intent,
    *,
    by: Person,
    at: datetime,
) -> tuple[Submission, bool]:
    if intent.correction_reason:
        known = open_correction_of(assignment, week)
        if known is not None:
            return known, False
        standing = submission_of(assignment, week)
        if standing is not None and is_correctable(standing):
            reason = intent.correction_reason
            return open_correction(standing, reason=reason, by=by, at=at, via=entry.via), True
    submission = open_week(assignment, week, by=by, at=at, via=entry.via)
    return submission, not submission.entered_by


def told(submission: Submission) -> dict[str, Any]:
    """What a program needs to find a record again."""
    return {"id": submission.pk, "state": str(submission.state), "version": submission.version}


def _check_free(submission: Submission, entry: WeekEntry, by: Person) -> None:
    if submission.state not in OPEN_STATES:
        raise AlreadyHandedIn(
            _("This week has been handed in already; it is “%(state)s”.")
            % {"state": submission.get_state_display()},
            submission,
        )
    others = [editor for editor in submission.entered_by if editor != by.pk]
    if others and entry.version is None:
        raise VersionNeeded(
            _("Somebody else is entering this week. Send the version you have seen."), submission
        )
