"""Several decide at once: one outcome, and the check sees it when the guard is off (reliability C1–C5)."""

import pytest

from governance.models import (
    Approval,
    ApprovalTask,
    CommitteeMember,
    Message,
    Obligation,
    Resolution,
    Vote,
)
from governance.services import approval_vote, transition
from governance.services.approval import renew_case, withdraw_case
from governance.services.approval_vote import cast_vote
from governance.services.audit import verify_chain
from governance.services.committee import end_term
from governance.services.committee_vote import close_vote
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    ObligationState,
    TaskState,
)
from tests.governance.deciding import (
    FIRST,
    NOW,
    SECOND,
    TODAY,
    answer,
    make_managers,
    make_members,
    make_subject,
    opened,
    seat_committee,
    stored,
    task_of,
)
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20
PLAN = ApprovalKind.ANNUAL_PLAN


@pytest.fixture
def managers(operations):
    return make_managers(operations)


@pytest.fixture
def members(development, officer):
    people = make_members(development, 3)
    seat_committee(people, by=officer)
    return people


def votes_on(case, *answers):
    """What each would do at the same moment, on the page they have open."""
    rows = ApprovalTask.objects.select_related("step__approval__proposed_by", "person")
    tasks = [rows.get(pk=task_of(case, person).pk) for person, _ballot in answers]
    return [
        lambda task=task, ballot=ballot, person=person: cast_vote(
            task, ballot, by=person, at=NOW, seen_sha256=FIRST, reason="理由充分"
        )
        for task, (person, ballot) in zip(tasks, answers, strict=True)
    ]


def never_an_error(outcomes):
    return not any("Error" in each for each in outcomes)


def is_one_outcome(case, officer):
    """One answer counts, the case ended once, and the proposer heard of it once."""
    votes = Vote.objects.filter(task__step__approval=case).count()
    told = Message.objects.filter(recipient=officer, url=f"/approvals/{case.pk}/").count()
    return (votes, told) == (1, 1) and stored(case).state != ApprovalState.OPEN


def test_two_approvers_at_once_give_one_outcome(managers, officer):
    for number in range(1, ROUNDS + 1):
        case = opened(officer, by=officer, number=number)

        outcomes = at_once(*votes_on(case, *[(each, Ballot.APPROVE) for each in managers]))

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        assert is_one_outcome(case, officer)
        states = set(
            ApprovalTask.objects.filter(step__approval=case).values_list("state", flat=True)
        )
        assert states == {TaskState.DONE, TaskState.CANCELLED}
    assert not Obligation.objects.filter(state=ObligationState.OPEN).exists()
    assert verify_chain() is None


def test_one_agrees_while_another_returns_and_one_of_both_counts(managers, officer):
    for number in range(1, ROUNDS + 1):
        case = opened(officer, by=officer, number=number)
        answers = ((managers[0], Ballot.APPROVE), (managers[1], Ballot.RETURN))

        outcomes = at_once(*votes_on(case, *answers))

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        assert is_one_outcome(case, officer)
        won = ApprovalState.APPROVED if outcomes[0] == "won" else ApprovalState.RETURNED
        assert stored(case).state == won


def test_without_its_guards_two_outcomes_are_seen(managers, officer, monkeypatch):
    def careless(row, *, state, expected_version, **changes):
        return type(row).objects.filter(pk=row.pk).update(state=state, **changes) == 1

    monkeypatch.setattr(transition, "compare_and_set", careless)
    monkeypatch.setattr(approval_vote, "locked_task", lambda task: task)
    monkeypatch.setattr(approval_vote, "_check_open", lambda task, by: None)
    seen = []
    for number in range(1, 5):
        case = opened(officer, by=officer, number=number)
        at_once(*votes_on(case, *[(each, Ballot.APPROVE) for each in managers]))
        seen.append(is_one_outcome(case, officer))

    assert not all(seen)


def test_the_same_person_clicks_many_times_and_answers_once(managers, officer):
    for number in range(1, 4):
        case = opened(officer, by=officer, number=number)

        outcomes = at_once(*votes_on(case, *[(managers[0], Ballot.APPROVE)] * 8))

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        assert is_one_outcome(case, officer)


def test_an_approval_and_a_withdrawal_at_once_leave_one_of_both(managers, officer):
    for number in range(1, ROUNDS + 1):
        case = opened(officer, by=officer, number=number)

        outcomes = at_once(
            *votes_on(case, (managers[0], Ballot.APPROVE)),
            lambda case=case: withdraw_case(case, by=officer, at=NOW, note="还要改"),
        )

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        votes = Vote.objects.filter(task__step__approval=case).count()
        ended = {1: ApprovalState.APPROVED, 0: ApprovalState.WITHDRAWN}[votes]
        assert stored(case).state == ended


def test_an_approval_and_a_change_of_the_text_at_once_never_approve_what_was_not_seen(
    managers, officer
):
    for number in range(1, ROUNDS + 1):
        case = opened(officer, by=officer, number=number)
        changed = make_subject(officer, number=number, sha=SECOND)

        outcomes = at_once(
            *votes_on(case, (managers[0], Ballot.APPROVE)),
            lambda changed=changed: renew_case(changed, by=officer, at=NOW),
        )

        assert never_an_error(outcomes), outcomes
        case = stored(case)
        valid = Vote.objects.filter(task__step__approval=case, voided_at=None)
        if case.state == ApprovalState.APPROVED:
            assert (case.content_sha256, valid.get().content_sha256) == (FIRST, FIRST)
        else:
            assert (case.content_sha256, valid.count()) == (SECOND, 0)


def test_the_last_vote_the_close_and_a_lost_seat_at_once_count_the_members_of_that_moment(
    members, officer
):
    """C5: the tally is that of who sat and had answered when it was closed, whatever came first."""
    for number in range(1, 7):
        case = opened(officer, by=officer, kind=PLAN, number=number)
        answer(case, members[0])
        answer(case, members[1])
        seat = CommitteeMember.objects.in_force(TODAY).get(person=members[2])

        outcomes = at_once(
            *votes_on(case, (members[2], Ballot.OPPOSE)),
            lambda case=case: close_vote(case, by=members[0], at=NOW),
            lambda seat=seat: end_term(seat, last_day=TODAY.replace(day=1), by=officer, at=NOW),
        )

        assert never_an_error(outcomes), outcomes
        assert (outcomes[1], outcomes[2]) == ("won", "won"), outcomes
        assert adds_up(case, members[2])
        seat_back(members[2], officer)
    assert verify_chain() is None


def adds_up(case, person):
    """Every number of the tally is found again in the answers it lists."""
    tally = Resolution.objects.get(approval=case).tally
    ballots = [row["ballot"] for row in tally["votes"]]
    counted = {"approve": tally["yes"], "oppose": tally["no"], "": tally["waiting"]}
    listed = any(row["person"] == person.pk for row in tally["votes"])
    return (
        all(ballots.count(word) == number for word, number in counted.items())
        and tally["members"] == len(ballots) == (3 if listed else 2)
        and stored(case).state == ApprovalState.APPROVED
    )


def seat_back(person, officer):
    from governance.services.committee import NewMember, seat_member

    CommitteeMember.objects.filter(person=person).delete()
    seat_member(NewMember(person), by=officer, at=NOW)


def test_two_closes_at_once_leave_one_resolution_and_no_gap(members, officer):
    for number in range(1, 7):
        case = opened(officer, by=officer, kind=PLAN, number=number)
        for person in members:
            answer(case, person)

        outcomes = at_once(*[lambda case=case: close_vote(case, by=members[0], at=NOW)] * 3)

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
    numbers = sorted(Resolution.objects.values_list("number", flat=True))
    assert [each[-3:] for each in numbers] == [f"{place:03d}" for place in range(1, 7)]


def test_two_submit_the_same_record_and_one_case_is_open(managers, officer, manager):
    for number in range(1, 7):
        make_subject(officer, number=number)

        outcomes = at_once(
            lambda number=number: opened(officer, by=officer, number=number),
            lambda number=number: opened(officer, by=manager, number=number),
        )

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
    assert Approval.objects.count() == 6
