"""B decides for A: between two days, one level deep, and never past the separation of duties (reliability §3.3 no. 6)."""

from datetime import timedelta

import pytest
import time_machine

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Approval, AuditEntry, CommitteeMember, Obligation, RoleGrant
from governance.selectors.approval_right import tasks_waiting_for
from governance.services.approval_task import pass_on_task
from governance.services.approval_vote import CannotVote, DutiesSeparated
from governance.services.committee import end_term
from governance.services.delegation import (
    CannotDelegate,
    NewDelegation,
    end_delegation,
    make_delegation,
    sync_deputies,
)
from governance.services.person import withdraw_role
from governance.states import ApprovalKind, ApprovalState, ObligationKind, TaskState
from tests.governance.deciding import (
    NOW,
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
WEEK = timedelta(days=7)


@pytest.fixture
def managers(operations):
    return make_managers(operations)


def delegate(principal, deputy, *, start=TODAY, end=TODAY + WEEK, at=NOW, kinds=()):
    new = NewDelegation(deputy, start, end, "出差", kinds)
    return make_delegation(new, by=principal, at=at)


def deputy_of(person):
    return Obligation.objects.get(kind=ObligationKind.APPROVAL, responsible=person).deputy


def test_a_deputy_decides_in_the_principals_name(managers, officer, head):
    delegate(managers[0], head)
    case = opened(officer, by=officer)
    assert deputy_of(managers[0]) == head
    assert [row.principal for row in tasks_waiting_for(head, TODAY)] == [managers[0]]

    vote = answer(case, managers[0], by=head)

    entry = AuditEntry.objects.get(action="governance.cast_vote")
    assert (vote.cast_by, vote.task.person) == (head, managers[0])
    assert (entry.actor_label, entry.on_behalf_of) == (head.name, managers[0].name)
    assert stored(case).state == ApprovalState.APPROVED


def test_a_delegation_made_later_reaches_what_is_owed_already_and_ends_with_it(
    managers, officer, head
):
    case = opened(officer, by=officer)
    row = delegate(managers[0], head)
    assert deputy_of(managers[0]) == head

    end_delegation(row, by=managers[0], at=NOW)

    assert deputy_of(managers[0]) is None
    with pytest.raises(NotAllowed):
        answer(case, managers[0], by=head)


def test_a_deputy_decides_only_within_the_days(managers, officer, head):
    delegate(managers[0], head, start=TODAY + WEEK, end=TODAY + 2 * WEEK)
    case = opened(officer, by=officer)

    for day in (0, 15):
        with pytest.raises(NotAllowed, match="not asked"):
            answer(case, managers[0], by=head, at=NOW + timedelta(days=day))
    answer(case, managers[0], by=head, at=NOW + timedelta(days=14))


def test_sync_deputies_finds_the_day_a_delegation_begins_and_ends(managers, officer, head):
    delegate(managers[0], head, start=TODAY + WEEK, end=TODAY + WEEK)
    opened(officer, by=officer)
    assert sync_deputies(at=NOW) == 0

    assert sync_deputies(at=NOW + WEEK) == 1
    assert deputy_of(managers[0]) == head
    assert sync_deputies(at=NOW + WEEK) == 0
    assert sync_deputies(at=NOW + WEEK + timedelta(days=1)) == 1
    assert deputy_of(managers[0]) is None


def test_a_delegation_of_one_kind_covers_no_other(managers, officer, head):
    delegate(managers[0], head, kinds=(ApprovalKind.REFERENCE,))
    case = opened(officer, by=officer)

    with pytest.raises(NotAllowed):
        answer(case, managers[0], by=head)
    other = opened(officer, by=officer, kind=ApprovalKind.REFERENCE, number=2)
    answer(other, managers[0], by=head)


def test_a_deputy_who_is_an_author_is_refused_and_one_who_is_not_decides(
    managers, officer, head, colleague
):
    delegate(managers[0], head)
    delegate(managers[1], colleague)
    case = opened(officer, head, by=officer)

    with pytest.raises(DutiesSeparated):
        answer(case, managers[0], by=head)
    answer(case, managers[1], by=colleague)


def test_a_deputy_of_an_author_is_refused(managers, officer, head):
    delegate(managers[0], head)
    case = opened(officer, by=officer)
    case.authors.create(person=managers[0])

    with pytest.raises(DutiesSeparated):
        answer(case, managers[0], by=head)


def test_a_deputys_deputy_is_refused_and_the_deputy_decides(managers, officer, head, colleague):
    delegate(managers[0], head)
    delegate(head, colleague)
    case = opened(officer, by=officer)

    assert tasks_waiting_for(colleague, TODAY) == []
    with pytest.raises(NotAllowed, match="one level"):
        answer(case, managers[0], by=colleague)
    answer(case, managers[0], by=head)


def test_a_deputy_passes_nothing_on(managers, officer, head, colleague):
    delegate(managers[0], head)
    case = opened(officer, by=officer)

    with pytest.raises(NotAllowed, match="not a deputy"):
        pass_on_task(task_of(case, managers[0]), colleague, by=head, at=NOW, note="转办")


def test_a_delegation_ends_at_once_with_the_principals_role(
    managers, officer, head, security_admin
):
    delegate(managers[0], head)
    case = opened(officer, by=officer)
    grant = RoleGrant.objects.get(person=managers[0])
    withdraw_role(grant, last_day=TODAY - timedelta(days=1), by=security_admin, at=NOW)

    with pytest.raises(NotAllowed, match="no longer holds"):
        answer(case, managers[0], by=head)


def test_one_person_has_one_voice_in_a_step(managers, officer):
    delegate(managers[0], managers[1])
    case = opened(officer, by=officer)

    with pytest.raises(CannotVote, match="one voice"):
        answer(case, managers[0], by=managers[1])


def test_a_committee_member_votes_for_no_other_member(officer, development, head):
    members = make_members(development)
    seat_committee(members, by=officer)
    delegate(members[0], members[1])
    delegate(members[2], head)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)

    with pytest.raises(CannotVote, match="one vote"):
        answer(case, members[0], by=members[1])
    answer(case, members[2], by=head)
    assert task_of(case, members[2]).state == TaskState.DONE


def test_a_delegation_ends_at_once_with_the_principals_seat(officer, development, head):
    members = make_members(development)
    seat_committee(members, by=officer)
    delegate(members[2], head)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    task = task_of(case, members[2])
    seat = CommitteeMember.objects.get(person=members[2])
    # Past the service, so that the task is still open.
    CommitteeMember.objects.filter(pk=seat.pk).delete()

    with pytest.raises(NotAllowed, match="no longer holds"):
        answer(case, members[2], by=head)
    assert stored(task).state == TaskState.OPEN


def test_end_term_takes_the_vote_away(officer, development):
    members = make_members(development)
    seat_committee(members, by=officer)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    task = task_of(case, members[2])

    seat = CommitteeMember.objects.get(person=members[2])
    end_term(seat, last_day=TODAY - timedelta(days=1), by=officer, at=NOW)

    assert stored(task).state == TaskState.CANCELLED


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (3, 1)], ids=["begins yesterday", "ends before it begins"]
)
def test_make_delegation_on_wrong_days_is_refused(managers, head, start, end):
    with pytest.raises(CannotDelegate):
        delegate(
            managers[0], head, start=TODAY + timedelta(days=start), end=TODAY + timedelta(days=end)
        )


def test_make_delegation_to_oneself_or_whoever_may_not_decide_is_refused(managers, employee):
    for person in (managers[0], employee):
        with pytest.raises(CannotDelegate):
            delegate(managers[0], person)


def test_make_delegation_by_whoever_decides_nothing_is_refused(employee, head):
    with pytest.raises(NotAllowed):
        delegate(employee, head)


def test_make_delegation_without_a_reason_is_refused(managers, head):
    with pytest.raises(NoteMissing):
        make_delegation(NewDelegation(head, TODAY, TODAY, "。"), by=managers[0], at=NOW)


def test_a_second_deputy_for_the_same_days_is_refused(managers, head, colleague):
    delegate(managers[0], head, kinds=(ApprovalKind.NORM,))

    with pytest.raises(CannotDelegate, match=head.name):
        delegate(managers[0], colleague)
    delegate(managers[0], colleague, kinds=(ApprovalKind.POLICY,))


def test_end_delegation_by_a_stranger_or_twice_is_refused(managers, head, stranger):
    row = delegate(managers[0], head)

    with pytest.raises(NotAllowed):
        end_delegation(row, by=stranger, at=NOW)
    end_delegation(row, by=head, at=NOW)
    with pytest.raises(WrongState):
        end_delegation(row, by=managers[0], at=NOW)


def test_a_deputy_sees_what_they_may_decide_and_later_what_they_decided(
    managers, officer, head, stranger
):
    row = delegate(managers[0], head, kinds=(ApprovalKind.NORM,))
    case = opened(officer, by=officer)
    other = opened(officer, by=officer, kind=ApprovalKind.REFERENCE, number=2)

    def seen(person):
        return set(Approval.objects.visible_to(person))

    with time_machine.travel(NOW, tick=False):
        assert (seen(head), seen(stranger)) == ({case}, set())
        end_delegation(row, by=managers[0], at=NOW)
        assert seen(head) == set()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        later = NOW + timedelta(days=1)
        delegate(managers[0], head, start=TODAY + timedelta(days=1), at=later)
        answer(other, managers[0], by=head, at=later)
    with time_machine.travel(NOW + 2 * WEEK, tick=False):
        assert seen(head) == {other}
