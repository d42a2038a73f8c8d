"""A meeting is called with its number, opened by whoever may, and its agenda holds what waits (5.1, G20)."""

from datetime import timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Meeting, Message, Obligation
from governance.services.committee import NewMember, end_term, seat_member
from governance.services.meeting import (
    CannotCallMeeting,
    CannotChangeAgenda,
    CannotOpenMeeting,
    Session,
    add_item,
    cancel_meeting,
    drop_item,
    move_item,
    open_meeting,
)
from governance.states import MeetingState, ObligationKind, Seat
from tests.governance.deciding import NOW, TODAY, stored
from tests.governance.meeting import called, decided, in_session, items_of, minuted, plan_case

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


def test_call_meeting_numbers_it_and_invites_members_and_guests_without_a_duty(
    seated, officer, specialist
):
    meeting = called(officer, plan_case(officer), guests=(specialist,))

    told = set(Message.objects.filter(url__contains="meetings").values_list("recipient", flat=True))
    assert meeting.number.endswith("CM-2026-01")
    assert told == {person.pk for person in (*seated, specialist)}
    assert not Obligation.objects.filter(kind=ObligationKind.MEETING_ACTION).exists()
    assert [item.position for item in items_of(meeting)] == [1, 2]


def test_a_meeting_that_is_called_off_keeps_its_number_and_everybody_hears_why(seated, officer):
    first = called(officer)

    cancel_meeting(first, by=officer, at=NOW, note="时间冲突")
    second = called(officer)

    assert stored(first).state == MeetingState.CANCELLED
    assert (first.number[-2:], second.number[-2:]) == ("01", "02")
    assert Message.objects.filter(body="时间冲突").count() == len(seated)


def test_call_off_without_a_reason_is_refused(seated, officer):
    with pytest.raises(NoteMissing):
        cancel_meeting(called(officer), by=officer, at=NOW, note="。")


def test_the_secretary_calls_a_meeting_without_belonging_to_the_pmo(seated):
    assert called(seated[1]).called_by == seated[1]


@pytest.mark.parametrize("who", ["specialist", "member"])
def test_call_meeting_by_a_stranger_is_refused(seated, specialist, who):
    by = specialist if who == "specialist" else seated[2]

    with pytest.raises(NotAllowed):
        called(by)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "  "},
        {"starts_at": NOW - timedelta(days=1)},
        {"ends_at": NOW},
        {"matters": ("", " ")},
    ],
)
def test_an_invitation_that_says_nothing_is_refused(seated, officer, facts):
    with pytest.raises(CannotCallMeeting):
        called(officer, **facts)


def test_nobody_is_invited_where_nobody_sits(officer):
    with pytest.raises(CannotCallMeeting, match="没有成员"):
        called(officer)


def test_only_what_waits_for_the_committee_goes_on_the_agenda_and_once(seated, officer):
    case = plan_case(officer)
    meeting = called(officer, case)
    with pytest.raises(CannotChangeAgenda, match="已在议程中"):
        add_item(meeting, approval=case, by=officer, at=NOW)

    decided(case, seated)
    other = called(officer)

    with pytest.raises(CannotChangeAgenda, match="不在委员会审议中"):
        add_item(other, approval=case, by=officer, at=NOW)


def test_an_item_is_added_in_session_and_dropped_while_nothing_was_said(seated, officer):
    meeting = in_session(called(officer), seated, officer)
    item = add_item(meeting, title="临时动议", by=officer, at=NOW)

    drop_item(item, by=officer, at=NOW)

    assert [each.title for each in items_of(meeting)] == ["听取上季度情况"]
    acts = AuditEntry.objects.filter(action__endswith="_agenda_item")
    assert [entry.action for entry in acts.order_by("sequence")] == [
        "governance.add_agenda_item",
        "governance.drop_agenda_item",
    ]


def test_an_item_that_was_discussed_or_decided_stays(seated, officer):
    case = plan_case(officer)
    meeting = in_session(called(officer, case), seated, officer)
    decided(case, seated, meeting=meeting)
    with pytest.raises(CannotChangeAgenda):
        drop_item(items_of(meeting)[0], by=officer, at=NOW)

    minuted(meeting, officer)

    with pytest.raises(CannotChangeAgenda):
        drop_item(items_of(meeting)[1], by=officer, at=NOW)


def test_open_meeting_names_chair_and_keeper(seated, officer):
    meeting = called(officer)

    open_meeting(meeting, Session(seated[0], seated[1]), by=officer, at=NOW)

    row = stored(meeting)
    assert (row.state, row.opened_at) == (MeetingState.OPEN, NOW)
    assert (row.chaired_by, row.minuted_by) == (seated[0], seated[1])


def test_open_meeting_before_its_day_twice_or_by_a_stranger_is_refused(seated, officer, specialist):
    meeting = called(officer, starts_at=TOMORROW)
    session = Session(seated[0], officer)
    with pytest.raises(CannotOpenMeeting, match="不能提前开会"):
        open_meeting(meeting, session, by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        open_meeting(meeting, session, by=specialist, at=TOMORROW)

    open_meeting(meeting, session, by=officer, at=TOMORROW)

    with pytest.raises(WrongState):
        open_meeting(stored(meeting), session, by=officer, at=TOMORROW)


def test_whoever_does_not_sit_chairs_nothing_and_nobody_keeps_the_minutes_they_sign(
    seated, officer
):
    meeting = called(officer)

    with pytest.raises(CannotOpenMeeting, match="不是委员会成员"):
        open_meeting(meeting, Session(officer, seated[0]), by=officer, at=NOW)
    with pytest.raises(CannotOpenMeeting, match="由他人记录"):
        open_meeting(meeting, Session(seated[0], seated[0]), by=officer, at=NOW)


def test_the_committee_of_the_day_is_invited_not_that_of_the_call(seated, officer, colleague):
    leaver = seated[3].seats.get()
    end_term(leaver, last_day=TODAY, by=officer, at=NOW)
    joins = TODAY + timedelta(days=1)
    seat_member(NewMember(colleague, Seat.MEMBER, valid_from=joins), by=officer, at=NOW)

    meeting = called(officer, starts_at=TOMORROW)

    told = set(
        Message.objects.filter(event_key=f"meeting:{meeting.pk}:called").values_list(
            "recipient", flat=True
        )
    )
    assert colleague.pk in told
    assert seated[3].pk not in told


def test_the_order_of_a_called_meeting_is_changed_place_by_place(seated, officer):
    meeting = called(officer, matters=("甲", "乙", "丙"))
    first, _second, third = items_of(meeting)

    move_item(third, "up", by=officer, at=NOW)
    assert [each.title for each in items_of(meeting)] == ["甲", "丙", "乙"]
    move_item(first, "down", by=officer, at=NOW)

    rows = items_of(meeting)
    assert [(each.position, each.title) for each in rows] == [(1, "丙"), (2, "甲"), (3, "乙")]
    told = AuditEntry.objects.filter(action="governance.move_agenda_item").latest("sequence")
    assert (told.before, told.after) == ({"position": 1}, {"position": 2})


def test_at_the_ends_nothing_moves_and_nothing_is_on_record(seated, officer):
    meeting = called(officer, matters=("甲", "乙"))
    first, last = items_of(meeting)

    move_item(first, "up", by=officer, at=NOW)
    move_item(last, "down", by=officer, at=NOW)

    assert items_of(meeting) == [first, last]
    assert not AuditEntry.objects.filter(action="governance.move_agenda_item").exists()


def test_the_order_stands_once_the_session_is_open_and_is_nobody_elses(seated, officer, specialist):
    meeting = called(officer, matters=("甲", "乙"))
    first, _last = items_of(meeting)
    with pytest.raises(NotAllowed):
        move_item(first, "down", by=specialist, at=NOW)

    in_session(meeting, seated, officer)

    with pytest.raises(WrongState):
        move_item(first, "down", by=officer, at=NOW)
