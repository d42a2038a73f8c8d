"""A cell of the board: one assignment and week in one word (6.4.2②)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from governance.lib.periods import Week
from governance.models import Obligation
from governance.states import ObligationState
from kpi.models import Submission
from kpi.states import SubmissionState


class ShownCell(NamedTuple):
    """What a cell of the board shows; equal ones look alike."""

    week: str
    state: str
    is_late: bool
    has_correction: bool
    is_corrected: bool


@dataclass(frozen=True)
class BoardCell:
    """One assignment and week: what it is in one word, whether it was late, and its open correction."""

    week: Week
    state: str
    is_late: bool
    submission: Submission | None
    obligation: Obligation | None
    correction: Submission | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether what counts is no longer what was accepted at first."""
        return self.submission is not None and self.submission.is_correction

    @property
    def shown(self) -> ShownCell:
        return ShownCell(
            self.week.label,
            self.state,
            self.is_late,
            self.correction is not None,
            self.is_corrected,
        )

    def is_called(self, state: str) -> bool:
        """A record that came late stays late for whoever looks for the late ones."""
        return self.state == state or (state == "late" and self.is_late)


def cell_of(
    week: Week,
    obligation: Obligation | None,
    submission: Submission | None,
    at: datetime,
    correction: Submission | None = None,
) -> BoardCell | None:
    """What has come in speaks first; what has not is expected until its due time, then missing."""
    if obligation is None and submission is None:
        return None
    is_late = submission is not None and submission.is_late
    word = _word(obligation, submission, at)
    return BoardCell(week, word, is_late, submission, obligation, correction)


def _word(obligation: Obligation | None, submission: Submission | None, at: datetime) -> str:
    if submission is not None and submission.state in {
        SubmissionState.ACCEPTED,
        SubmissionState.RETURNED,
    }:
        return str(submission.state)
    if submission is not None and submission.state == SubmissionState.SUBMITTED:
        return "late" if submission.is_late else "on_time"
    if obligation is None:
        return "draft"
    if obligation.state == ObligationState.WAIVED:
        return "waived"
    if obligation.state == ObligationState.MISSING or obligation.due_at < at:
        return "missing"
    return "draft" if submission is not None else "expected"
