"""A week's data: drafted, handed in, taken back, accepted or returned (policy 6.4.2②)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed, NoteMissing, Refused, check_step, find_step
from governance.models import Obligation, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day, work_calendar
from governance.services.audit import Change, hold_the_chain, one_trail, record
from governance.services.obligation import fulfil, reopen
from governance.services.transition import advance
from governance.states import ObligationKind
from kpi.formulas.entry import EMPTY_ENDS, Checked, Problem
from kpi.models import Submission
from kpi.permissions import (
    has_a_hand_in,
    is_of_same_department,
    is_on_behalf,
    is_own,
    may_enter,
    may_withdraw,
)
from kpi.selectors.correction import differs_from_corrected
from kpi.selectors.duty import weekly_owed, weekly_subject
from kpi.selectors.restatement import issued_figures, restatements_between
from kpi.selectors.rule import Rules, collection_rules
from kpi.selectors.submission import entered_measures, submission_of, successor_of
from kpi.services.duty import ensure_weekly_duty
from kpi.services.entry import Saved, WeekEntry, checked_week, hold_draft, told_values, write_cells
from kpi.services.handover import adopt_draft
from kpi.services.reminder import tell_returned
from kpi.services.rollup import refresh_rollups
from kpi.states import SUBMISSION_STEPS, SubmissionState
from processes.models import Assignment
from processes.selectors.assignment import answering_as_stored, answering_for
from processes.states import ProcessState

OPEN_STATES = (SubmissionState.DRAFT, SubmissionState.RETURNED)
MOST_LISTED = 200


class CannotOpenWeek(Refused):
    """The week is not owed by this assignment."""

    code = "week_not_owed"


class CannotSubmit(Refused):
    """The week cannot be handed in yet; `problems` name every cell that stands in the way, `besides` what else does."""

    code = "cannot_submit"

    def __init__(
        self, message: str, problems: Sequence[Problem] = (), *, besides: str = ""
    ) -> None:
        super().__init__(f"{message} {besides}".rstrip())
        self.problems = tuple(problems)
        self.besides = besides


class CannotAccept(Refused):
    """The person may not decide on the record."""

    code = "cannot_accept"


@dataclass(frozen=True)
class Batch:
    """What became of many acceptances: the accepted, and the refused with their sentence."""

    accepted: list[Submission] = field(default_factory=list)
    refused: list[tuple[Submission, str]] = field(default_factory=list)


def check_week(
    assignment: Assignment, week: Week, *, at: datetime, rules: Rules | None = None
) -> None:
    """A week can be entered from its Monday on, by the assignment that reports it, and never before.

    Raises `CannotOpenWeek`: the week has not begun, lies outside the assignment or before collection
    began, is reported by a successor, or the process is retired.
    """
    rules = rules or collection_rules()
    if week.start > local_day(at):
        raise CannotOpenWeek(_("%(week)s has not begun yet.") % {"week": week.display()})
    if not assignment.covers(week.start, week.end):
        raise CannotOpenWeek(_("%(week)s lies outside this assignment.") % {"week": week.display()})
    if rules.collect_from is not None and week.start < rules.collect_from:
        raise CannotOpenWeek(_("Nothing was collected yet in %(week)s.") % {"week": week.display()})
    if assignment.process.state != ProcessState.ACTIVE:
        raise CannotOpenWeek(_("The process is retired; it collects no data any more."))
    successor = successor_of(assignment, week)
    if successor is not None:
        raise CannotOpenWeek(
            _("%(week)s is reported by %(name)s.")
            % {"week": week.display(), "name": successor.person.name}
        )


def open_week(
    assignment: Assignment, week: Week, *, by: Person, at: datetime, via: str = "form"
) -> Submission:
    """The record of an assignment's week exists once, whoever asks for it first.

    Raises `NotAllowed` for a stranger and `CannotOpenWeek` where the week is not owed.
    """
    # A leaver is told whose the week is, a stranger nothing.
    if not may_enter(by, assignment):
        demand_entry(assignment, by=by, at=at)
    rules = collection_rules()
    check_week(assignment, week, at=at, rules=rules)
    demand_entry(assignment, by=by, at=at)
    known = submission_of(assignment, week) or adopt_draft(assignment, week, by=by, at=at)
    if known is not None:
        return known
    row = Submission(
        assignment=assignment,
        iso_year=week.year,
        iso_week=week.week,
        start=week.start,
        end=week.end,
        due_at=weekly_owed(week, rules, work_calendar()).due_at,
        entered_via=via,
    )
    try:
        with transaction.atomic():
            hold_the_chain()
            save_tracked(row, by=by, at=at, reason="kpi.open_week")
            record(
                "kpi.open_submission",
                by=by,
                at=at,
                obj=row,
                change=Change(after={"state": row.state}),
            )
    except (
        IntegrityError
    ):  # specialist and deputy opened it in the same moment (C7): one row, for both
        return Submission.objects.get(
            assignment=assignment, iso_year=week.year, iso_week=week.week, revision=1
        )
    return row


def save_draft(submission: Submission, entry: WeekEntry, *, by: Person, at: datetime) -> Saved:
    """What can be read is kept, what cannot is named; nothing is judged complete yet.

    Raises `Conflict` naming the other where somebody else has changed the draft since it was shown.
    """
    demand_entry(submission.assignment, by=by, at=at)
    sheet, checked = checked_week(submission, entry, is_final=False)
    with transaction.atomic():
        submission = hold_draft(submission, entry, by=by)
        write_cells(submission, sheet, checked)
    return Saved(submission, checked)


def submit_week(
    submission: Submission, entry: WeekEntry, *, by: Person, at: datetime
) -> Submission:
    """A week that is over and complete is handed in; the server's clock says when it was received.

    On time is decided by the first receipt: a returned record that comes again stays on time, one
    that was taken back by its own people is received anew, and a correction keeps what was said of
    the first receipt. What is typed is kept also when refused. Whoever answers for the place at the
    moment of the receipt hands in: a leaver is refused from the first day of the successor (C21).
    Raises `CannotSubmit` with every problem, `NoteMissing` for an entry on behalf without a reason,
    `WrongState`, or `Conflict` naming who was faster.
    """
    answering = answering_for(submission.assignment, local_day(at))
    if not may_enter(by, answering):  # the row at hand may be older than a hand-over
        answering = demand_entry(submission.assignment, by=by, at=at)
    sheet, checked = checked_week(submission, entry, is_final=True)
    refusal = _why_not(submission, entry, checked, on_behalf=is_on_behalf(by, answering), at=at)
    if refusal is not None:
        save_draft(submission, entry, by=by, at=at)
        raise refusal
    received_at = submission.received_at or at
    with transaction.atomic(), one_trail():
        # A hand-over takes the same lock, so the question is asked of what it has left behind.
        hold_the_chain()
        answering = demand_entry(submission.assignment, by=by, at=at)
        if answering.pk == submission.assignment_id:
            submission.assignment = answering  # with its names at hand, for the trail and the duty
        submission = hold_draft(submission, entry, by=by)
        write_cells(submission, sheet, checked)
        submission = advance(
            submission,
            find_step(SUBMISSION_STEPS, "submit"),
            by=by,
            at=at,
            note=entry.note,
            changes={
                "received_at": received_at,
                "submitted_at": at,
                "submitted_by": by,
                "is_late": submission.due_at is not None and received_at > submission.due_at,
                "entered_via": entry.via,
            },
        )
        record(
            "kpi.hand_in_values",
            by=by,
            at=at,
            obj=submission,
            change=Change(after=told_values(checked.answers)),
        )
        if not submission.is_correction:
            _fulfil_duty(submission, by=by, at=at)
    return submission


def withdraw_submission(submission: Submission, *, by: Person, at: datetime) -> Submission:
    """Before anybody has decided, the record is taken back; it is owed again and will be received anew.

    A correction that is taken back owes nothing: the accepted values go on counting.
    """
    taken_back: dict[str, Any] = {"submitted_at": None, "submitted_by": None}
    if not submission.is_correction:
        taken_back |= {"received_at": None, "is_late": False}
    with transaction.atomic():
        hold_the_chain()
        if not may_withdraw(
            by, submission, answering_as_stored(submission.assignment, local_day(at))
        ):
            raise NotAllowed(
                _("Only who handed it in, the specialist or the deputy takes it back.")
            )
        step = find_step(SUBMISSION_STEPS, "withdraw")
        submission = advance(submission, step, by=by, at=at, changes=taken_back)
        _reopen_duty(submission, by=by, at=at)
    return submission


def accept_submission(
    submission: Submission, *, by: Person, at: datetime, note: str = ""
) -> Submission:
    """The PMO accepts what others entered; from then on the values count and nobody changes them.

    An accepted correction takes the place of the revision it corrects in the same transaction, and
    figures of issued periods that move are restated and listed in the trail (domain §4.3j).
    Raises `CannotAccept` for who entered or submitted it (G16), `WrongState`, or `Conflict`.
    """
    with transaction.atomic():
        submission = _accept(submission, by=by, at=at, note=note)
        _count([submission], by=by, at=at)
    return submission


def accept_many(submissions: Iterable[Submission], *, by: Person, at: datetime) -> Batch:
    """Each record is accepted for itself; what is refused stops none of the others, and figures follow once."""
    batch = Batch()
    with transaction.atomic():
        for submission in submissions:
            try:
                with transaction.atomic():
                    batch.accepted.append(_accept(submission, by=by, at=at, note=""))
            except Refused as refusal:
                batch.refused.append((submission, str(refusal)))
        if batch.accepted:
            _count(batch.accepted, by=by, at=at)
    return batch


def return_submission(submission: Submission, *, by: Person, at: datetime, note: str) -> Submission:
    """The PMO gives a record back with a reason; the specialist hears of it at once and owes it again."""
    _demand_decision(submission, by)
    with transaction.atomic():
        submission = advance(
            submission,
            find_step(SUBMISSION_STEPS, "return"),
            by=by,
            at=at,
            note=note,
            changes={
                "returned_at": at,
                "returned_by": by,
                "return_note": note.strip(),
                "return_count": submission.return_count + 1,
            },
        )
        _reopen_duty(submission, by=by, at=at)
        tell_returned(submission, at=at)
    return submission


def demand_entry(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """Who answers for the place on this day (returned) enters, or the PMO on behalf; raises `NotAllowed`."""
    answering = answering_as_stored(assignment, local_day(at))
    if may_enter(by, answering):
        return answering
    if answering.pk != assignment.pk and is_own(by, assignment):
        raise NotAllowed(
            _("This was handed over: %(name)s answers for it since %(day)s.")
            % {"name": answering.person.name, "day": answering.valid_from.isoformat()}
        )
    raise NotAllowed(_("Only the specialist, the deputy or the PMO enters this data."))


def _demand_decision(submission: Submission, by: Person) -> None:
    demand(by, Permission.SUBMISSION_ACCEPT)
    if has_a_hand_in(by, submission):
        raise CannotAccept(_("Nobody decides on data they entered or handed in themselves (G16)."))


def _why_not(
    submission: Submission, entry: WeekEntry, checked: Checked, *, on_behalf: bool, at: datetime
) -> Refused | None:
    if submission.state not in OPEN_STATES:
        return None  # the step itself refuses, with the state it is in
    if submission.end >= local_day(at):
        return CannotSubmit(
            _("This week is not over yet; it can be handed in from Monday. Your draft is kept.")
        )
    unexplained = on_behalf and submission.corrects is None and not entry.note.strip(EMPTY_ENDS)
    why = _("Please say in the note why you enter this on behalf of the specialist.")
    if checked.problems:
        return CannotSubmit(
            _("Cells that need your attention: %(count)s. What you typed is kept.")
            % {"count": len(checked.problems)},
            checked.problems,
            besides=why if unexplained else "",
        )
    if submission.is_correction:
        # Its reason was given when it was opened.
        is_news = differs_from_corrected(submission, entry.note, checked.answers)
        return None if is_news else _nothing_new()
    return NoteMissing(why) if unexplained else None


def _accept(submission: Submission, *, by: Person, at: datetime, note: str) -> Submission:
    _demand_decision(submission, by)
    check_step(submission, find_step(SUBMISSION_STEPS, "accept"), note)
    if submission.corrects is not None:
        supersede = find_step(SUBMISSION_STEPS, "supersede")
        advance(submission.corrects, supersede, by=by, at=at, note=submission.correction_reason)
    mark = "G16" if is_of_same_department(by, submission) else ""
    return advance(
        submission,
        find_step(SUBMISSION_STEPS, "accept"),
        by=by,
        at=at,
        note=" ".join(filter(None, [note.strip(), mark])),
        changes={"accepted_at": at, "accepted_by": by},
    )


def _nothing_new() -> CannotSubmit:
    return CannotSubmit(_("Nothing differs from what was accepted. Change a value, or discard it."))


def _count(submissions: Sequence[Submission], *, by: Person, at: datetime) -> None:
    first = min(each.start for each in submissions)
    last = max(each.end for each in submissions)
    corrected = [each.corrects for each in submissions if each.corrects is not None]
    measures = entered_measures([*submissions, *corrected])
    # Held before the issued figures are read: an issue comes wholly before this or wholly after (C9).
    hold_the_chain()
    issued = issued_figures(measures, first, last)
    refreshed = refresh_rollups(measures, first=first, last=last, at=at)
    restated = restatements_between(issued, refreshed.restated)
    if restated:
        alone = submissions[0] if len(submissions) == 1 else None
        note = alone.correction_reason if alone is not None else ""
        change = Change(after={"figures": restated[:MOST_LISTED]}, note=note)
        record("kpi.restate_figures", by=by, at=at, obj=alone, change=change)


def _fulfil_duty(submission: Submission, *, by: Person, at: datetime) -> None:
    week = Week(submission.iso_year, submission.iso_week)
    # As a rule the clock has rung: then one question is enough.
    duty, receipt = _duty(submission), submission.received_at
    if duty is None:
        duty = ensure_weekly_duty(submission.assignment, week, at=at) or _duty(submission)
    if duty is not None:
        fulfil(duty, by=by, at=at, evidence=f"submission:{submission.pk}", received_at=receipt)


def _duty(submission: Submission) -> Obligation | None:
    week = Week(submission.iso_year, submission.iso_week)
    return Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        subject=weekly_subject(submission.assignment),
        period=week.label,
    ).first()


def _reopen_duty(submission: Submission, *, by: Person, at: datetime) -> None:
    duty = None if submission.is_correction else _duty(submission)
    if duty is not None:
        reopen(duty, by=by, at=at)
