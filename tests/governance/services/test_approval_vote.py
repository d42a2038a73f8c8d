"""Answers: bound to what was seen, given once, by whoever may, and by nobody who wrote it (reliability §3.3)."""

from datetime import timedelta

import pytest

from governance.lib.actors import SystemActor
from governance.lib.context import RequestContext, set_context
from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import ApprovalTask, AuditEntry, Person, RoleGrant, Vote
from governance.services.approval_route import PlannedStep, RouteRuling, decide_route
from governance.services.approval_vote import (
    CannotVote,
    ContentChanged,
    DutiesSeparated,
    cast_vote,
)
from governance.services.committee import (
    CannotRecordException,
    NewException,
    record_exception,
)
from governance.services.committee_vote import close_vote
from governance.services.person import withdraw_role
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    RouteMode,
    SeparationRule,
    TaskState,
    Voters,
)
from tests.governance.deciding import (
    FIRST,
    NOW,
    SECOND,
    TODAY,
    answer,
    make_managers,
    make_members,
    opened,
    seat_committee,
    stored,
    task_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def managers(operations):
    return make_managers(operations)


def route(manager, people, mode, kind=ApprovalKind.NORM, **facts):
    steps = [PlannedStep("会审", Voters.NAMED, mode, "joint review", tuple(people), **facts)]
    return decide_route(kind, steps, RouteRuling("部门会审"), by=manager, at=NOW)


def test_cast_vote_is_in_the_trail_with_the_hash_it_saw(managers, officer):
    case = opened(officer, by=officer)

    vote = answer(case, managers[0], reason="同意")

    entry = AuditEntry.objects.get(action="governance.cast_vote")
    assert (vote.content_sha256, entry.after["content_sha256"]) == (FIRST, FIRST)
    assert (entry.actor_label, entry.note, entry.on_behalf_of) == (managers[0].name, "同意", "")


def test_cast_vote_on_another_text_is_refused_and_on_this_one_accepted(managers, officer):
    case = opened(officer, by=officer)

    with pytest.raises(ContentChanged, match="changed"):
        answer(case, managers[0], sha=SECOND)
    assert not Vote.objects.exists()
    answer(case, managers[0], sha=FIRST)
    assert stored(case).state == ApprovalState.APPROVED


def test_cast_vote_by_an_author_is_refused_and_by_another_accepted(managers, officer):
    case = opened(managers[0], by=officer)

    with pytest.raises(DutiesSeparated):
        answer(case, managers[0])
    answer(case, managers[1])
    assert stored(case).state == ApprovalState.APPROVED


def test_separation_is_asked_at_the_moment_of_the_answer(managers, officer):
    case = opened(officer, by=officer)
    # Somebody became an author after the tasks were given out, by whatever way.
    case.authors.create(person=managers[0])

    with pytest.raises(DutiesSeparated, match="wrote part of it"):
        answer(case, managers[0])


def test_cast_vote_by_the_proposer_is_refused(managers, officer):
    case = opened(officer, by=managers[0])

    assert task_of(case, managers[0]).state == TaskState.RECUSED
    with pytest.raises(DutiesSeparated):
        answer(case, managers[0])


def test_whoever_reviewed_does_not_approve_as_well(managers, officer, development):
    members = make_members(development, 3)
    seat_committee(members, by=officer)
    case = opened(officer, by=officer, kind=ApprovalKind.POLICY, reviewer=members[2])
    answer(case, members[2])

    assert task_of_step(case, members[2], 2).state == TaskState.RECUSED
    for person in members[:2]:
        answer(case, person)
    resolution = close_vote(case, by=members[0], at=NOW)

    assert [row["barred"] for row in resolution.tally["votes"]] == ["", "", "reviewer"]


def task_of_step(case, person, position):
    return ApprovalTask.objects.get(step__approval=case, step__position=position, person=person)


def test_cast_vote_by_a_stranger_is_refused(managers, officer, stranger):
    case = opened(officer, by=officer)

    with pytest.raises(NotAllowed, match="not asked"):
        answer(case, managers[0], by=stranger)


@pytest.mark.parametrize("via", ["token:robot", "token:x"])
def test_cast_vote_by_a_token_is_refused(managers, officer, via):
    case = opened(officer, by=officer)
    set_context(RequestContext(via=via))

    with pytest.raises(NotAllowed, match="token"):
        answer(case, managers[0])
    set_context(RequestContext())
    answer(case, managers[0])


def test_cast_vote_by_a_job_is_refused(managers, officer):
    case = opened(officer, by=officer)

    with pytest.raises(NotAllowed):
        answer(case, managers[0], by=SystemActor("tick"))


def test_cast_vote_after_the_role_was_withdrawn_is_refused(managers, officer, security_admin):
    case = opened(officer, by=officer)
    grant = RoleGrant.objects.get(person=managers[0])
    # What the request remembers does not count.
    managers[0].roles_of_request = frozenset({"process_manager"})
    withdraw_role(grant, last_day=TODAY - timedelta(days=1), by=security_admin, at=NOW)

    with pytest.raises(NotAllowed, match="no longer holds"):
        answer(case, managers[0])


def test_cast_vote_by_a_closed_account_is_refused(managers, officer):
    case = opened(officer, by=officer)
    Person.objects.filter(pk=managers[0].pk).update(is_active=False)

    with pytest.raises(NotAllowed):
        answer(case, managers[0])


@pytest.mark.parametrize("ballot", [Ballot.OPPOSE, Ballot.RETURN])
def test_cast_vote_against_needs_a_reason(managers, officer, ballot):
    case = opened(officer, by=officer)

    with pytest.raises(NoteMissing):
        cast_vote(
            task_of(case, managers[0]),
            ballot,
            by=managers[0],
            at=NOW,
            seen_sha256=FIRST,
            reason="。",
        )
    answer(case, managers[0], ballot, reason="时限写错")


def test_cast_vote_twice_is_refused(managers, officer):
    case = opened(officer, by=officer)
    task = task_of(case, managers[0])
    answer(case, managers[0])

    with pytest.raises(WrongState, match="answered this already"):
        cast_vote(task, Ballot.APPROVE, by=managers[0], at=NOW, seen_sha256=FIRST)


def test_who_comes_second_hears_who_was_faster(managers, officer):
    case = opened(officer, by=officer)
    task = task_of(case, managers[1])
    answer(case, managers[0])

    with pytest.raises(Conflict, match=managers[0].name):
        cast_vote(task, Ballot.APPROVE, by=managers[1], at=NOW, seen_sha256=FIRST)


def test_an_unknown_answer_and_an_abstention_where_all_must_agree_are_refused(managers, officer):
    case = opened(officer, by=officer)

    for ballot in ("perhaps", Ballot.ABSTAIN):
        with pytest.raises(CannotVote):
            answer(case, managers[0], ballot)


def test_the_last_one_who_could_decide_does_not_recuse(managers, officer):
    case = opened(officer, by=officer)
    answer(case, managers[0], Ballot.RECUSE)

    with pytest.raises(CannotVote, match="Nobody would be left"):
        answer(case, managers[1], Ballot.RECUSE)
    answer(case, managers[1])
    assert stored(case).state == ApprovalState.APPROVED


def test_all_must_agree_and_one_against_ends_it(managers, officer, head, colleague):
    route(managers[0], [head, colleague], RouteMode.ALL)
    case = opened(officer, by=officer)
    answer(case, head)
    assert stored(case).state == ApprovalState.OPEN

    answer(case, colleague, Ballot.OPPOSE)

    assert (stored(case).state, case.gap) == (ApprovalState.REJECTED, "")


def test_in_a_sequence_the_second_waits_for_the_first(managers, officer, head, colleague):
    route(managers[0], [head, colleague], RouteMode.SEQUENTIAL)
    case = opened(officer, by=officer)
    first, second = (
        task.person
        for task in ApprovalTask.objects.filter(step__approval=case).order_by("position")
    )

    with pytest.raises(WrongState, match="turn"):
        answer(case, second)
    answer(case, first)
    answer(case, second)
    assert stored(case).state == ApprovalState.APPROVED


def test_a_share_must_agree_and_who_abstains_stays_in_the_base(managers, officer, head, colleague):
    people = [head, colleague, managers[1]]
    route(managers[0], people, RouteMode.THRESHOLD, threshold=67)
    case = opened(officer, by=officer)
    answer(case, head)
    answer(case, colleague)
    assert stored(case).state == ApprovalState.OPEN

    answer(case, managers[1], Ballot.ABSTAIN)

    # 2 of 3 are 66.67 per cent, and nobody is left.
    assert stored(case).state == ApprovalState.REJECTED


def test_a_named_exception_lets_an_author_decide_and_is_on_the_answer(
    managers, officer, development
):
    members = make_members(development, 3)
    seat_committee(members, by=officer)
    plan = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN, number=9)
    for person in members:
        answer(plan, person)
    resolution = close_vote(plan, by=members[0], at=NOW)
    new = NewException(
        ApprovalKind.NORM, SeparationRule.AUTHOR, resolution, TODAY + timedelta(days=90), "人手不足"
    )
    exception = record_exception(new, by=officer, at=NOW)
    case = opened(managers[0], by=officer)

    vote = answer(case, managers[0])

    assert list(vote.exceptions.all()) == [exception]
    entry = AuditEntry.objects.filter(action="governance.cast_vote").latest("sequence")
    assert entry.after["exceptions"] == [resolution.number]
    late = NOW + timedelta(days=91)
    again = opened(managers[0], by=officer, number=2, at=late)
    assert task_of(again, managers[0]).state == TaskState.RECUSED


def test_an_exception_without_a_passed_resolution_or_an_end_is_refused(officer, development):
    members = make_members(development, 3)
    seat_committee(members, by=officer)
    plan = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    for person in members:
        answer(plan, person, Ballot.OPPOSE)
    resolution = close_vote(plan, by=members[0], at=NOW)
    new = NewException(ApprovalKind.NORM, SeparationRule.AUTHOR, resolution, TODAY, "人手不足")

    with pytest.raises(CannotRecordException):
        record_exception(new, by=officer, at=NOW)


def test_an_answer_costs_the_same_whoever_else_is_asked(
    managers, officer, development, django_assert_max_num_queries
):
    members = make_members(development, 12)
    seat_committee(members[:3], by=officer)
    costs = []
    for number, extra in ((1, []), (2, members[3:])):
        if extra:
            seat_more(extra, officer)
        case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN, number=number)
        task = task_of(case, members[0])
        with django_assert_max_num_queries(60) as caught:
            cast_vote(task, Ballot.APPROVE, by=members[0], at=NOW, seen_sha256=FIRST)
        costs.append(len(caught))
    assert costs[0] == costs[1]


def seat_more(people, officer):
    from governance.services.committee import NewMember, seat_member

    for person in people:
        seat_member(NewMember(person), by=officer, at=NOW)


def test_opening_costs_the_same_for_three_and_for_twelve(
    officer, development, django_assert_max_num_queries
):
    members = make_members(development, 12)
    seat_committee(members[:3], by=officer)
    costs = []
    for number, extra in ((1, []), (2, members[3:])):
        if extra:
            seat_more(extra, officer)
        with django_assert_max_num_queries(90) as caught:
            opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN, number=number)
        costs.append(len(caught))
    assert costs[0] - 1 <= costs[1] <= costs[0]
