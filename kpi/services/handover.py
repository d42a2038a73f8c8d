"""Hand-over of an assignment: who reports, whose duty it is, what moves (R55, G18; reliability C21).

Rules:

1. One person answers for a place (department, process, project) on any day:
   `processes.selectors.assignment.answering_for`.
2. A week that two assignments share is reported whole by the later one. It is owed once.
3. From the first day of the successor everything unfinished at the place is the successor's: open
   duties, drafts, returned records, corrections. What was handed in or accepted stays as it was.
4. Figures count by place, not by person: a hand-over moves none of them.

Worked example. Lin reports incidents of operations and ends on Wednesday 2026-03-04; He begins on
Thursday 03-05. W09 (02-23 to 03-01) was due on Monday 03-02: had Lin not sent it, its duty is He's
from Thursday on, under Lin's assignment, where its numbers belong. W10 (03-02 to 03-08) is He's
whole: the draft Lin had begun becomes He's draft, and only He owes the week, once, on Monday 03-09.
On Wednesday Lin still hands in, on Thursday Lin is refused, at whatever second.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.history import note_history
from governance.lib.periods import Week
from governance.lib.workflow import Refused, compare_and_set, demand_reason, find_step
from governance.models import Obligation, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.obligation import Duty, hand_on
from governance.services.transition import advance
from governance.states import OBLIGATION_STEPS, STILL_OWED, ObligationKind
from kpi.models import MeasureValue, Submission
from kpi.selectors.duty import weekly_subject
from kpi.selectors.handover import leftover_drafts, received_after
from kpi.selectors.submission import successor_of
from kpi.states import SubmissionState
from processes.models import Assignment
from processes.selectors.assignment import answering_for, handed_over
from processes.services.assignment import NewAssignment, assign_process, end_assignment

CLOCK = SystemActor("tick")
ZH, EN = "zh-hans", "en"


class CannotHandOver(Refused):
    """The assignment cannot be handed over as asked."""


@dataclass(frozen=True)
class HandOver:
    """Who takes over, who stands in, the leaver's last day, and why.

    `is_told` is off where the caller tells of several things in one message.
    """

    to: Person
    last_day: date
    reason: str
    deputy: Person | None = None
    is_told: bool = True


def hand_over(row: Assignment, terms: HandOver, *, by: Person, at: datetime) -> Assignment:
    """An assignment ends with a day and goes on with somebody else on the next one: one act, no gap.

    Raises `NotAllowed`, `NoteMissing`, `CannotAssign`, or `CannotHandOver` for an ended assignment,
    the same person, or a last day before data the leaver has handed in already.
    """
    demand(by, Permission.ASSIGNMENT_EDIT)
    demand_reason(terms.reason)
    with transaction.atomic():
        # A submission takes the same lock: it comes wholly before the hand-over or wholly after.
        hold_the_chain()
        row = Assignment.objects.select_related("person", "process", "department").get(pk=row.pk)
        _check(row, terms)
        end_assignment(row, last_day=terms.last_day, by=by, at=at)
        successor = assign_process(
            NewAssignment(
                person=terms.to,
                process=row.process,
                department=row.department,
                valid_from=terms.last_day + timedelta(days=1),
                deputy=terms.deputy,
                project=row.project,
                takes_over=True,
            ),
            by=by,
            at=at,
        )
        change = Change(
            before={"person": row.person.name},
            after={"person": terms.to.name, "from": str(successor.valid_from)},
            note=terms.reason.strip(),
        )
        record("kpi.hand_over", by=by, at=at, obj=successor, change=change)
        move_open_work(at=at, by=by)
        if terms.is_told:
            _tell(row, successor, at=at)
    return successor


def move_open_work(*, at: datetime, by: Actor = CLOCK) -> int:
    """What a leaver has not finished belongs to the successor from the successor's first day.

    Run every minute and with each hand-over; run twice it finds nothing. Returns how much moved.
    """
    today, moved = local_day(at), 0
    leavers = {row.subject: row for row in handed_over(today)}
    if not leavers:
        return 0
    with transaction.atomic():
        duties = Obligation.objects.filter(
            kind=ObligationKind.WEEKLY_DATA, state__in=STILL_OWED, subject__in=leavers
        )
        for duty in duties.select_related("responsible", "deputy"):
            moved += _move_duty(duty, leavers[duty.subject], today, by=by, at=at)
        for draft in leftover_drafts(leavers.values()):
            week = Week(draft.iso_year, draft.iso_week)
            successor = successor_of(draft.assignment, week)
            if successor is not None and successor.valid_from <= today:
                moved += adopt_draft(successor, week, by=by, at=at) is not None
    return moved


def adopt_draft(
    assignment: Assignment, week: Week, *, by: Actor, at: datetime
) -> Submission | None:
    """The draft a leaver has begun of a shared week becomes the successor's, numbers and all.

    Only what was never handed in moves, and only where the successor has no record yet.
    """
    earlier = Assignment.objects.at_place_of(assignment).filter(
        valid_from__lt=assignment.valid_from
    )
    row: Submission | None = Submission.objects.filter(
        assignment__in=earlier.valid_between(week.start, week.end),
        iso_year=week.year,
        iso_week=week.week,
        corrects=None,
        state=SubmissionState.DRAFT,
        received_at=None,
    ).first()
    if row is None:
        return None
    own = Submission.objects.filter(assignment=assignment, iso_year=week.year, iso_week=week.week)
    if own.exists():
        return None
    before = {"assignment": row.assignment_id}
    with transaction.atomic():
        hold_the_chain()
        if not compare_and_set(
            row, state=row.state, expected_version=row.version, assignment=assignment
        ):
            return None
        MeasureValue.objects.filter(submission=row).update(assignment=assignment)
        row.refresh_from_db()
        change = Change(before=before, after={"assignment": assignment.pk})
        record("kpi.take_over_draft", by=by, at=at, obj=row, change=change)
        note_history(row, by=by, at=at, reason="kpi.take_over_draft")
    return row


def _check(row: Assignment, terms: HandOver) -> None:
    if row.valid_to is not None:
        raise CannotHandOver(_("This assignment has ended already."))
    if terms.to.pk == row.person_id:
        raise CannotHandOver(_("An assignment is handed over to somebody else."))
    late = received_after(row, terms.last_day)
    if late is not None:
        week = Week(late.iso_year, late.iso_week)
        raise CannotHandOver(
            _("%(name)s has handed in %(week)s. The last day can be %(day)s at the earliest.")
            % {"name": row.person.name, "week": week.display(), "day": week.end.isoformat()}
        )


def _move_duty(
    duty: Obligation, leaver: Assignment, today: date, *, by: Actor, at: datetime
) -> bool:
    now = answering_for(leaver, today)
    if now.pk == leaver.pk:
        return False
    week = Week.parse(duty.period)
    reporter = successor_of(leaver, week) or leaver
    wanted = Duty(
        kind=duty.kind,
        clause=duty.clause,
        subject=weekly_subject(reporter),
        period=duty.period,
        title=duty.title,
        title_en=duty.title_en,
        url=reverse("kpi:weekly-form", args=[reporter.pk, week.label]),
        opens_at=duty.opened_at,
        due_at=duty.due_at,
        responsible=now.person,
        deputy=now.deputy,
    )
    kept = (duty.subject, duty.responsible_id, duty.deputy_id)
    if kept == (wanted.subject, now.person_id, now.deputy_id):
        return False
    if wanted.subject != duty.subject and _is_owed_already(wanted):
        # The shared week is owed by the successor: once is enough.
        step = find_step(OBLIGATION_STEPS, "waive")
        reason = f"hand-over → {now.person.name}"
        advance(
            duty, step, by=by, at=at, note=reason, changes={"waive_reason": reason, "done_at": at}
        )
        return True
    hand_on(duty, wanted, by=by, at=at, note=f"{leaver.person.name} → {now.person.name}")
    return True


def _is_owed_already(duty: Duty) -> bool:
    return Obligation.objects.filter(
        kind=duty.kind, subject=duty.subject, period=duty.period
    ).exists()


def _tell(row: Assignment, successor: Assignment, *, at: datetime) -> None:
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            process = row.process
            subjects[language] = _("%(process)s is handed over to %(name)s from %(day)s") % {
                "process": process.name if language == ZH else process.name_en,
                "name": successor.person.name,
                "day": successor.valid_from.isoformat(),
            }
    people = {
        person.pk: person
        for person in (row.person, row.deputy, successor.person, successor.deputy)
        if person is not None
    }
    note = Note(
        event_key=f"handover:{successor.pk}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body="",
        url=reverse("kpi:weekly"),
    )
    tell(note, people.values(), at=at)
