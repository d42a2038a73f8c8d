"""Tasks are passed on, shared and taken off; nobody gets past the separation of duties by it (domain §6.3)."""

from datetime import timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Message, Obligation
from governance.services.approval_copy import (
    CannotCopy,
    UrgedAlready,
    copy_case,
    note_copy_read,
    urge_case,
)
from governance.services.approval_task import (
    AFTER,
    BEFORE,
    CannotChangeTask,
    add_approver,
    pass_on_task,
    remove_approver,
)
from governance.services.approval_vote import DutiesSeparated
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    ObligationKind,
    ObligationState,
    TaskState,
)
from tests.governance.deciding import (
    NOW,
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


@pytest.fixture
def case(managers, officer):
    return opened(officer, by=officer)


def owed(person):
    rows = Obligation.objects.filter(kind=ObligationKind.APPROVAL, responsible=person)
    return list(rows.order_by("pk").values_list("state", flat=True))


def test_pass_on_task_hands_over_the_decision_and_keeps_its_origin(case, managers, head):
    task = pass_on_task(task_of(case, managers[0]), head, by=managers[0], at=NOW, note="出差")

    assert (task.person, task.passed_on_by, task.state) == (head, managers[0], TaskState.OPEN)
    assert (owed(managers[0]), owed(head)) == (["waived"], ["open"])
    assert AuditEntry.objects.get(action="governance.pass_on_task").note == "出差"
    answer(case, head)
    assert stored(case).state == ApprovalState.APPROVED


def test_pass_on_task_to_an_author_is_refused(case, managers, officer, head):
    with pytest.raises(DutiesSeparated, match="wrote part of it"):
        pass_on_task(task_of(case, managers[0]), officer, by=managers[0], at=NOW, note="出差")
    pass_on_task(task_of(case, managers[0]), head, by=managers[0], at=NOW, note="出差")


def test_pass_on_task_to_whoever_may_not_decide_or_is_asked_already_is_refused(
    case, managers, employee
):
    for person in (employee, managers[1]):
        with pytest.raises(CannotChangeTask):
            pass_on_task(task_of(case, managers[0]), person, by=managers[0], at=NOW, note="出差")


def test_pass_on_task_by_a_stranger_or_without_reason_is_refused(case, managers, head, stranger):
    task = task_of(case, managers[0])

    with pytest.raises(NotAllowed):
        pass_on_task(task, head, by=stranger, at=NOW, note="出差")
    with pytest.raises(NoteMissing):
        pass_on_task(task, head, by=managers[0], at=NOW, note="")


def test_an_answer_is_refused_where_it_was_passed_on_by_an_author(case, managers, head):
    pass_on_task(task_of(case, managers[0]), head, by=managers[0], at=NOW, note="出差")
    case.authors.create(person=managers[0])

    with pytest.raises(DutiesSeparated):
        answer(case, head)


def test_an_approver_added_before_answers_first_and_it_returns(case, managers, head):
    add_approver(task_of(case, managers[0]), head, BEFORE, by=managers[0], at=NOW, note="专业意见")
    assert task_of(case, managers[0]).state == TaskState.WAITING
    assert owed(managers[0]) == [ObligationState.WAIVED]

    answer(case, head)

    assert task_of(case, managers[0]).state == TaskState.OPEN
    assert stored(case).state == ApprovalState.OPEN
    answer(case, managers[0])
    assert stored(case).state == ApprovalState.APPROVED


def test_an_approver_added_after_has_the_last_word_of_that_voice(case, managers, head):
    add_approver(task_of(case, managers[0]), head, AFTER, by=managers[0], at=NOW, note="请会签")
    assert task_of(case, head).state == TaskState.WAITING
    answer(case, managers[0])
    assert stored(case).state == ApprovalState.OPEN

    answer(case, head)

    assert stored(case).state == ApprovalState.APPROVED


def test_an_added_approver_against_it_speaks_for_the_voice(case, managers, head):
    add_approver(task_of(case, managers[0]), head, BEFORE, by=managers[0], at=NOW, note="专业意见")
    answer(case, head, Ballot.OPPOSE)
    # The other manager may still agree: one agreement is enough here.
    assert stored(case).state == ApprovalState.OPEN
    answer(case, managers[1], Ballot.OPPOSE)

    assert stored(case).state == ApprovalState.REJECTED


def test_several_are_added_around_one_in_their_order(case, managers, head, colleague, stranger):
    task = task_of(case, managers[0])
    add_approver(task, head, AFTER, by=managers[0], at=NOW, note="请会签")
    add_approver(task, colleague, AFTER, by=managers[0], at=NOW, note="请先会签")
    add_approver(task, stranger, BEFORE, by=managers[0], at=NOW, note="先看")

    for person in (stranger, managers[0], colleague, head):
        assert task_of(case, person).state == TaskState.OPEN
        answer(case, person)

    assert stored(case).state == ApprovalState.APPROVED


def test_add_approver_by_whoever_is_not_asked_or_of_an_author_is_refused(
    case, managers, officer, head, stranger
):
    task = task_of(case, managers[0])

    with pytest.raises(NotAllowed):
        add_approver(task, head, BEFORE, by=stranger, at=NOW, note="专业意见")
    with pytest.raises(DutiesSeparated):
        add_approver(task, officer, BEFORE, by=managers[0], at=NOW, note="专业意见")
    with pytest.raises(CannotChangeTask):
        add_approver(task, head, "beside", by=managers[0], at=NOW, note="专业意见")


def test_remove_approver_by_whoever_added_them(case, managers, head):
    added = add_approver(
        task_of(case, managers[0]), head, BEFORE, by=managers[0], at=NOW, note="专业意见"
    )

    remove_approver(added, by=managers[0], at=NOW, note="已当面沟通")

    assert stored(added).state == TaskState.REMOVED
    assert owed(head) == [ObligationState.WAIVED]
    assert task_of(case, managers[0]).state == TaskState.OPEN
    assert AuditEntry.objects.filter(action="governance.remove_approver").count() == 1


def test_remove_approver_of_oneself_by_a_stranger_or_the_last_is_refused(
    case, managers, stranger, manager
):
    first, second = (task_of(case, each) for each in managers)

    with pytest.raises(CannotChangeTask, match="themselves"):
        remove_approver(first, by=managers[0], at=NOW, note="不想批")
    with pytest.raises(NotAllowed):
        remove_approver(first, by=stranger, at=NOW, note="不想批")
    remove_approver(first, by=manager, at=NOW, note="长期休假")
    with pytest.raises(CannotChangeTask, match="left"):
        remove_approver(second, by=manager, at=NOW, note="长期休假")


def test_nobody_is_added_or_replaced_in_the_committee(officer, development, head):
    members = make_members(development)
    seat_committee(members, by=officer)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    task = task_of(case, members[0])

    with pytest.raises(CannotChangeTask, match="seats"):
        pass_on_task(task, head, by=members[0], at=NOW, note="出差")
    with pytest.raises(CannotChangeTask, match="seats"):
        add_approver(task, head, BEFORE, by=members[0], at=NOW, note="专业意见")


def test_urge_case_reminds_each_once_in_its_pause(case, managers, officer):
    assert len(urge_case(case, by=officer, at=NOW)) == 2
    with pytest.raises(UrgedAlready, match="03-03 10:00"):
        urge_case(case, by=officer, at=NOW + timedelta(hours=23))
    urge_case(case, by=officer, at=NOW + timedelta(hours=24))

    assert Message.objects.filter(recipient=managers[0], event_key__contains=":urge:").count() == 2
    assert AuditEntry.objects.filter(action="governance.urge_case").count() == 2


def test_urge_case_by_a_stranger_is_refused(case, stranger):
    with pytest.raises(NotAllowed):
        urge_case(case, by=stranger, at=NOW)


def test_copy_case_lets_somebody_read_and_notes_when_they_did(case, officer, employee, stranger):
    copy_case(case, [employee, officer], by=officer, at=NOW)

    assert type(case).objects.visible_to(employee).filter(pk=case.pk).exists()
    assert not type(case).objects.visible_to(stranger).filter(pk=case.pk).exists()
    assert note_copy_read(case, by=employee, at=NOW)
    assert not note_copy_read(case, by=employee, at=NOW + timedelta(days=1))
    assert case.copies.get().read_at == NOW
    with pytest.raises(CannotCopy):
        copy_case(case, [employee], by=officer, at=NOW)


def test_copy_case_by_a_stranger_is_refused(case, stranger, employee):
    with pytest.raises(NotAllowed):
        copy_case(case, [employee], by=stranger, at=NOW)


def test_urge_case_in_a_vote_is_for_the_chair_and_the_secretary_too(officer, development):
    chair, secretary, member = members = make_members(development)
    seat_committee(members, by=officer)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)

    # Who urges is asked too, and does not remind themselves.
    assert {row.person for row in urge_case(case, by=chair, at=NOW)} == {secretary, member}
    later = urge_case(case, by=secretary, at=NOW + timedelta(hours=24))
    assert {row.person for row in later} == {chair, member}
    with pytest.raises(NotAllowed):
        urge_case(case, by=member, at=NOW + timedelta(hours=48))


def test_urge_case_before_the_vote_is_not_for_the_chair(case, development, officer):
    members = make_members(development)
    seat_committee(members, by=officer)

    with pytest.raises(NotAllowed):
        urge_case(case, by=members[0], at=NOW)
