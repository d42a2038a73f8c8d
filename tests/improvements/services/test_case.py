"""A major improvement starts only with the committee's yes to this very plan (R26, G33)."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Delegation
from governance.services.approval import NotApproved
from governance.services.approval_vote import cast_vote
from governance.services.committee import NewMember, seat_member
from governance.services.committee_vote import close_vote
from governance.states import ApprovalState, Ballot, Role, Seat
from improvements.models import ActionMeasure, Improvement
from improvements.selectors.gate import content_hash
from improvements.selectors.page import improvement_page
from improvements.services.case import CannotSubmitImprovement, submit_improvement
from improvements.services.improvement import PlanText, start_improvement, write_plan
from improvements.services.measure import end_action_measure, remove_action_measure
from improvements.states import Stage
from tests.governance.deciding import RULE, make_members, seat_committee, task_of
from tests.improvements.world import NOW
from tests.people import make_person


@pytest.fixture
def members(world, development):
    people = make_members(development, 3)
    seat_committee(people, by=world.officer, at=NOW, rule=replace(RULE, valid_from=NOW.date()))
    return people


def agree(case, members):
    for person in members:
        cast_vote(
            task_of(case, person),
            Ballot.APPROVE,
            by=person,
            at=NOW,
            seen_sha256=case.content_sha256,
        )
    return close_vote(case, by=members[0], at=NOW)


def test_a_major_improvement_starts_after_the_committee_has_approved_it(world, members):
    row = world.planned(is_major=True)
    with pytest.raises(NotApproved):
        start_improvement(row, by=world.manager, at=NOW)
    case = submit_improvement(row, by=world.owner, at=NOW)
    with pytest.raises(NotApproved):
        start_improvement(row, by=world.manager, at=NOW)

    resolution = agree(case, members)
    row = start_improvement(row, by=world.manager, at=NOW)
    assert row.state == Stage.IMPLEMENT
    assert resolution.content_sha256 == content_hash(row)


def test_the_page_of_a_plan_before_the_committee_costs_at_most_twenty_statements(
    client, world, members, django_assert_max_num_queries
):
    row = world.planned(is_major=True)
    submit_improvement(row, by=world.owner, at=NOW)
    client.force_login(world.owner)
    address = reverse("improvements:improvement", args=[row.pk])
    client.get(address)

    with django_assert_max_num_queries(20):
        answer = client.get(address)
    assert answer.context["page"].case_is_current


def test_what_has_started_has_started_as_it_was_approved(world, members):
    row = world.planned(is_major=True)
    agree(submit_improvement(row, by=world.owner, at=NOW), members)
    row = start_improvement(row, by=world.manager, at=NOW)
    for measure in ActionMeasure.objects.filter(improvement=row):
        end_action_measure(measure, "drop", note="另有办法", by=measure.responsible, at=NOW)

    assert improvement_page(row, world.officer, at=NOW).case_is_current


def test_a_plan_that_changes_in_the_vote_makes_the_votes_void(world, members):
    row = world.planned(is_major=True)
    case = submit_improvement(row, by=world.owner, at=NOW)
    cast_vote(
        task_of(case, members[0]),
        Ballot.APPROVE,
        by=members[0],
        at=NOW,
        seen_sha256=case.content_sha256,
    )
    row = Improvement.objects.get(pk=row.pk)
    write_plan(
        row,
        PlanText("换一个目标", row.indicator, row.due_on),
        seen=row.version,
        by=world.owner,
        at=NOW,
    )

    case.refresh_from_db()
    assert case.state == ApprovalState.OPEN
    assert case.content_sha256 == content_hash(Improvement.objects.get(pk=row.pk))
    assert task_of(case, members[0]).votes.get().voided_at


def test_a_plan_that_changed_after_the_approval_does_not_start(world, members):
    row = world.planned(is_major=True)
    agree(submit_improvement(row, by=world.owner, at=NOW), members)
    row = Improvement.objects.get(pk=row.pk)
    write_plan(
        row,
        PlanText("另一个目标", row.indicator, row.due_on),
        seen=row.version,
        by=world.owner,
        at=NOW,
    )
    with pytest.raises(NotApproved):
        start_improvement(row, by=world.manager, at=NOW)


def test_submit_improvement_that_is_ordinary_or_not_whole_is_refused(world, members):
    with pytest.raises(CannotSubmitImprovement, match="Only a major"):
        submit_improvement(world.planned(), by=world.owner, at=NOW)

    row = world.planned(is_major=True)
    remove_action_measure(row.measures.get(), by=world.owner, at=NOW)
    with pytest.raises(CannotSubmitImprovement, match="a measure"):
        submit_improvement(row, by=world.owner, at=NOW)


def can_read(person, row):
    return Improvement.objects.visible_to(person).filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("kinds", "is_read"), [([], True), (["norm", "major_improvement"], True), (["norm"], False)]
)
def test_whoever_is_asked_reads_what_is_decided_and_so_does_the_deputy(
    world, members, development, kinds, is_read
):
    row = world.planned(is_major=True)
    # A head has a seat by the company's choice, without the role that reads everything.
    head = make_person("cheng", "程念慈", development, Role.DEPARTMENT_HEAD)
    deputy = make_person("ding", "丁一", development, Role.DEPARTMENT_HEAD)
    seat_member(NewMember(head, Seat.MEMBER), by=world.officer, at=NOW)
    today = timezone.localdate()
    Delegation.objects.create(
        principal=head,
        deputy=deputy,
        valid_from=today,
        valid_to=today,
        kinds=kinds,
        reason="休假",
        created_by=head,
        created_at=NOW,
    )
    assert not can_read(head, row)

    submit_improvement(row, by=world.owner, at=NOW)

    assert can_read(head, row)
    assert can_read(deputy, row) is is_read
    assert not can_read(world.stranger, row)
