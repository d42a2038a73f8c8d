"""Members with terms, and the rule the PMO records (R23–R28, G20)."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import ApprovalTask, AuditEntry, CommitteeMember, CommitteeRule
from governance.selectors.approval_right import is_seated, members_in_force
from governance.selectors.separation import rule_in_force
from governance.services.committee import (
    CannotRecordRule,
    CannotSeatMember,
    Majority,
    NewMember,
    call_members,
    end_term,
    record_rule,
    seat_member,
)
from governance.services.committee_vote import close_vote
from governance.states import ApprovalKind, MajorityBasis, Seat, TaskState
from governance.tasks import ask_whoever_decides_today
from tests.governance.deciding import (
    HALF,
    NOW,
    RULE,
    TODAY,
    answer,
    make_members,
    opened,
    seat_committee,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = timedelta(days=1)


@pytest.fixture
def people(development):
    return make_members(development)


def test_record_rule_holds_from_its_day_until_the_next(officer):
    first = record_rule(RULE, by=officer, at=NOW)
    later = replace(RULE, valid_from=TODAY + 10 * DAY, majority=Majority(Fraction(3, 5)))
    second = record_rule(later, by=officer, at=NOW)

    assert rule_in_force(TODAY - DAY) is None
    assert rule_in_force(TODAY + 9 * DAY) == first
    assert rule_in_force(TODAY + 10 * DAY) == second
    assert (second.majority_of, second.majority_in) == (3, 5)
    assert AuditEntry.objects.filter(action="governance.record_rule").count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"valid_from": TODAY - DAY},
        {"quorum": Fraction(0)},
        {"quorum": Fraction(3, 2)},
        {"majority": Majority(Fraction(1), is_strict=True)},
        {"majority": Majority(HALF, basis="those I like")},
        {"form": "by telephone"},
    ],
    ids=["yesterday", "no quorum", "more than all", "more than all agree", "basis", "form"],
)
def test_record_rule_that_makes_no_sense_is_refused(officer, change):
    with pytest.raises(CannotRecordRule):
        record_rule(replace(RULE, **change), by=officer, at=NOW)
    assert not CommitteeRule.objects.exists()


def test_all_of_those_present_may_be_demanded(officer):
    rule = replace(RULE, majority=Majority(Fraction(1), MajorityBasis.PRESENT, is_strict=False))

    assert record_rule(rule, by=officer, at=NOW).majority_of == 1


def test_record_rule_twice_for_a_day_without_basis_or_by_a_stranger_is_refused(officer, stranger):
    with pytest.raises(NotAllowed):
        record_rule(RULE, by=stranger, at=NOW)
    with pytest.raises(NoteMissing):
        record_rule(replace(RULE, basis="。"), by=officer, at=NOW)
    record_rule(RULE, by=officer, at=NOW)
    with pytest.raises(CannotRecordRule):
        record_rule(RULE, by=officer, at=NOW)


def test_seat_member_gives_a_vote_and_a_term_ends_it(officer, people):
    row = seat_member(NewMember(people[0]), by=officer, at=NOW)
    assert is_seated(people[0], TODAY)

    end_term(row, last_day=TODAY, by=officer, at=NOW, note="调离")

    assert is_seated(people[0], TODAY)
    assert not is_seated(people[0], TODAY + DAY)
    with pytest.raises(CannotSeatMember):
        end_term(row, last_day=TODAY, by=officer, at=NOW + 2 * DAY)


def test_a_seat_without_a_vote_has_none(officer, people):
    seat_member(NewMember(people[0], Seat.SECRETARY, has_vote=False), by=officer, at=NOW)

    assert members_in_force(TODAY) == []


def test_one_person_has_one_seat_and_there_is_one_chair(officer, people):
    seat_member(NewMember(people[0], Seat.CHAIR), by=officer, at=NOW)

    with pytest.raises(CannotSeatMember, match="seat"):
        seat_member(NewMember(people[0], Seat.MEMBER), by=officer, at=NOW)
    with pytest.raises(CannotSeatMember, match="chair"):
        seat_member(NewMember(people[1], Seat.CHAIR), by=officer, at=NOW)
    chair = CommitteeMember.objects.get()
    end_term(chair, last_day=TODAY + 5 * DAY, by=officer, at=NOW)
    successor = NewMember(people[1], Seat.CHAIR, valid_from=TODAY + 6 * DAY)
    assert seat_member(successor, by=officer, at=NOW).seat == Seat.CHAIR


def test_seat_member_of_an_administrator_backwards_or_by_a_stranger_is_refused(
    officer, people, auditor, stranger
):
    with pytest.raises(CannotSeatMember):
        seat_member(NewMember(auditor), by=officer, at=NOW)
    with pytest.raises(CannotSeatMember):
        seat_member(NewMember(people[0], valid_to=TODAY - DAY), by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        seat_member(NewMember(people[0]), by=stranger, at=NOW)


def test_a_term_that_begins_later_is_asked_by_the_clock_on_its_day(officer, people):
    seat_committee(people[:2], by=officer)
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    seat_member(NewMember(people[2], valid_from=TODAY + 3 * DAY), by=officer, at=NOW)
    asked = ApprovalTask.objects.filter(step__approval=case, person=people[2])
    assert not asked.exists()

    ask_whoever_decides_today(NOW + 3 * DAY)
    ask_whoever_decides_today(NOW + 3 * DAY)

    assert [task.state for task in asked] == [TaskState.OPEN]


def test_call_members_run_twice_changes_nothing(officer, people):
    seat_committee(people, by=officer)
    opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    before = AuditEntry.objects.count()

    assert call_members(by=officer, at=NOW) == 1

    assert AuditEntry.objects.count() == before


def test_a_close_costs_the_same_for_three_and_for_twelve(
    officer, development, django_assert_max_num_queries
):
    people = make_members(development, 12)
    seat_committee(people[:3], by=officer)
    costs = []
    # The first one of a year begins the series of its numbers.
    for number, seated in ((1, people[:3]), (2, people[:3]), (3, people)):
        if number == 3:
            for person in people[3:]:
                seat_member(NewMember(person), by=officer, at=NOW)
        case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN, number=number)
        for person in seated[: len(seated) * 2 // 3]:
            answer(case, person)
        with django_assert_max_num_queries(90) as caught:
            close_vote(case, by=people[0], at=NOW)
        costs.append(len(caught))
    assert costs[1] == costs[2], costs
