"""Meetings of the committee: called, opened, called off (5.1, G20; domain §5.1 会议纪要)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, WrongState, find_step
from governance.models import (
    AgendaItem,
    Approval,
    CommitteeMember,
    Meeting,
    MeetingAttendance,
    Person,
    Resolution,
)
from governance.selectors.calendar import local_day, local_zone
from governance.selectors.committee_right import may_run_meeting
from governance.selectors.meeting import approvals_before_committee, sitting
from governance.selectors.setting import setting_values
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.serial import take_number
from governance.services.transition import advance
from governance.states import MEETING_STEPS, Attendance, MeetingState

RUNNING = (MeetingState.CALLED, MeetingState.OPEN)


class CannotCallMeeting(Refused):
    """The invitation is not complete, or there is nobody to invite."""


class CannotOpenMeeting(Refused):
    """The session cannot begin so."""


class CannotChangeAgenda(Refused):
    """The item cannot stand on the agenda, or cannot leave it."""


@dataclass(frozen=True)
class Invitation:
    """What a meeting is called with. `approvals` and `matters` make its agenda, in this order.

    `guests` attend without a vote (列席); the members of the committee need not be named.
    """

    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    approvals: Sequence[Approval] = ()
    matters: Sequence[str] = ()
    guests: Sequence[Person] = ()


@dataclass(frozen=True)
class Session:
    """Who leads a session and who writes its minutes: two people (domain §5.1)."""

    chaired_by: Person
    minuted_by: Person


def call_meeting(invitation: Invitation, *, by: Person, at: datetime) -> Meeting:
    """Everybody who sits in the committee on the day is invited by message; nobody owes anything by it.

    The meeting has its number from the invitation on; one that is called off keeps it, so no gap
    arises. Raises `NotAllowed`, `CannotCallMeeting`, `CannotChangeAgenda`.
    """
    _check_invitation(invitation, at)
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        members = sitting(local_day(invitation.starts_at))
        if not members:
            raise CannotCallMeeting(
                _("Nobody sits in the committee on that day. Please record its members first.")
            )
        meeting = Meeting(
            number=_number(invitation.starts_at),
            title=invitation.title.strip(),
            starts_at=invitation.starts_at,
            ends_at=invitation.ends_at,
            place=invitation.place.strip(),
            called_by=by,
            called_at=at,
        )
        save_tracked(meeting, by=by, at=at, reason="governance.call_meeting")
        seated = {member.person_id for member in members}
        guests = [person for person in invitation.guests if person.pk not in seated]
        MeetingAttendance.objects.bulk_create(
            MeetingAttendance(meeting=meeting, person=person, attendance=Attendance.IN_ATTENDANCE)
            for person in guests
        )
        _put_on_agenda(meeting, invitation.approvals, invitation.matters)
        after = {"number": meeting.number, "starts_at": meeting.starts_at.isoformat()}
        record("governance.call_meeting", by=by, at=at, obj=meeting, change=Change(after=after))
        tell(_note(meeting, "called"), [*(each.person for each in members), *guests], at=at)
    return meeting


def add_item(
    meeting: Meeting,
    *,
    by: Person,
    at: datetime,
    approval: Approval | None = None,
    title: str = "",
) -> AgendaItem:
    """A case that waits for the committee, or a free matter, is put on the agenda until the session closes.

    Raises `NotAllowed`, `WrongState`, `CannotChangeAgenda`.
    """
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        fresh = demand_meeting(meeting, RUNNING)
        item = _put_on_agenda(fresh, [approval] if approval else [], [title] if title else [])[0]
        change = Change(after={"position": item.position, "title": item.title})
        record("governance.add_agenda_item", by=by, at=at, obj=meeting, change=change)
    return item


def drop_item(item: AgendaItem, *, by: Person, at: datetime) -> None:
    """An item about which nothing was said or decided yet is taken off the agenda; the trail keeps it.

    Raises `NotAllowed`, `WrongState`, `CannotChangeAgenda`.
    """
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        meeting = demand_meeting(item.meeting, RUNNING)
        fresh = AgendaItem.objects.get(pk=item.pk)
        is_decided = fresh.approval_id and Resolution.objects.filter(
            meeting=meeting, approval=fresh.approval_id
        )
        if fresh.discussion or fresh.actions.exists() or is_decided:
            raise CannotChangeAgenda(
                _("This item has been discussed or decided; it stays in the minutes.")
            )
        change = Change(before={"position": fresh.position, "title": fresh.title})
        record("governance.drop_agenda_item", by=by, at=at, obj=meeting, change=change)
        fresh.delete()


def move_item(item: AgendaItem, direction: str, *, by: Person, at: datetime) -> AgendaItem:
    """Until the session opens the order of the agenda can be changed, one place up or down at a time.

    At the first or last place nothing happens. Raises `NotAllowed`, `WrongState`.
    """
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        meeting = demand_meeting(item.meeting, [MeetingState.CALLED])
        fresh: AgendaItem = AgendaItem.objects.get(pk=item.pk)
        rows = AgendaItem.objects.filter(meeting=meeting)
        if direction == "up":
            other = rows.filter(position__lt=fresh.position).order_by("-position").first()
        else:
            other = rows.filter(position__gt=fresh.position).order_by("position").first()
        if other is None:
            return fresh
        before, after = fresh.position, other.position
        # Two rows never share a place, not even for a moment: one steps aside first.
        for row, place in ((other, 0), (fresh, after), (other, before)):
            row.position = place
            row.save(update_fields=["position"])
        change = Change({"position": before}, {"position": after}, label=fresh.title)
        record("governance.move_agenda_item", by=by, at=at, obj=meeting, change=change)
    return fresh


def open_meeting(meeting: Meeting, session: Session, *, by: Person, at: datetime) -> Meeting:
    """A session opens on its day with a member in the chair and another person who keeps the minutes.

    From now on its items can be decided in it. Raises `NotAllowed`, `CannotOpenMeeting`,
    `WrongState`, `Conflict`.
    """
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        _check_session(session, at)
        if local_day(at) < local_day(meeting.starts_at):
            raise CannotOpenMeeting(
                _("The meeting is called for %(day)s; a session is not opened before its day.")
                % {"day": local_day(meeting.starts_at)}
            )
        step = find_step(MEETING_STEPS, "open_meeting")
        changes = {
            "opened_at": at,
            "chaired_by": session.chaired_by,
            "minuted_by": session.minuted_by,
        }
        return advance(meeting, step, by=by, at=at, changes=changes)


def cancel_meeting(meeting: Meeting, *, by: Person, at: datetime, note: str) -> Meeting:
    """A meeting that has not begun is called off with a reason, and everybody who was invited is told."""
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        step = find_step(MEETING_STEPS, "cancel_meeting")
        advance(meeting, step, by=by, at=at, note=note)
        tell(_note(meeting, "cancelled", note), invited(meeting), at=at)
    return meeting


def demand_runner(person: Person, *, at: datetime) -> None:
    """Meetings are run by the PMO, or by the committee's chair or secretary; raises `NotAllowed`."""
    if not may_run_meeting(person, local_day(at)):
        raise NotAllowed(
            _("Meetings of the committee are run by the PMO, its chair or its secretary.")
        )


def demand_meeting(meeting: Meeting, states: Iterable[str]) -> Meeting:
    """The meeting as it is stored now, in one of some states; raises `WrongState`."""
    fresh: Meeting = Meeting.objects.select_related("chaired_by", "minuted_by").get(pk=meeting.pk)
    if fresh.state not in set(states):
        raise WrongState(
            _("The meeting is “%(state)s”; this is no longer, or not yet, possible.")
            % {"state": fresh.get_state_display()}
        )
    return fresh


def invited(meeting: Meeting) -> list[Person]:
    """The members of the day and whoever is on the list of attendance, each once."""
    rows = MeetingAttendance.objects.filter(meeting=meeting).select_related("person")
    people = [*(each.person for each in sitting(local_day(meeting.starts_at)))]
    people += [row.person for row in rows]
    return list({person.pk: person for person in people}.values())


def _check_invitation(invitation: Invitation, at: datetime) -> None:
    if not invitation.title.strip():
        raise CannotCallMeeting(_("Please give the meeting a name."))
    if local_day(invitation.starts_at) < local_day(at):
        raise CannotCallMeeting(_("An invitation names today or a later day."))
    if invitation.ends_at is not None and invitation.ends_at <= invitation.starts_at:
        raise CannotCallMeeting(_("The meeting ends before it begins."))
    if not invitation.approvals and not any(title.strip() for title in invitation.matters):
        raise CannotCallMeeting(_("Please put at least one item on the agenda."))


def _check_session(session: Session, at: datetime) -> None:
    seats = CommitteeMember.objects.in_force(local_day(at)).filter(person=session.chaired_by)
    if not seats.exists():
        raise CannotOpenMeeting(
            _("%(name)s does not sit in the committee and cannot chair its session.")
            % {"name": session.chaired_by.name}
        )
    if session.chaired_by.pk == session.minuted_by.pk:
        raise CannotOpenMeeting(
            _("Whoever chairs signs the minutes, so somebody else must write them.")
        )


def _number(starts_at: datetime) -> str:
    values, year = setting_values(), local_day(starts_at).year
    return take_number(
        f"meeting.{year}",
        values["meeting_number_pattern"],
        company=values["company_code"],
        year=year,
    )


def _put_on_agenda(
    meeting: Meeting, approvals: Sequence[Approval], matters: Sequence[str]
) -> list[AgendaItem]:
    waiting = {row.pk for row in approvals_before_committee()} if approvals else set()
    last = AgendaItem.objects.filter(meeting=meeting).order_by("-position").first()
    place, items = last.position if last else 0, []
    taken = set(
        AgendaItem.objects.filter(meeting=meeting, approval__in=approvals).values_list(
            "approval", flat=True
        )
    )
    for approval in approvals:
        if approval.pk not in waiting:
            raise CannotChangeAgenda(
                _("“%(title)s” does not wait for the committee.") % {"title": approval.title}
            )
        if approval.pk in taken:
            raise CannotChangeAgenda(
                _("“%(title)s” is on the agenda already.") % {"title": approval.title}
            )
        taken.add(approval.pk)
        place += 1
        items.append(
            AgendaItem(meeting=meeting, position=place, approval=approval, title=approval.title)
        )
    for title in filter(None, (each.strip() for each in matters)):
        place += 1
        items.append(AgendaItem(meeting=meeting, position=place, title=title[:200]))
    if not items:
        raise CannotChangeAgenda(_("Please name the matter."))
    return list(AgendaItem.objects.bulk_create(items))


def _note(meeting: Meeting, event: str, note: str = "") -> Note:
    when = f"{meeting.starts_at.astimezone(local_zone()):%Y-%m-%d %H:%M}"

    def subject() -> str:
        words = {
            "called": _("Committee meeting: %(title)s (%(when)s)"),
            "cancelled": _("Committee meeting called off: %(title)s (%(when)s)"),
        }
        return words[event] % {"title": meeting.title, "when": when}

    agenda = (f"{row.position}. {row.title}" for row in meeting.items.order_by("position"))
    body = note or "\n".join(filter(None, [meeting.place, *agenda]))
    url = reverse("governance:meeting", args=[meeting.pk])
    return Note(f"meeting:{meeting.pk}:{event}", *in_both(subject), body, url)
