"""The chair closes a vote by the rule in force, and by nothing else (5.1, G20; reliability §3.3 no. 5)."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from governance.lib.context import RequestContext, set_context
from governance.lib.workflow import NotAllowed, WrongState, find_step
from governance.models import (
    AgendaItem,
    AuditEntry,
    CommitteeMember,
    Meeting,
    MeetingAttendance,
    Resolution,
)
from governance.selectors.approval import committee_step, resolution_of
from governance.selectors.committee_vote import committee_standing
from governance.services.approval import resubmit_case
from governance.services.committee import Majority, NewMember, end_term, record_rule, seat_member
from governance.services.committee_vote import CannotCloseVote, Condition, close_vote
from governance.services.transition import advance
from governance.states import (
    MEETING_STEPS,
    ApprovalKind,
    ApprovalState,
    Attendance,
    Ballot,
    MajorityBasis,
    Outcome,
    Seat,
    TaskState,
    VotingForm,
)
from tests.governance.deciding import (
    HALF,
    NOW,
    RULE,
    SECOND,
    TODAY,
    answer,
    make_members,
    make_subject,
    opened,
    seat_committee,
    stored,
    task_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PLAN = ApprovalKind.ANNUAL_PLAN


@pytest.fixture
def members(development):
    return make_members(development, 4)


@pytest.fixture
def seated(members, officer):
    seat_committee(members, by=officer)
    return members


def submitted(officer, *authors):
    return opened(*(authors or (officer,)), by=officer, kind=PLAN)


def test_every_member_is_asked_and_nothing_happens_before_the_close(seated, officer):
    case = submitted(officer)
    for person in seated:
        answer(case, person)

    assert stored(case).state == ApprovalState.OPEN


def test_close_vote_passes_numbers_and_freezes(seated, officer):
    case = submitted(officer)
    answer(case, seated[0])
    answer(case, seated[1])
    answer(case, seated[2])
    answer(case, seated[3], Ballot.OPPOSE, reason="资源不足")

    resolution = close_vote(case, by=seated[0], at=NOW, text="同意发布")

    assert resolution.number == "YNTD-ITSS-0600-JY-2026-001"
    assert (resolution.outcome, stored(case).state) == (Outcome.APPROVED, ApprovalState.APPROVED)
    assert [row["reason"] for row in resolution.dissent] == ["资源不足"]
    tally = resolution.tally
    assert (tally["base"], tally["yes"], tally["no"], tally["majority_needed"]) == (4, 3, 1, 3)
    assert [row["ballot"] for row in tally["votes"]] == ["approve"] * 3 + ["oppose"]
    assert AuditEntry.objects.filter(action="governance.close_vote").count() == 1


def test_close_vote_before_a_rule_is_recorded_is_refused_and_after_it_closes(members, officer):
    seat_committee(members, by=officer, rule=None)
    case = submitted(officer)
    for person in members:
        answer(case, person)

    with pytest.raises(CannotCloseVote, match="G20"):
        close_vote(case, by=members[0], at=NOW)
    record_rule(replace(RULE, valid_from=TODAY + timedelta(days=1)), by=officer, at=NOW)
    with pytest.raises(CannotCloseVote, match="G20"):
        close_vote(case, by=members[0], at=NOW)
    resolution = close_vote(case, by=members[0], at=NOW + timedelta(days=1))

    assert resolution.outcome == Outcome.APPROVED


def test_close_vote_without_a_quorum_is_refused_with_the_arithmetic(seated, officer):
    case = submitted(officer)
    answer(case, seated[0])
    answer(case, seated[1])

    with pytest.raises(
        CannotCloseVote, match=r"4 members, 0 recused.*2/3 of them are 3, and 2 take"
    ):
        close_vote(case, by=seated[0], at=NOW)
    assert not Resolution.objects.exists()
    answer(case, seated[2])
    close_vote(case, by=seated[0], at=NOW)

    # Numbers have no gap: the refused close took none.
    assert resolution_of(case).number.endswith("-001")


def test_a_recused_member_is_out_of_the_base(seated, officer):
    case = submitted(officer)
    answer(case, seated[0])
    answer(case, seated[1])
    answer(case, seated[3], Ballot.RECUSE, reason="与本人有关")

    resolution = close_vote(case, by=seated[0], at=NOW)

    # 3 of 4 count, quorum 2 of 3, more than half of 3 = 2.
    assert (resolution.tally["base"], resolution.tally["majority_needed"]) == (3, 2)
    assert resolution.outcome == Outcome.APPROVED


def test_a_proposing_member_recuses_where_the_rule_says_so(seated, officer):
    case = opened(officer, by=seated[3], kind=PLAN)

    assert task_of(case, seated[3]).state == TaskState.RECUSED
    for person in seated[:3]:
        answer(case, person)
    tally = close_vote(case, by=seated[0], at=NOW).tally

    assert (tally["members"], tally["recused"], tally["base"]) == (4, 1, 3)
    assert [row["barred"] for row in tally["votes"]] == ["", "", "", "proposer"]


def test_a_proposing_member_votes_where_the_rule_lets_them(members, officer):
    seat_committee(members, by=officer, rule=replace(RULE, proposer_recuses=False))
    case = opened(officer, by=members[3], kind=PLAN)

    answer(case, members[3])

    assert task_of(case, members[3]).state == TaskState.DONE


def test_a_member_who_wrote_part_of_it_is_recused(seated, officer):
    case = submitted(officer, officer, seated[2])

    assert task_of(case, seated[2]).state == TaskState.RECUSED


def test_a_majority_missed_rejects_and_a_return_gives_it_back(seated, officer):
    case = submitted(officer)
    for person, ballot in zip(
        seated, (Ballot.APPROVE, Ballot.APPROVE, Ballot.OPPOSE, Ballot.RETURN), strict=True
    ):
        answer(case, person, ballot)

    resolution = close_vote(case, by=seated[0], at=NOW)

    # 2 of 4 are not more than half; as many want it corrected as ended, so it may be corrected.
    assert (resolution.outcome, stored(case).state) == (Outcome.RETURNED, ApprovalState.RETURNED)
    again = resubmit_case(case, make_subject(officer, kind=PLAN, sha=SECOND), by=officer, at=NOW)
    for person in seated:
        answer(again, person, Ballot.OPPOSE, sha=SECOND)
    second = close_vote(again, by=seated[0], at=NOW)
    assert (second.outcome, stored(case).state) == (Outcome.REJECTED, ApprovalState.REJECTED)
    assert second.number.endswith("-002")


def test_close_vote_with_conditions_is_conditional(seated, officer, head):
    case = submitted(officer)
    for person in seated:
        answer(case, person)
    condition = Condition("补充培训预算", head, TODAY + timedelta(days=30))

    resolution = close_vote(case, by=seated[0], at=NOW, conditions=[condition])

    assert resolution.outcome == Outcome.CONDITIONAL
    assert [row.responsible for row in resolution.conditions.all()] == [head]
    assert stored(case).state == ApprovalState.APPROVED


def test_conditions_on_what_is_not_approved_are_refused(seated, officer, head):
    case = submitted(officer)
    for person in seated:
        answer(case, person, Ballot.OPPOSE)
    condition = Condition("补充培训预算", head, TODAY)

    with pytest.raises(CannotCloseVote, match="0 agree, 3"):
        close_vote(case, by=seated[0], at=NOW, conditions=[condition])


def test_close_vote_by_another_member_or_a_token_is_refused(seated, officer, manager):
    case = submitted(officer)
    for person in seated:
        answer(case, person)

    for person, refusal in ((seated[1], CannotCloseVote), (manager, NotAllowed)):
        with pytest.raises(refusal):
            close_vote(case, by=person, at=NOW)
    set_context(RequestContext(via="token:robot"))
    with pytest.raises(NotAllowed, match="token"):
        close_vote(case, by=seated[0], at=NOW)


def test_the_secretary_closes_where_the_chair_is_recused(seated, officer):
    case = submitted(officer, seated[0])
    for person in seated[1:]:
        answer(case, person)

    with pytest.raises(CannotCloseVote):
        close_vote(case, by=seated[0], at=NOW)
    assert close_vote(case, by=seated[1], at=NOW).closed_by == seated[1]


def test_close_vote_twice_is_refused(seated, officer):
    case = submitted(officer)
    for person in seated:
        answer(case, person)
    close_vote(case, by=seated[0], at=NOW)

    with pytest.raises(WrongState):
        close_vote(case, by=seated[0], at=NOW)


def test_who_left_counts_no_more_and_who_joined_is_asked(seated, officer, colleague):
    case = submitted(officer)
    answer(case, seated[3])
    later = NOW + timedelta(days=2)
    end_term(CommitteeMember.objects.get(person=seated[3]), last_day=TODAY, by=officer, at=later)
    seat_member(NewMember(colleague, Seat.MEMBER), by=officer, at=later)

    standing = committee_standing(committee_step(case), later.date())

    assert task_of(case, colleague).state == TaskState.OPEN
    assert {row.member.person for row in standing.seated} == {*seated[:3], colleague}
    assert standing.tally.count.yes == 0


def in_session(case, officer, present):
    meeting = Meeting.objects.create(title="例会", starts_at=NOW, called_by=officer, called_at=NOW)
    AgendaItem.objects.create(meeting=meeting, position=1, approval=case, title=case.title)
    for person, word in present.items():
        reason = "出差" if word == Attendance.ABSENT else ""
        MeetingAttendance.objects.create(
            meeting=meeting, person=person, attendance=word, reason=reason
        )
    return advance(meeting, find_step(MEETING_STEPS, "open_meeting"), by=officer, at=NOW)


def test_in_a_meeting_only_those_present_count(members, officer):
    seat_committee(members, by=officer, rule=replace(RULE, form=VotingForm.MEETING))
    case = submitted(officer)
    for person in members:
        answer(case, person)
    with pytest.raises(CannotCloseVote, match="meeting only"):
        close_vote(case, by=members[0], at=NOW)
    meeting = in_session(
        case,
        officer,
        {
            members[0]: Attendance.PRESENT,
            members[1]: Attendance.PRESENT,
            members[2]: Attendance.PRESENT,
            members[3]: Attendance.ABSENT,
        },
    )

    resolution = close_vote(case, by=members[0], at=NOW, meeting=meeting)

    assert (resolution.meeting, resolution.tally["yes"]) == (meeting, 3)
    assert (resolution.tally["present"], resolution.tally["waiting"]) == (3, 1)


def test_a_meeting_that_is_not_in_session_or_has_not_the_case_is_refused(seated, officer):
    case = submitted(officer)
    for person in seated:
        answer(case, person)
    called = Meeting.objects.create(title="例会", starts_at=NOW, called_by=officer, called_at=NOW)

    with pytest.raises(CannotCloseVote, match="session"):
        close_vote(case, by=seated[0], at=NOW, meeting=called)
    opened_one = advance(called, find_step(MEETING_STEPS, "open_meeting"), by=officer, at=NOW)
    with pytest.raises(CannotCloseVote, match="agenda"):
        close_vote(case, by=seated[0], at=NOW, meeting=opened_one)


def test_a_written_only_committee_closes_in_no_meeting(members, officer):
    seat_committee(members, by=officer, rule=replace(RULE, form=VotingForm.WRITTEN))
    case = submitted(officer)
    for person in members:
        answer(case, person)

    with pytest.raises(CannotCloseVote, match="writing only"):
        close_vote(case, by=members[0], at=NOW, meeting=in_session(case, officer, {}))
    assert close_vote(case, by=members[0], at=NOW).outcome == Outcome.APPROVED


def test_the_majority_of_votes_cast_ignores_who_abstains(members, officer):
    rule = replace(RULE, majority=Majority(HALF, MajorityBasis.CAST), quorum=Fraction(1, 2))
    seat_committee(members, by=officer, rule=rule)
    case = submitted(officer)
    answer(case, members[0])
    for person in members[1:]:
        answer(case, person, Ballot.ABSTAIN)

    tally = close_vote(case, by=members[0], at=NOW).tally

    assert (tally["majority_base"], tally["is_passed"]) == (1, True)


@pytest.mark.parametrize(
    "act",
    [lambda rows: rows.update(text="另有决定"), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_the_database_lets_nobody_change_or_remove_a_resolution(seated, officer, act):
    case = submitted(officer)
    for person in seated:
        answer(case, person)
    resolution = close_vote(case, by=seated[0], at=NOW)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act(Resolution.objects.filter(pk=resolution.pk))

    assert stored(resolution).text == ""
