"""Cases are opened, renewed, submitted again, withdrawn and demanded (design §5; ADR 25)."""

import pytest

from governance.lib.context import RequestContext, set_context
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Approval, ApprovalStep, AuditEntry, Message, Obligation, Vote
from governance.selectors.approval import approved_case, case_of
from governance.services.approval import (
    CannotOpenCase,
    CannotWithdrawCase,
    NotApproved,
    demand_approved,
    open_case,
    renew_case,
    resubmit_case,
    withdraw_case,
)
from governance.services.approval_step import NobodyDecides
from governance.services.approval_vote import ContentChanged
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    ObligationKind,
    ObligationState,
    StepState,
    TaskState,
)
from tests.governance.deciding import (
    FIRST,
    NOW,
    SECOND,
    answer,
    make_managers,
    make_subject,
    opened,
    stored,
    task_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def managers(operations):
    return make_managers(operations)


def owed(person):
    rows = Obligation.objects.filter(kind=ObligationKind.APPROVAL, responsible=person)
    return [row.state for row in rows.order_by("pk")]


def test_open_case_asks_the_people_of_the_shipped_route_and_shows_its_gap(managers, officer):
    case = opened(officer, by=officer)

    assert (case.state, case.gap, case.round) == (ApprovalState.OPEN, "G36", 1)
    assert [task_of(case, each).state for each in managers] == [TaskState.OPEN] * 2
    assert [owed(each) for each in managers] == [[ObligationState.OPEN]] * 2
    duty = Obligation.objects.filter(kind=ObligationKind.APPROVAL).first()
    assert (duty.title[-4:], duty.title_en) == ("V1.1", "To decide: Incident norm V1.1")
    messages = Message.objects.filter(url=f"/approvals/{case.pk}/")
    assert {message.recipient for message in messages} == set(managers)
    assert AuditEntry.objects.filter(action="governance.open_case").count() == 1


def test_open_case_falls_due_on_the_decided_workday_at_five(managers, officer):
    case = opened(officer, by=officer)

    due = Obligation.objects.filter(kind=ObligationKind.APPROVAL).first().due_at
    # Monday 03-02, five workdays on: Monday 03-09.
    assert f"{due.astimezone(NOW.tzinfo):%m-%d %H:%M}" == "03-09 17:00"
    assert ApprovalStep.objects.get(approval=case).due_at == due


def test_open_case_of_an_author_asks_only_the_others(managers, officer):
    case = opened(managers[0], by=officer)

    assert task_of(case, managers[0]).state == TaskState.RECUSED
    assert owed(managers[0]) == []
    assert task_of(case, managers[1]).state == TaskState.OPEN


def test_open_case_with_nobody_but_authors_is_refused_and_leaves_nothing(managers, officer):
    with pytest.raises(NobodyDecides):
        opened(*managers, by=officer)

    assert not Approval.objects.exists()
    assert not Obligation.objects.exists()


def test_open_case_twice_is_refused(managers, officer):
    opened(officer, by=officer)

    with pytest.raises(CannotOpenCase):
        opened(officer, by=officer)


def test_open_case_by_a_token_is_refused(managers, officer):
    set_context(RequestContext(via="token:robot"))

    with pytest.raises(NotAllowed):
        opened(officer, by=officer)


def test_a_named_reviewer_reviews_before_the_committee(managers, officer, head):
    case = opened(officer, by=officer, kind=ApprovalKind.POLICY, reviewer=head)

    steps = list(case.steps.order_by("position"))
    assert [step.state for step in steps] == [StepState.OPEN, StepState.WAITING]
    assert [task.person for task in steps[0].tasks.all()] == [head]


def test_an_approval_passes_the_case_and_only_this_content_is_approved(managers, officer):
    case = opened(officer, by=officer)
    subject = make_subject(officer)

    answer(case, managers[0])

    assert stored(case).state == ApprovalState.APPROVED
    assert demand_approved(subject.row, FIRST) == case
    assert approved_case(subject.row, FIRST) == case
    assert (owed(managers[0]), owed(managers[1])) == (["done"], ["waived"])
    assert Message.objects.filter(recipient=officer).count() == 1
    with pytest.raises(NotApproved, match="changed"):
        demand_approved(subject.row, SECOND)


def test_demand_approved_says_how_it_stands(managers, officer):
    row = make_subject().row
    with pytest.raises(NotApproved, match="submitted"):
        demand_approved(row, FIRST)
    case = opened(officer, by=officer)
    with pytest.raises(NotApproved, match="in approval"):
        demand_approved(row, FIRST)

    answer(case, managers[0], Ballot.RETURN)

    with pytest.raises(NotApproved, match="returned"):
        demand_approved(row, FIRST)
    assert approved_case(row, FIRST) is None


def test_renew_case_voids_the_answers_visibly_and_asks_again(managers, officer, head):
    case = opened(officer, by=officer, kind=ApprovalKind.POLICY, reviewer=head)
    answer(case, head)

    renew_case(make_subject(officer, kind=ApprovalKind.POLICY, sha=SECOND), by=officer, at=NOW)

    [vote] = Vote.objects.all()
    assert (vote.voided_at, vote.content_sha256) == (NOW, FIRST)
    assert task_of(case, head).state == TaskState.OPEN
    assert owed(head) == [ObligationState.DONE, ObligationState.OPEN]
    told = Message.objects.get(recipient=head, event_key__contains=":void:")
    assert told.subject_en == "The text has changed, so your answer is void: Incident norm V1.1"
    with pytest.raises(ContentChanged):
        answer(case, head, sha=FIRST)
    answer(case, head, sha=SECOND)
    assert Vote.objects.filter(voided_at=None).count() == 1


def test_renew_case_of_the_same_content_voids_nothing(managers, officer, head):
    case = opened(officer, by=officer, kind=ApprovalKind.POLICY, reviewer=head)
    answer(case, head)

    renew_case(make_subject(officer, head, kind=ApprovalKind.POLICY), by=officer, at=NOW)

    assert Vote.objects.filter(voided_at=None).count() == 1
    assert set(case.authors.values_list("person", flat=True)) == {officer.pk, head.pk}


def test_renew_case_without_a_case_does_nothing(officer):
    assert renew_case(make_subject(officer), by=officer, at=NOW) is None


def test_renew_case_by_an_approver_makes_them_an_author_who_is_asked_no_more(managers, officer):
    case = opened(officer, by=officer)

    renew_case(make_subject(managers[0], sha=SECOND), by=managers[0], at=NOW)

    assert task_of(case, managers[0]).state == TaskState.RECUSED
    assert task_of(case, managers[1]).state == TaskState.OPEN


def test_a_returned_case_is_corrected_and_goes_into_its_next_round(managers, officer):
    case = opened(officer, by=officer)
    answer(case, managers[0], Ballot.RETURN, reason="时限写错")
    assert stored(case).state == ApprovalState.RETURNED
    renewed = make_subject(officer, sha=SECOND)
    renew_case(renewed, by=officer, at=NOW)

    case = resubmit_case(case, renewed, by=officer, at=NOW)

    assert (case.state, case.round, case.content_sha256) == (ApprovalState.OPEN, 2, SECOND)
    answer(case, managers[1], sha=SECOND)
    assert demand_approved(renewed.row, SECOND) == case
    assert Vote.objects.count() == 2


def test_whoever_submits_the_correction_does_not_decide_on_it(managers, officer):
    case = opened(officer, by=officer)
    answer(case, managers[0], Ballot.RETURN)

    case = resubmit_case(case, make_subject(officer, sha=SECOND), by=managers[0], at=NOW)

    assert task_of(case, managers[0]).state == TaskState.RECUSED


def test_an_open_case_is_not_submitted_again(managers, officer):
    case = opened(officer, by=officer)

    with pytest.raises(WrongState):
        resubmit_case(case, make_subject(officer, sha=SECOND), by=officer, at=NOW)


def test_a_case_is_not_resubmitted_for_another_record(managers, officer):
    case = opened(officer, by=officer)
    answer(case, managers[0], Ballot.RETURN)

    with pytest.raises(CannotOpenCase):
        resubmit_case(case, make_subject(officer, number=2), by=officer, at=NOW)


def test_a_rejected_case_ends_and_the_record_may_be_submitted_anew(managers, officer):
    case = opened(officer, by=officer)
    for person in managers:
        answer(case, person, Ballot.OPPOSE)

    assert stored(case).state == ApprovalState.REJECTED
    fresh = open_case(make_subject(officer), by=officer, at=NOW)
    assert case_of(make_subject().row) == fresh


def test_withdraw_case_before_anybody_answered(managers, officer):
    case = opened(officer, by=officer)

    withdraw_case(case, by=officer, at=NOW, note="还要改")

    assert stored(case).state == ApprovalState.WITHDRAWN
    assert owed(managers[0]) == [ObligationState.WAIVED]
    assert not case.steps.exclude(state=StepState.DROPPED).exists()


def test_withdraw_case_after_somebody_answered_is_refused(managers, officer, head):
    case = opened(officer, by=officer, kind=ApprovalKind.POLICY, reviewer=head)
    answer(case, head)

    with pytest.raises(CannotWithdrawCase, match=head.name):
        withdraw_case(case, by=officer, at=NOW, note="还要改")


def test_withdraw_case_by_a_stranger_or_without_reason_is_refused(managers, officer, stranger):
    case = opened(officer, by=officer)

    with pytest.raises(CannotWithdrawCase):
        withdraw_case(case, by=stranger, at=NOW, note="还要改")
    with pytest.raises(NoteMissing):
        withdraw_case(case, by=officer, at=NOW, note="。")
    assert stored(case).state == ApprovalState.OPEN


def test_a_returned_case_can_be_withdrawn(managers, officer):
    case = opened(officer, by=officer)
    answer(case, managers[0], Ballot.RETURN)

    withdraw_case(case, by=officer, at=NOW, note="不再提交")

    assert stored(case).state == ApprovalState.WITHDRAWN
