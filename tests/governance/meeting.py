"""A committee in session: four members with seats, a case on the agenda, minutes that are nearly whole."""

from datetime import timedelta

from governance.models import AgendaItem
from governance.selectors.meeting import meeting_page
from governance.selectors.minutes import draft_sha256
from governance.services.committee_vote import Condition, close_vote
from governance.services.meeting import Invitation, Session, call_meeting, open_meeting
from governance.services.minutes import (
    Notes,
    Presence,
    close_meeting,
    note_attendance,
    write_minutes,
)
from governance.states import ApprovalKind, Attendance, Ballot
from tests.governance.deciding import NOW, TODAY, answer, opened, stored

MATTER = "听取上季度情况"
CONDITION = "一个月后报告成功率"


def plan_case(by, **facts):
    """A case that waits for the committee; the proposer wrote it."""
    return opened(by, by=by, kind=ApprovalKind.ANNUAL_PLAN, **facts)


def called(by, *cases, at=NOW, **facts):
    """A meeting later on the same day, with the cases and one free matter."""
    given = {
        "title": "年度规划审议会",
        "starts_at": at + timedelta(hours=1),
        "place": "三楼会议室",
        "approvals": cases,
        "matters": (MATTER,),
    } | facts
    return call_meeting(Invitation(**given), by=by, at=at)


def in_session(meeting, members, by, at=NOW):
    """Open, the first in the chair, `by` at the minutes, every member there."""
    open_meeting(meeting, Session(members[0], by), by=by, at=at)
    lines = [Presence(person, Attendance.PRESENT) for person in members]
    note_attendance(meeting, lines, by=by, at=at)
    return stored(meeting)


def items_of(meeting):
    return list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))


def minuted(meeting, by, at=NOW, **changes):
    """A word on every item and a summary."""
    texts = {item.pk: f"讨论：{item.title}" for item in items_of(meeting)}
    notes = Notes(**({"minutes": "会议形成一项决议。", "discussions": texts} | changes))
    meeting.refresh_from_db()
    return write_minutes(meeting, notes, seen=meeting.version, by=by, at=at)


def decided(case, members, *, responsible=None, meeting=None, at=NOW):
    """All agree but the last, who dissents; with somebody responsible there is a condition."""
    for person in members[:-1]:
        answer(case, person)
    answer(case, members[-1], Ballot.OPPOSE, reason="资源不足")
    due = TODAY + timedelta(days=30)
    conditions = [Condition(CONDITION, responsible, due)] if responsible else []
    return close_vote(
        case, by=members[0], at=at, text="同意", conditions=conditions, meeting=meeting
    )


def closed(meeting, members, by, at=NOW):
    """Signed by the chair."""
    meeting = minuted(meeting, by, at)
    return close_meeting(meeting, seen=draft_of(meeting), by=members[0], at=at)


def draft_of(meeting):
    """The draft as the chair reads it now."""
    return draft_sha256(meeting_page(stored(meeting), TODAY))
