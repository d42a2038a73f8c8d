"""Trainings: planned, announced, held or not held, and their record completed (5.2⑤, 6.4.1, R34, R52)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.bilingual import listed
from governance.lib.history import note_history, save_tracked
from governance.lib.workflow import Conflict, NotAllowed, Refused, compare_and_set, find_step
from governance.models import Department, Document, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.services.transition import advance
from planning.models import Attendance, TrainingSession
from planning.permissions import may_hold_session
from planning.selectors.session import people_meant
from planning.services.session_duty import (
    drop_training_duty,
    end_confirmation,
    end_training_duty,
    owe_confirmation,
    owe_training,
    tell_invited,
)
from planning.states import (
    SESSION_STEPS,
    AttendanceState,
    SessionState,
    TrainingMethod,
    TrainingTest,
)
from processes.models import Process

SERIES = "training"
EDITABLE = (SessionState.PLANNED, SessionState.ANNOUNCED)
INVITING = (SessionState.PLANNED, SessionState.ANNOUNCED, SessionState.HELD)
DECIDED = (AttendanceState.ATTENDED, AttendanceState.ABSENT)


class CannotPlanTraining(Refused):
    """The training cannot be planned like this."""


class CannotAnnounceTraining(Refused):
    """The training cannot be announced yet."""


class CannotHoldTraining(Refused):
    """The training cannot be recorded as held."""


class CannotCloseTraining(Refused):
    """The record of the training is not complete."""


@dataclass(frozen=True)
class TrainingFacts:
    """What is to be known of a training before it takes place; money in yuan, hours in lessons."""

    topic: str
    planned_on: date
    topic_en: str = ""
    processes: Sequence[Process] = ()
    departments: Sequence[Department] = ()
    people: Sequence[Person] = ()
    audience: str = ""
    document: Document | None = None
    document_version: str = ""
    method: str = TrainingMethod.CLASSROOM
    trainer: Person | None = None
    trainer_name: str = ""
    responsible: Person | None = None
    hours: Decimal | None = None
    starts_at: datetime | None = None
    place: str = ""
    assessment: str = ""
    test: str = TrainingTest.NONE
    pass_score: Decimal | None = None
    budget: Decimal | None = None
    department: Department | None = None
    origin: str = ""

    def columns(self) -> dict[str, Any]:
        """The facts that are columns of the training's own row."""
        many = {"processes", "departments", "people", "origin"}
        return {name: value for name, value in vars(self).items() if name not in many}


def plan_training(facts: TrainingFacts, *, by: Person, at: datetime) -> TrainingSession:
    """The PMO plans a training beside the plan, whenever one is needed (5.2⑤).

    Raises `NotAllowed`, `CannotPlanTraining`.
    """
    demand(by, Permission.TRAINING_EDIT)
    return make_training(facts, by=by, at=at)


def make_training(facts: TrainingFacts, *, by: Actor, at: datetime) -> TrainingSession:
    """A training gets its number, its row and the duty to hold it; who may was asked before."""
    _check(facts)
    with transaction.atomic():
        hold_the_chain()
        settings = setting_values()
        year = facts.planned_on.year
        number = take_number(
            f"{SERIES}.{year}",
            settings["training_number_pattern"],
            company=settings["company_code"],
            year=year,
        )
        row = TrainingSession(
            number=number,
            origin=facts.origin,
            created_at=at,
            created_by=by.actor_key,
            **facts.columns(),
        )
        save_tracked(row, by=by, at=at, reason="planning.plan_training")
        _set_audience(row, facts)
        change = Change(after=_told(row, facts))
        record("planning.plan_training", by=by, at=at, obj=row, change=change)
        owe_training(row, by=by, at=at)
    return row


def edit_training(
    session: TrainingSession, facts: TrainingFacts, *, seen: int, by: Person, at: datetime
) -> TrainingSession:
    """A training is changed until it is held; who was invited already is told of the change.

    The planned day stays what the plan said. `seen` is the version the editor looked at. Raises
    `NotAllowed`, `CannotPlanTraining`, `Conflict`.
    """
    demand(by, Permission.TRAINING_EDIT)
    _check(facts)
    with transaction.atomic():
        return rewrite_training(session, facts, seen=seen, by=by, at=at)


def rewrite_training(
    session: TrainingSession, facts: TrainingFacts, *, seen: int, by: Actor, at: datetime
) -> TrainingSession:
    """The facts of a training are replaced and its duty follows; inside the caller's transaction."""
    if session.state not in EDITABLE:
        raise CannotPlanTraining(_("A training that is over is changed no more."))
    hold_the_chain()
    columns = facts.columns()
    if session.state != SessionState.PLANNED or not session.origin:
        columns.pop("planned_on")
    if not compare_and_set(session, state=session.state, expected_version=seen, **columns):
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    session.refresh_from_db()
    note_history(session, by=by, at=at, reason="planning.edit_training")
    _set_audience(session, facts)
    _demand_no_own_trainer(session)
    record(
        "planning.edit_training",
        by=by,
        at=at,
        obj=session,
        change=Change(after=_told(session, facts)),
    )
    owe_training(session, by=by, at=at)
    if session.state == SessionState.ANNOUNCED:
        tell_invited(session, _invited(session), at=at)
    return session


def announce_training(session: TrainingSession, *, by: Person, at: datetime) -> TrainingSession:
    """Everybody a training is meant for is invited by name; from then on they are known to it.

    It needs a time, somebody who holds it, and somebody to learn. Raises `CannotAnnounceTraining`.
    """
    demand(by, Permission.TRAINING_EDIT)
    lacks = _lacks(session)
    if lacks:
        raise CannotAnnounceTraining(
            _("Before people are invited, please fill in: %(what)s.") % {"what": listed(lacks)}
        )
    with transaction.atomic():
        hold_the_chain()
        advance(session, find_step(SESSION_STEPS, "announce"), by=by, at=at)
        people = people_meant(session, on=local_day(session.starts_at or at))
        _invite(session, people, by=by, at=at)
        if not Attendance.objects.filter(session=session).exists():
            raise CannotAnnounceTraining(
                _(
                    "Nobody belongs to this audience. Please choose departments, processes or people."
                )
            )
        tell_invited(session, _invited(session), at=at)
    return session


def invite_people(
    session: TrainingSession, people: Iterable[Person], *, by: Person, at: datetime
) -> int:
    """The trainer or the PMO adds trainees by name until the record is complete; returns how many are new."""
    if not may_hold_session(by, session):
        raise NotAllowed(_("You are not allowed to do this."))
    if session.state not in INVITING:
        raise CannotPlanTraining(_("A training that is over is changed no more."))
    with transaction.atomic():
        hold_the_chain()
        chosen = list(people)
        fresh = _invite(session, chosen, by=by, at=at)
        if session.state == SessionState.ANNOUNCED:
            tell_invited(session, fresh, at=at)
    return len(fresh)


def hold_training(session: TrainingSession, *, by: Person, at: datetime) -> TrainingSession:
    """Trainer, responsible person or PMO records that it took place, never before it began.

    Whoever has signed in now waits for confirmation, which becomes a duty. Raises `CannotHoldTraining`.
    """
    if not may_hold_session(by, session):
        raise NotAllowed(_("You are not allowed to do this."))
    if session.starts_at is None or at < session.starts_at:
        raise CannotHoldTraining(_("A training is recorded as held once it has begun."))
    with transaction.atomic():
        hold_the_chain()
        advance(
            session,
            find_step(SESSION_STEPS, "hold"),
            by=by,
            at=at,
            changes={"held_at": session.starts_at},
        )
        end_training_duty(session, by=by, at=at)
        owe_confirmation(session, at=at)
    return session


def close_training(session: TrainingSession, *, by: Person, at: datetime) -> TrainingSession:
    """The record is complete when of every trainee is known whether they attended.

    Raises `CannotCloseTraining` naming how many are open.
    """
    if not may_hold_session(by, session):
        raise NotAllowed(_("You are not allowed to do this."))
    with transaction.atomic():
        hold_the_chain()
        rows = Attendance.objects.filter(session=session)
        undecided = rows.exclude(state__in=DECIDED).count()
        if undecided:
            raise CannotCloseTraining(
                _("%(count)s trainees are neither confirmed nor recorded as absent.")
                % {"count": undecided}
            )
        untested = rows.filter(state=AttendanceState.ATTENDED, is_passed=None).count()
        if session.is_tested and untested:
            raise CannotCloseTraining(
                _("%(count)s trainees attended and have no test result yet.") % {"count": untested}
            )
        advance(session, find_step(SESSION_STEPS, "close"), by=by, at=at)
        end_confirmation(session, by=by, at=at)
    return session


def call_off_training(
    session: TrainingSession, *, by: Person, at: datetime, note: str
) -> TrainingSession:
    """A training that does not take place says why; it stays in the record and counts as not held."""
    demand(by, Permission.TRAINING_EDIT)
    with transaction.atomic():
        return end_training(session, by=by, at=at, note=note)


def end_training(
    session: TrainingSession, *, by: Actor, at: datetime, note: str
) -> TrainingSession:
    """The step itself; inside the caller's transaction."""
    hold_the_chain()
    step = find_step(SESSION_STEPS, "call_off")
    was_announced = session.state == SessionState.ANNOUNCED
    advance(session, step, by=by, at=at, note=note, changes={"not_held_reason": note.strip()[:300]})
    drop_training_duty(session, by=by, at=at, reason=note)
    if was_announced:
        tell_invited(session, _invited(session), at=at)
    return session


def plan_training_again(
    session: TrainingSession, *, by: Person, at: datetime, note: str, planned_on: date
) -> TrainingSession:
    """What was not held may be planned anew for a later day; it is owed again from then on."""
    demand(by, Permission.TRAINING_EDIT)
    if planned_on <= session.planned_on or planned_on < local_day(at):
        raise CannotPlanTraining(_("The new day lies after the planned one and not in the past."))
    with transaction.atomic():
        hold_the_chain()
        changes = {"not_held_reason": "", "planned_on": planned_on, "starts_at": None}
        step = find_step(SESSION_STEPS, "plan_again")
        advance(session, step, by=by, at=at, note=note, changes=changes)
        owe_training(session, by=by, at=at)
    return session


def _check(facts: TrainingFacts) -> None:
    if not facts.topic.strip():
        raise CannotPlanTraining(_("Please say what the training is about."))
    if facts.trainer is not None and facts.trainer_name:
        raise CannotPlanTraining(
            _("The trainer is one of the house or somebody from outside, not both.")
        )
    if facts.trainer is not None and facts.trainer in facts.people:
        raise CannotPlanTraining(_("Nobody is a trainee of the training they hold."))
    if facts.pass_score is not None and facts.test == TrainingTest.NONE:
        raise CannotPlanTraining(_("A pass mark needs a test."))


def _lacks(session: TrainingSession) -> list[str]:
    lacks = []
    if session.starts_at is None:
        lacks.append(_("beginning"))
    if not session.trainer_said:
        lacks.append(_("trainer"))
    if not session.place:
        lacks.append(_("place or link"))
    return lacks


def _demand_no_own_trainer(session: TrainingSession) -> None:
    rows = Attendance.objects.filter(session=session, person=session.trainer_id)
    if session.trainer_id is not None and rows.exists():
        raise CannotPlanTraining(_("Nobody is a trainee of the training they hold."))


def _set_audience(session: TrainingSession, facts: TrainingFacts) -> None:
    session.processes.set(facts.processes)
    session.departments.set(facts.departments)
    session.people.set(facts.people)


def _invited(session: TrainingSession) -> list[Person]:
    rows = Attendance.objects.filter(session=session).select_related("person")
    return [row.person for row in rows.order_by("pk")]


def _invite(
    session: TrainingSession, people: Sequence[Person], *, by: Actor, at: datetime
) -> list[Person]:
    """New attendances in one statement; whoever holds the training is no trainee of it."""
    known = set(Attendance.objects.filter(session=session).values_list("person", flat=True))
    fresh = [
        person
        for person in {each.pk: each for each in people}.values()
        if person.pk not in known and person.pk != session.trainer_id and person.is_active
    ]
    if not fresh:
        return []
    rows = [
        Attendance(
            session=session, person=person, department_id=person.department_id, invited_at=at
        )
        for person in fresh
    ]
    Attendance.history.bulk_history_create(
        Attendance.objects.bulk_create(rows),
        default_date=at,
        default_change_reason="planning.invite_people",
    )
    names = [person.name for person in fresh]
    change = Change(after={"count": len(fresh), "people": names[:100]})
    record("planning.invite_people", by=by, at=at, obj=session, change=change)
    return fresh


def _told(session: TrainingSession, facts: TrainingFacts) -> dict[str, Any]:
    """What the trail says of a training; money is no part of it (reliability §3.4)."""
    return {
        "number": session.number,
        "topic": session.topic,
        "planned_on": session.planned_on.isoformat(),
        "starts_at": session.starts_at.isoformat() if session.starts_at else "",
        "trainer": session.trainer_said,
        "processes": [row.code for row in facts.processes],
        "departments": [row.code for row in facts.departments],
        "people": len(facts.people),
        "document": f"{session.document} {session.document_version}".strip()
        if session.document
        else "",
    }
