"""Attendance, minutes and actions, and the signature that freezes them (domain §5.1 会议纪要)."""

from datetime import date, timedelta

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import Delegation, Meeting, MeetingAttendance, Obligation
from governance.selectors.meeting import meeting_page
from governance.selectors.minutes import sha256_of
from governance.services.committee_vote import close_vote
from governance.services.delegation import NewDelegation, make_delegation
from governance.services.meeting import Session, open_meeting
from governance.services.minutes import (
    CannotCloseMeeting,
    CannotFinishAction,
    CannotNoteAttendance,
    CannotWriteMinutes,
    NewAction,
    Notes,
    Presence,
    agree_action,
    close_meeting,
    drop_action,
    finish_action,
    note_attendance,
    write_minutes,
)
from governance.states import Attendance, MeetingState, ObligationKind, ObligationState
from tests.governance.deciding import NOW, TODAY, answer, stored
from tests.governance.meeting import (
    called,
    closed,
    decided,
    draft_of,
    in_session,
    items_of,
    minuted,
    plan_case,
)
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=7)


@pytest.fixture
def session(seated, officer):
    return in_session(called(officer, plan_case(officer)), seated, officer)


@pytest.fixture
def opened_only(seated, officer):
    meeting = called(officer)
    return open_meeting(meeting, Session(seated[0], officer), by=officer, at=NOW)


def note(meeting, by, *lines):
    return note_attendance(meeting, lines, by=by, at=NOW)


def owed_actions():
    return Obligation.objects.filter(kind=ObligationKind.MEETING_ACTION)


def test_attendance_is_noted_and_noted_again(opened_only, seated, officer, specialist):
    note(opened_only, officer, Presence(seated[3], Attendance.ABSENT, "出差"))
    note(
        opened_only,
        officer,
        Presence(seated[3], Attendance.PRESENT),
        Presence(specialist, Attendance.IN_ATTENDANCE, "汇报"),
    )

    found = {row.person: row.attendance for row in MeetingAttendance.objects.all()}
    assert found == {seated[3]: Attendance.PRESENT, specialist: Attendance.IN_ATTENDANCE}


def test_what_cannot_be_is_not_noted(opened_only, seated, officer, specialist):
    for line in (
        Presence(seated[3], Attendance.ABSENT),
        Presence(seated[3], Attendance.IN_ATTENDANCE),
        Presence(specialist, Attendance.PRESENT),
        Presence(specialist, Attendance.PRESENT, acts_for=seated[3]),
    ):
        with pytest.raises(CannotNoteAttendance):
            note(opened_only, officer, line)
    assert not MeetingAttendance.objects.exists()


def test_attendance_by_a_stranger_or_outside_a_session_is_refused(seated, officer, specialist):
    meeting = called(officer)
    with pytest.raises(WrongState):
        note(meeting, officer, Presence(seated[0], Attendance.PRESENT))

    open_meeting(meeting, Session(seated[0], officer), by=officer, at=NOW)

    with pytest.raises(NotAllowed):
        note(meeting, specialist, Presence(seated[0], Attendance.PRESENT))


def stand_in(principal, deputy):
    new = NewDelegation(deputy=deputy, valid_from=TODAY, valid_to=SOON, reason="出差期间")
    return make_delegation(new, by=principal, at=NOW)


def test_a_deputy_is_present_for_an_absent_member_and_for_no_other(
    opened_only, seated, officer, head
):
    stand_in(seated[3], head)
    absent = Presence(seated[3], Attendance.ABSENT, "出差")
    with pytest.raises(CannotNoteAttendance, match="只代理一名缺席委员"):
        note(
            opened_only,
            officer,
            Presence(seated[3], Attendance.PRESENT),
            Presence(head, Attendance.PRESENT, acts_for=seated[3]),
        )

    note(opened_only, officer, absent, Presence(head, Attendance.PRESENT, acts_for=seated[3]))

    page = meeting_page(stored(opened_only), TODAY)
    assert (page.present, page.voters) == (1, 4)


def test_a_member_whose_deputy_sits_there_counts_as_represented(seated, officer, head):
    case = plan_case(officer)
    meeting = open_meeting(called(officer, case), Session(seated[0], officer), by=officer, at=NOW)
    stand_in(seated[3], head)
    note(
        meeting,
        officer,
        *(Presence(person, Attendance.PRESENT) for person in seated[:3]),
        Presence(seated[3], Attendance.ABSENT, "出差"),
        Presence(head, Attendance.PRESENT, acts_for=seated[3]),
    )
    answer(case, seated[3], by=head)
    for person in seated[:2]:
        answer(case, person)

    resolution = close_vote(case, by=seated[0], at=NOW, meeting=meeting)

    represented = {each["name"]: each["is_present"] for each in resolution.tally["votes"]}
    assert represented[seated[3].name] is True
    assert (resolution.tally["yes"], resolution.tally["present"]) == (3, 4)


def test_only_the_keeper_writes_and_nobody_overwrites(session, seated, officer):
    with pytest.raises(NotAllowed):
        write_minutes(session, Notes("别人写的"), seen=session.version, by=seated[1], at=NOW)
    old = session.version
    minuted(session, officer)

    with pytest.raises(Conflict):
        write_minutes(stored(session), Notes("旧页面"), seen=old, by=officer, at=NOW)

    row = stored(session)
    assert row.minutes == "会议形成一项决议。"
    assert row.history.count() > 1
    assert all(item.discussion for item in items_of(session))


def test_an_action_needs_words_and_a_day_to_come(session, officer, specialist):
    item = items_of(session)[1]
    for new in (NewAction(" ", specialist, SOON), NewAction("办", specialist, date(2026, 3, 1))):
        with pytest.raises(CannotWriteMinutes):
            agree_action(item, new, by=officer, at=NOW)

    row = agree_action(item, NewAction("通报红灯", specialist, SOON), by=officer, at=NOW)
    assert not owed_actions().exists()
    drop_action(row, by=officer, at=NOW)
    assert not item.actions.exists()


def test_close_meeting_demands_minutes_attendance_and_a_word_on_every_item(
    opened_only, seated, officer
):
    def close():
        close_meeting(opened_only, seen=draft_of(opened_only), by=seated[0], at=NOW)

    with pytest.raises(CannotCloseMeeting, match="尚无纪要"):
        close()
    minuted(opened_only, officer, discussions={})
    with pytest.raises(CannotCloseMeeting, match="是否出席"):
        close()
    note(opened_only, officer, *(Presence(each, Attendance.PRESENT) for each in seated))
    with pytest.raises(CannotCloseMeeting, match="讨论要点"):
        close()

    minuted(opened_only, officer)
    close()

    assert stored(opened_only).state == MeetingState.CLOSED


def test_the_chair_signs_and_nobody_else(session, seated, officer):
    meeting = minuted(session, officer)
    for by in (officer, seated[1]):
        with pytest.raises(NotAllowed):
            close_meeting(meeting, seen=draft_of(meeting), by=by, at=NOW)


def test_what_is_signed_is_what_was_read(session, seated, officer, specialist):
    meeting = minuted(session, officer)
    read = draft_of(meeting)
    for change in (
        lambda: note(meeting, officer, Presence(seated[3], Attendance.ABSENT, "先行离开")),
        lambda: agree_action(
            items_of(meeting)[1], NewAction("通报红灯", specialist, SOON), by=officer, at=NOW
        ),
        lambda: decided(items_of(meeting)[0].approval, seated, meeting=meeting),
    ):
        change()
        with pytest.raises(Conflict, match="阅读之后"):
            close_meeting(meeting, seen=read, by=seated[0], at=NOW)
        read = draft_of(meeting)

    assert close_meeting(meeting, seen=read, by=seated[0], at=NOW).state == MeetingState.CLOSED


def test_closing_freezes_what_was_said_and_decided(session, seated, officer, specialist):
    case = items_of(session)[0].approval
    resolution = decided(case, seated, responsible=specialist, meeting=session)
    agree_action(items_of(session)[1], NewAction("通报红灯", specialist, SOON), by=officer, at=NOW)

    row = closed(session, seated, officer)

    first, second = row.content["items"]
    assert row.content_sha256 == sha256_of(row.content)
    assert first["resolution"]["number"] == resolution.number
    assert first["resolution"]["dissent"][0]["reason"] == "资源不足"
    assert [task["kind"] for task in first["tasks"] + second["tasks"]] == ["condition", "action"]
    assert [each["name"] for each in row.content["present"]] == [each.name for each in seated]
    with pytest.raises(WrongState):
        minuted(row, officer)


def test_an_item_without_a_decision_is_minuted_as_such(session, seated, officer):
    row = closed(session, seated, officer)

    assert row.content["items"][0]["resolution"] is None
    assert row.content["items"][0]["is_case"] is True


def test_signed_minutes_make_actions_owed_and_the_responsible_reports_them(
    session, seated, officer, specialist
):
    new = NewAction("通报红灯", specialist, SOON)
    action = agree_action(items_of(session)[1], new, by=officer, at=NOW)
    with pytest.raises(CannotFinishAction):
        finish_action(action, by=specialist, at=NOW, note="已发出")
    closed(session, seated, officer)
    owed = owed_actions().get()
    assert (owed.responsible, owed.state) == (specialist, ObligationState.OPEN)
    with pytest.raises(NotAllowed):
        finish_action(action, by=officer, at=NOW, note="代报")
    with pytest.raises(NoteMissing):
        finish_action(action, by=specialist, at=NOW, note="")

    finish_action(action, by=specialist, at=NOW, note="已发各部门")

    assert stored(owed).state == ObligationState.DONE
    with pytest.raises(CannotFinishAction):
        finish_action(action, by=specialist, at=NOW, note="再报一次")


@pytest.mark.django_db(transaction=True)
def test_the_keeper_writes_while_the_chair_signs_and_one_wins(seated, officer):
    for turn in range(4):
        meeting = called(officer, title=f"例会{turn}")
        meeting = minuted(in_session(meeting, seated, officer), officer)
        seen, read = meeting.version, draft_of(meeting)

        def write(meeting=meeting, seen=seen):
            row = Meeting.objects.get(pk=meeting.pk)
            texts = {item.pk: "改写" for item in items_of(row)}
            write_minutes(row, Notes("改写", texts), seen=seen, by=officer, at=NOW)

        def sign(meeting=meeting, read=read):
            row = Meeting.objects.get(pk=meeting.pk)
            close_meeting(row, seen=read, by=seated[0], at=NOW)

        outcomes = at_once(write, sign)

        row = stored(meeting)
        assert outcomes.count("won") == 1, outcomes
        if row.state == MeetingState.CLOSED:
            assert row.content["minutes"] == row.minutes == "会议形成一项决议。"


def test_a_delegation_that_has_ended_brings_no_deputy(opened_only, seated, officer, head):
    Delegation.objects.filter(pk=stand_in(seated[3], head).pk).update(ended_at=NOW)

    with pytest.raises(CannotNoteAttendance, match="没有委托"):
        note(
            opened_only,
            officer,
            Presence(seated[3], Attendance.ABSENT, "出差"),
            Presence(head, Attendance.PRESENT, acts_for=seated[3]),
        )
