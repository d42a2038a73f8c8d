"""Attendance, minutes and actions of a session, and the closing that freezes them (domain §5.1 会议纪要)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.history import note_history
from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    compare_and_set,
    demand_reason,
    find_step,
    has_substance,
)
from governance.models import (
    AgendaAction,
    AgendaItem,
    Meeting,
    MeetingAttendance,
    Obligation,
    Person,
)
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.meeting import MeetingPage, deputies_on, meeting_page, sitting
from governance.selectors.minutes import draft_sha256, minutes_content, sha256_of
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.meeting import demand_meeting, demand_runner, invited
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties, fulfil
from governance.services.transition import advance
from governance.states import MEETING_STEPS, Attendance, MeetingState, ObligationKind

CLOSES = time(17)
CLAUSE = "5.1"


class CannotNoteAttendance(Refused):
    """A line of the list of attendance says something that cannot be."""


class CannotWriteMinutes(Refused):
    """The minutes or an action cannot be noted so."""


class CannotCloseMeeting(Refused):
    """The session cannot close yet; the sentence names what is missing."""


class CannotFinishAction(Refused):
    """The action is done already, or its session is still open."""


@dataclass(frozen=True)
class Presence:
    """One line of the list of attendance. `acts_for` is the member whom a deputy stands in for."""

    person: Person
    attendance: str
    reason: str = ""
    acts_for: Person | None = None


@dataclass(frozen=True)
class Notes:
    """What the minute keeper wrote: the summary, what was said about each item (by its key), the rest."""

    minutes: str
    discussions: Mapping[int, str] = field(default_factory=dict)
    copied_to: str = ""
    next_meeting: str = ""


@dataclass(frozen=True)
class NewAction:
    """What was agreed: 事项｜责任人｜完成时间."""

    text: str
    responsible: Person
    due_on: date


def note_attendance(
    meeting: Meeting, lines: Sequence[Presence], *, by: Person, at: datetime
) -> list[MeetingAttendance]:
    """Each person is noted as present, in attendance or absent with a reason, until the session closes.

    Members are present or absent; whoever is no member attends without a vote, or is present for an
    absent member by a delegation that holds on the day. Being noted present gives nobody's vote: each
    votes for themselves. Raises `NotAllowed`, `WrongState`, `CannotNoteAttendance`.
    """
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        demand_meeting(meeting, (MeetingState.OPEN,))
        on = local_day(meeting.opened_at or meeting.starts_at)
        _check_lines(lines, on)
        for line in lines:
            MeetingAttendance.objects.update_or_create(
                meeting=meeting,
                person=line.person,
                defaults={
                    "attendance": line.attendance,
                    "reason": line.reason.strip()[:200],
                    "acts_for": line.acts_for,
                },
            )
        after = {line.person.name: line.attendance for line in lines}
        record("governance.note_attendance", by=by, at=at, obj=meeting, change=Change(after=after))
    return list(MeetingAttendance.objects.filter(meeting=meeting))


def write_minutes(
    meeting: Meeting, notes: Notes, *, seen: int, by: Person, at: datetime
) -> Meeting:
    """The minute keeper of the session writes, and nobody overwrites what somebody else has written meanwhile.

    `seen` is the version the person looked at. Raises `NotAllowed`, `WrongState`, `Conflict`.
    """
    with transaction.atomic():
        hold_the_chain()
        fresh = demand_meeting(meeting, (MeetingState.OPEN,))
        _demand_keeper(fresh, by)
        if not compare_and_set(
            fresh,
            state=fresh.state,
            expected_version=seen,
            minutes=notes.minutes.strip(),
            copied_to=notes.copied_to.strip()[:300],
            next_meeting=notes.next_meeting.strip()[:200],
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        items = {item.pk: item for item in AgendaItem.objects.filter(meeting=meeting)}
        for pk, text in notes.discussions.items():
            if pk in items and items[pk].discussion != text.strip():
                items[pk].discussion = text.strip()
                items[pk].save(update_fields=["discussion"])
        meeting.refresh_from_db()
        note_history(meeting, by=by, at=at, reason="governance.write_minutes")
        record("governance.write_minutes", by=by, at=at, obj=meeting, change=Change())
    return meeting


def agree_action(item: AgendaItem, new: NewAction, *, by: Person, at: datetime) -> AgendaAction:
    """An action has somebody who answers for it and a day; it is owed once the minutes are signed.

    Raises `NotAllowed`, `WrongState`, `CannotWriteMinutes`.
    """
    with transaction.atomic():
        hold_the_chain()
        meeting = demand_meeting(item.meeting, (MeetingState.OPEN,))
        _demand_keeper(meeting, by)
        if not new.text.strip():
            raise CannotWriteMinutes(_("Please say what is to be done."))
        if new.due_on < local_day(at):
            raise CannotWriteMinutes(_("What is still to be done cannot be due before today."))
        row: AgendaAction = AgendaAction.objects.create(
            item=item,
            text=new.text.strip()[:300],
            responsible=new.responsible,
            due_on=new.due_on,
        )
        after = {"text": row.text, "responsible": row.responsible.name, "due": f"{row.due_on}"}
        record("governance.agree_action", by=by, at=at, obj=meeting, change=Change(after=after))
    return row


def drop_action(action: AgendaAction, *, by: Person, at: datetime) -> None:
    """An action that was noted by mistake leaves the draft of the minutes; the trail keeps it."""
    with transaction.atomic():
        hold_the_chain()
        meeting = demand_meeting(action.item.meeting, (MeetingState.OPEN,))
        _demand_keeper(meeting, by)
        change = Change(before={"text": action.text, "responsible": action.responsible.name})
        record("governance.drop_action", by=by, at=at, obj=meeting, change=change)
        action.delete()


def close_meeting(meeting: Meeting, *, seen: str, by: Person, at: datetime) -> Meeting:
    """Whoever chaired the session signs its minutes; with that they are frozen and its actions are owed.

    Nothing closes without a summary, a word on every item, and every member of the day on the list of
    attendance. An item whose vote is still open is minuted as not decided. `seen` is the hash of the
    draft that was read (`draft_sha256`). Raises `NotAllowed`, `WrongState`, `CannotCloseMeeting`, `Conflict`.
    """
    with transaction.atomic():
        hold_the_chain()
        fresh = demand_meeting(meeting, (MeetingState.OPEN,))
        if fresh.chaired_by_id != by.pk:
            raise NotAllowed(_("The minutes are signed by whoever chaired the session."))
        page = meeting_page(fresh, local_day(fresh.opened_at or fresh.starts_at))
        if draft_sha256(page) != seen:
            raise Conflict(
                _("The minutes have changed since you read them. Please read them again.")
            )
        _demand_whole(page)
        content = minutes_content(page, closed_at=at)
        changes = {
            "closed_at": at,
            "content": content,
            "content_sha256": sha256_of(content),
        }
        advance(fresh, find_step(MEETING_STEPS, "close_meeting"), by=by, at=at, changes=changes)
        _owe_actions(fresh, at=at)
        tell(_closed_note(fresh), invited(fresh), at=at)
    meeting.refresh_from_db()
    return meeting


def finish_action(action: AgendaAction, *, by: Person, at: datetime, note: str) -> AgendaAction:
    """Whoever answers for an action reports it done and says how; that ends what was owed.

    Raises `NotAllowed`, `NoteMissing`, `CannotFinishAction`.
    """
    with transaction.atomic():
        hold_the_chain()
        row: AgendaAction = AgendaAction.objects.select_related("item__meeting").get(pk=action.pk)
        if row.responsible_id != by.pk:
            raise NotAllowed(_("Whoever answers for an action reports it done."))
        demand_reason(note)
        if row.item.meeting.state != MeetingState.CLOSED or row.done_at is not None:
            raise CannotFinishAction(
                _("This action is reported as done already, or its minutes are not signed yet.")
            )
        row.done_at, row.done_note = at, note.strip()[:300]
        row.save(update_fields=["done_at", "done_note"])
        record(
            "governance.finish_action",
            by=by,
            at=at,
            obj=row.item.meeting,
            change=Change(after={"action": row.text}, note=note),
        )
        for owed in Obligation.objects.filter(
            kind=ObligationKind.MEETING_ACTION, subject=f"action:{row.pk}"
        ):
            fulfil(owed, by=by, at=at, evidence=f"action:{row.pk}")
    return row


def _demand_keeper(meeting: Meeting, by: Person) -> None:
    if meeting.minuted_by_id != by.pk:
        raise NotAllowed(_("The minutes are written by whoever keeps them in this session."))


def _check_lines(lines: Sequence[Presence], on: date) -> None:
    seated = {member.person_id for member in sitting(on)}
    absent = {line.person.pk for line in lines if line.attendance == Attendance.ABSENT}
    for line in lines:
        if line.attendance == Attendance.ABSENT and not has_substance(line.reason):
            raise CannotNoteAttendance(
                _("Please say why %(name)s is absent.") % {"name": line.person.name}
            )
        if line.person.pk in seated:
            _check_member(line)
        elif line.acts_for is None:
            _check_guest(line)
    _check_deputies([line for line in lines if line.acts_for is not None], seated & absent, on)


def _check_member(line: Presence) -> None:
    if line.attendance == Attendance.IN_ATTENDANCE or line.acts_for is not None:
        raise CannotNoteAttendance(
            _("%(name)s is a member: present or absent, and for nobody else.")
            % {"name": line.person.name}
        )


def _check_guest(line: Presence) -> None:
    if line.attendance == Attendance.PRESENT:
        raise CannotNoteAttendance(
            _("%(name)s is no member and attends without a vote.") % {"name": line.person.name}
        )


def _check_deputies(lines: Sequence[Presence], replaceable: set[int], on: date) -> None:
    held = deputies_on(on) if lines else {}
    for line in lines:
        member = line.acts_for
        if member is None:
            continue
        if line.person.pk not in held.get(member.pk, set()):
            raise CannotNoteAttendance(
                _("No delegation lets %(name)s stand in for %(member)s on this day.")
                % {"name": line.person.name, "member": member.name}
            )
        if line.attendance != Attendance.PRESENT or member.pk not in replaceable:
            raise CannotNoteAttendance(
                _("A deputy is present for one absent member, and alone: %(member)s.")
                % {"member": member.name}
            )
        replaceable = replaceable - {member.pk}


def _demand_whole(page: MeetingPage) -> None:
    if not page.meeting.minutes.strip():
        raise CannotCloseMeeting(_("There are no minutes yet; a session closes with its minutes."))
    unknown = [line.person.name for line in page.lines if line.row is None]
    if unknown:
        raise CannotCloseMeeting(
            _("Please note whether they were present: %(names)s.") % {"names": ", ".join(unknown)}
        )
    silent = [
        f"{each.item.position}. {each.item.title}"
        for each in page.items
        if not each.item.discussion.strip()
    ]
    if silent:
        raise CannotCloseMeeting(
            _("Please note what was said about: %(items)s.") % {"items": "; ".join(silent)}
        )


def _owe_actions(meeting: Meeting, *, at: datetime) -> None:
    rows = AgendaAction.objects.filter(item__meeting=meeting).select_related(
        "responsible__department"
    )
    ensure_duties([_duty(row, meeting, at) for row in rows], at=at)


def _duty(row: AgendaAction, meeting: Meeting, at: datetime) -> Duty:
    def title() -> str:
        return _("Action of meeting %(number)s: %(text)s") % {
            "number": meeting.number,
            "text": row.text,
        }

    zh, en = in_both(title)
    return Duty(
        kind=ObligationKind.MEETING_ACTION,
        clause=CLAUSE,
        subject=f"action:{row.pk}",
        period=f"{row.due_on:%Y-%m-%d}",
        title=zh,
        title_en=en,
        url=reverse("governance:meeting", args=[meeting.pk]),
        opens_at=at,
        due_at=local_moment(row.due_on, CLOSES),
        responsible=row.responsible,
        department=row.responsible.department,
    )


def _closed_note(meeting: Meeting) -> Note:
    def subject() -> str:
        return _("Minutes signed: %(title)s (%(number)s)") % {
            "title": meeting.title,
            "number": meeting.number,
        }

    url = reverse("governance:meeting", args=[meeting.pk])
    return Note(f"meeting:{meeting.pk}:closed", *in_both(subject), url=url)
