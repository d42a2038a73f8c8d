"""What a training makes people owe and hear: to hold it, to confirm who came, the invitation (R52; design §5)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.workflow import find_step
from governance.models import Obligation, Person
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties, fulfil, hand_on
from governance.services.transition import advance
from governance.states import OBLIGATION_STEPS, STILL_OWED, ObligationKind, Role
from planning.models import TrainingSession
from planning.states import SessionState

CLAUSE = "6.4.1"
ZH, EN = "zh-hans", "en"
# The policy names no time; three workdays leave the sheet fresh in memory (G38).
CONFIRM_WITHIN = 3


def owe_training(session: TrainingSession, *, by: Actor, at: datetime) -> None:
    """A training is owed by whoever holds it until the end of its planned day; a new trainer takes it over."""
    duty = _training_duty(session, at)
    # What was owed for an earlier planned day is owed for the new one instead.
    _drop(session, by=by, at=at, but=duty.period, reason=_("planned for another day"))
    if ensure_duties([duty], at=at):
        return
    known = Obligation.objects.filter(
        kind=duty.kind, subject=duty.subject, period=duty.period, state__in=STILL_OWED
    ).first()
    if known is not None and known.responsible != duty.responsible and duty.responsible:
        hand_on(known, duty, by=by, at=at)


def end_training_duty(session: TrainingSession, *, by: Actor, at: datetime) -> None:
    """Holding it is what was owed; held on its day it is in time, whenever it is recorded."""
    for row in _owed(session, ObligationKind.TRAINING):
        fulfil(row, by=by, at=at, evidence=session.number, received_at=session.held_at)


def owe_confirmation(session: TrainingSession, *, at: datetime) -> None:
    """Who came is confirmed by the trainer, or by the PMO where somebody from outside taught."""
    day = work_calendar().add_workdays(local_day(at), CONFIRM_WITHIN)
    what = {}
    for language in (ZH, EN):
        with translation.override(language):
            what[language] = _("Confirm attendance")
    duty = Duty(
        kind=ObligationKind.TRAINING_CONFIRMATION,
        clause=CLAUSE,
        subject=session.subject,
        period=local_day(session.held_at or at).isoformat(),
        title=f"{what[ZH]} · {session.topic}",
        title_en=f"{what[EN]} · {session.topic_en or session.topic}",
        url=reverse("planning:training", args=[session.pk]),
        opens_at=at,
        due_at=_end_of(day),
        responsible=session.trainer,
        role="" if session.trainer else Role.PMO,
        department=session.department,
    )
    ensure_duties([duty], at=at)


def end_confirmation(session: TrainingSession, *, by: Actor, at: datetime) -> None:
    """The complete record is what was owed."""
    for row in _owed(session, ObligationKind.TRAINING_CONFIRMATION):
        fulfil(row, by=by, at=at, evidence=session.number)


def drop_training_duty(session: TrainingSession, *, by: Actor, at: datetime, reason: str) -> None:
    """What does not take place is no longer owed; the reason stays with the duty."""
    _drop(session, by=by, at=at, reason=reason)


def tell_invited(session: TrainingSession, people: Iterable[Person], *, at: datetime) -> None:
    """Trainees hear once of each state of a training: where, when, by whom, or that it is off."""
    url = reverse("planning:training", args=[session.pk])
    texts = {}
    for language in (ZH, EN):
        with translation.override(language):
            topic = session.topic if language == ZH else session.topic_en or session.topic
            texts[language] = _subject(session) % {"topic": topic}
            if language == ZH:
                body = _body(session)
    note = Note(
        event_key=f"training:{session.pk}:{session.version}",
        subject=texts[ZH],
        subject_en=texts[EN],
        body=body,
        url=url,
    )
    tell(note, people, at=at)


def _subject(session: TrainingSession) -> str:
    if session.state == SessionState.NOT_HELD:
        return _("Training called off: %(topic)s")
    return _("You are invited to a training: %(topic)s")


def _body(session: TrainingSession) -> str:
    if session.state == SessionState.NOT_HELD:
        return session.not_held_reason
    when = f"{localtime(session.starts_at):%Y-%m-%d %H:%M}" if session.starts_at else ""
    return " · ".join(part for part in (when, session.place, session.trainer_said) if part)


def _training_duty(session: TrainingSession, at: datetime) -> Duty:
    holder = session.trainer or session.responsible
    what = {}
    for language in (ZH, EN):
        with translation.override(language):
            what[language] = _("Hold the training")
    return Duty(
        kind=ObligationKind.TRAINING,
        clause=CLAUSE,
        subject=session.subject,
        period=session.planned_on.isoformat(),
        title=f"{what[ZH]} · {session.topic}",
        title_en=f"{what[EN]} · {session.topic_en or session.topic}",
        url=reverse("planning:training", args=[session.pk]),
        opens_at=at,
        due_at=_end_of(session.planned_on),
        responsible=holder,
        role="" if holder else Role.PMO,
        department=session.department,
    )


def _owed(session: TrainingSession, kind: str) -> list[Obligation]:
    rows = Obligation.objects.filter(kind=kind, subject=session.subject, state__in=STILL_OWED)
    return list(rows.order_by("pk"))


def _drop(session: TrainingSession, *, by: Actor, at: datetime, reason: str, but: str = "") -> None:
    step = find_step(OBLIGATION_STEPS, "waive")
    for row in _owed(session, ObligationKind.TRAINING):
        if row.period != but:
            changes = {"waive_reason": reason[:300], "done_at": at}
            advance(row, step, by=by, at=at, note=reason, changes=changes)


def _end_of(day: date) -> datetime:
    return local_moment(day, time(23, 59))
