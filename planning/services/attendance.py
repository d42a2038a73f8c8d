"""Attendance: one's own sign-in, its confirmation by another, the result of the test (6.4.1; reliability §3.3 no. 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import note_history
from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    WrongState,
    compare_and_set,
    demand_reason,
    find_step,
)
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from planning.models import Attendance, Evaluation, TrainingSession
from planning.permissions import may_confirm_attendance
from planning.selectors.session import EVALUATED
from planning.states import ATTENDANCE_STEPS, AttendanceState, SessionState

# People arrive before it begins; the policy names no time (G38).
DOOR_OPENS = timedelta(minutes=30)
SIGNED_IN_WHILE = (SessionState.ANNOUNCED, SessionState.HELD)
EVALUATED_WHEN = (SessionState.HELD, SessionState.CLOSED)
BEST = 5


class CannotCertifyOneself(NotAllowed):
    """Nobody certifies the own attendance."""

    code = "own_attendance"


class CannotSignIn(Refused):
    """The door of the training is not open."""


class CannotRecordAttendance(Refused):
    """What was said of a trainee cannot be recorded."""


class CannotEvaluate(Refused):
    """The training cannot be evaluated by this person now."""


@dataclass(frozen=True)
class Mark:
    """What trainer or PMO say of one trainee; `seen` is the version they looked at."""

    attendance: Attendance
    outcome: str
    seen: int
    absence: str = ""
    score: Decimal | None = None
    is_passed: bool | None = None


def sign_in(attendance: Attendance, *, by: Person, at: datetime) -> Attendance:
    """A trainee says “I am here”, oneself only, around the time of the training. It does not count yet.

    Raises `NotAllowed`, `CannotSignIn`, `WrongState`.
    """
    if attendance.person_id != by.pk:
        raise NotAllowed(_("Everybody signs in for themselves."))
    session = attendance.session
    if session.state not in SIGNED_IN_WHILE or session.starts_at is None:
        raise CannotSignIn(_("One signs in while the training is on."))
    if at < session.starts_at - DOOR_OPENS:
        raise CannotSignIn(_("One signs in from half an hour before the training begins."))
    step = find_step(ATTENDANCE_STEPS, "check_in")
    return advance(attendance, step, by=by, at=at, changes={"checked_in_at": at})


def record_attendance(
    session: TrainingSession, marks: Sequence[Mark], *, by: Person, at: datetime
) -> int:
    """Trainer or PMO say who attended and with which result; only that counts, and never of oneself.

    All marks or none. Returns how many changed something. Raises `NotAllowed`, `CannotCertifyOneself`,
    `CannotRecordAttendance`, `Conflict`.
    """
    if not may_confirm_attendance(by, session):
        raise NotAllowed(_("Attendance is confirmed by the trainer or the PMO."))
    if session.state != SessionState.HELD:
        raise WrongState(
            _("Attendance is confirmed after the training, until its record is complete.")
        )
    if any(mark.attendance.person_id == by.pk for mark in marks):
        raise CannotCertifyOneself(_("Nobody confirms their own attendance."))
    with transaction.atomic():
        hold_the_chain()
        return sum(_mark(session, mark, by=by, at=at) for mark in marks)


def evaluate_training(
    attendance: Attendance, rating: int, words: str, *, by: Person, at: datetime
) -> TrainingSession:
    """Whoever attended says once what it was worth, from 1 to 5 and in words; nobody learns who said what.

    The trail names the training, neither the rating nor the words. Raises `NotAllowed`, `CannotEvaluate`.
    """
    if attendance.person_id != by.pk:
        raise NotAllowed(_("Everybody evaluates for themselves."))
    session = attendance.session
    if session.state not in EVALUATED_WHEN or attendance.state != AttendanceState.ATTENDED:
        raise CannotEvaluate(_("A training is evaluated by those whose attendance is confirmed."))
    if not 1 <= rating <= BEST:
        raise CannotEvaluate(_("Please choose a mark from 1 to 5."))
    with transaction.atomic():
        hold_the_chain()
        if attendance.has_evaluated or not compare_and_set(
            attendance,
            state=attendance.state,
            expected_version=attendance.version,
            has_evaluated=True,
        ):
            raise CannotEvaluate(_("You have evaluated this training already."))
        attendance.refresh_from_db()
        note_history(attendance, by=by, at=at, reason="planning.evaluate_training")
        Evaluation.objects.create(session=session, rating=rating, words=words.strip())
        record(EVALUATED, by=by, at=at, obj=session)
    return session


def _mark(session: TrainingSession, mark: Mark, *, by: Person, at: datetime) -> bool:
    row = mark.attendance
    if row.session_id != session.pk:
        raise CannotRecordAttendance(_("This person is no trainee of this training."))
    if row.version != mark.seen:
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    if mark.outcome == AttendanceState.ATTENDED:
        return _attended(session, mark, by=by, at=at)
    if mark.outcome == AttendanceState.ABSENT:
        return _absent(mark, by=by, at=at)
    raise CannotRecordAttendance(_("A trainee attended or was absent."))


def _attended(session: TrainingSession, mark: Mark, *, by: Person, at: datetime) -> bool:
    row = mark.attendance
    score, is_passed = _result(session, mark)
    if row.state != AttendanceState.ATTENDED:
        changes: dict[str, Any] = {
            "confirmed_at": at,
            "confirmed_by": by,
            "absence": "",
            "score": score,
            "is_passed": is_passed,
        }
        advance(row, find_step(ATTENDANCE_STEPS, "confirm"), by=by, at=at, changes=changes)
        return True
    if (row.score, row.is_passed) == (score, is_passed):
        return False
    before = {"score": _plain(row.score), "is_passed": row.is_passed}
    if not compare_and_set(
        row,
        state=row.state,
        expected_version=mark.seen,
        score=score,
        is_passed=is_passed,
        confirmed_by=by,
        confirmed_at=at,
    ):
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    row.refresh_from_db()
    note_history(row, by=by, at=at, reason="planning.record_result")
    change = Change(before=before, after={"score": _plain(score), "is_passed": is_passed})
    record("planning.record_result", by=by, at=at, obj=row, change=change)
    return True


def _absent(mark: Mark, *, by: Person, at: datetime) -> bool:
    row, reason = mark.attendance, mark.absence.strip()[:200]
    if mark.score is not None or mark.is_passed:
        raise CannotRecordAttendance(_("Who was absent has no test result."))
    demand_reason(reason)
    if row.state == AttendanceState.ABSENT:
        if row.absence == reason:
            return False
        raise CannotRecordAttendance(
            _("%(name)s is recorded as absent already; the reason stays.")
            % {"name": row.person.name}
        )
    changes: dict[str, Any] = {
        "absence": reason,
        "confirmed_at": at,
        "confirmed_by": by,
        "score": None,
        "is_passed": None,
    }
    step = find_step(ATTENDANCE_STEPS, "miss")
    advance(row, step, by=by, at=at, note=reason, changes=changes)
    return True


def _result(session: TrainingSession, mark: Mark) -> tuple[Decimal | None, bool | None]:
    """With a pass mark the score decides; without one the trainer does."""
    if not session.is_tested:
        if mark.score is not None or mark.is_passed is not None:
            raise CannotRecordAttendance(_("This training has no test."))
        return None, None
    if mark.score is not None and mark.score < 0:
        raise CannotRecordAttendance(_("A score is not below zero."))
    if session.pass_score is not None:
        if mark.score is None:
            return None, None
        return mark.score, mark.score >= session.pass_score
    return mark.score, mark.is_passed


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
