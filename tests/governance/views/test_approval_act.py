"""The acts beside an answer, and the chair who closes a vote: each for whoever may, with what was typed kept."""

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import ApprovalCopy, ApprovalTask, Resolution, ResolutionCondition
from governance.services.approval_vote import cast_vote
from governance.states import ApprovalKind, ApprovalState, Ballot, TaskState
from tests.governance.deciding import (
    FIRST,
    NOW,
    SECOND,
    answer,
    make_managers,
    make_members,
    opened,
    seat_committee,
    stored,
    task_of,
)

pytestmark = pytest.mark.django_db
WHY = "出差两周，请代为审批"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def managers(operations):
    return make_managers(operations)


@pytest.fixture
def case(officer, specialist, managers):
    return opened(specialist, by=officer)


def page_of(case):
    return reverse("governance:approval-detail", args=[case.pk])


def seen_by(person, url):
    client = Client()
    client.force_login(person)
    return client.get(url)


def act(by, case, name, **form):
    client = Client()
    client.force_login(by)
    return client.post(f"{page_of(case)}{name}/", form)


def acts_offered(person, case):
    return {each.name for each in seen_by(person, page_of(case)).context["acts"]}


# --- what is offered ---------------------------------------------------------------------------------


def test_acts_are_offered_to_whoever_may(case, officer, specialist, managers, auditor):
    # A process manager may also take off the other one who is asked.
    deciding = {"pass-on", "add-approver", "take-off", "urge", "copy"}
    assert acts_offered(managers[0], case) == deciding
    assert acts_offered(officer, case) == {"urge", "withdraw", "copy"}
    assert acts_offered(auditor, case) == set()

    answer(case, managers[0], Ballot.RETURN)
    assert acts_offered(officer, case) == {"resubmit", "withdraw", "copy"}


def test_urging_is_offered_to_the_chair_of_a_vote_and_not_where_nobody_else_is_asked(
    officer, development
):
    chair, secretary, member = members = make_members(development)
    seat_committee(members, by=officer)
    vote = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    assert {"urge"} <= acts_offered(chair, vote) & acts_offered(secretary, vote)
    assert "urge" not in acts_offered(member, vote)

    answer(vote, secretary)
    answer(vote, member)
    assert "urge" not in acts_offered(chair, vote)
    assert "urge" in acts_offered(officer, vote)


def test_whoever_wrote_a_part_may_urge_those_who_are_asked(case, specialist, managers, auditor):
    assert list(case.authors.values_list("person", flat=True)) == [specialist.pk]
    assert acts_offered(specialist, case) == {"urge"}

    act(auditor, case, "urge")
    assert task_of(case, managers[0]).urged_at is None
    act(specialist, case, "urge")
    assert task_of(case, managers[0]).urged_at == NOW


def test_form_of_an_act_opens_by_its_address_without_a_script(case, managers, officer):
    page = seen_by(managers[0], f"{page_of(case)}?act=pass-on").content.decode()
    assert f'action="{page_of(case)}pass-on/#more"' in page

    # Nothing opens for whom it is not.
    page = seen_by(officer, f"{page_of(case)}?act=pass-on").content.decode()
    assert "pass-on/" not in page


# --- passing on, adding, taking off -------------------------------------------------------------------


def test_task_is_passed_on_with_a_reason(case, managers, head):
    task = task_of(case, managers[0])

    sent = act(managers[0], case, "pass-on", task=task.pk, person=head.pk, note=WHY)

    assert sent.status_code == 302
    moved = stored(task)
    assert (moved.person, moved.passed_on_by) == (head, managers[0])
    text = seen_by(head, page_of(case)).content.decode()
    assert WHY in text
    assert f"由 {managers[0].name} 转办" in text


def test_passing_on_keeps_what_was_typed_when_refused(case, managers, head, employee, specialist):
    task = task_of(case, managers[0]).pk
    for given in (
        {"person": head.pk, "note": ""},
        {"person": "9999", "note": WHY},
        {"person": employee.pk, "note": WHY},  # holds no role that decides
        {"person": specialist.pk, "note": WHY},  # wrote it
    ):
        page = act(managers[0], case, "pass-on", task=task, **given)
        assert page.status_code == 422
        assert given["note"] in page.content.decode()
    assert stored(task_of(case, managers[0])).state == TaskState.OPEN


def test_only_whoever_is_asked_passes_on(case, managers, officer, stranger, head):
    task = task_of(case, managers[0]).pk
    assert act(officer, case, "pass-on", task=task, person=head.pk, note=WHY).status_code == 422
    assert act(stranger, case, "pass-on", task=task, person=head.pk, note=WHY).status_code == 404
    assert act(managers[0], case, "no-such-act").status_code == 404
    assert ApprovalTask.objects.get(pk=task).person == managers[0]


def test_somebody_is_asked_besides_and_taken_off_again(case, managers, head):
    task = task_of(case, managers[0])

    form = {"task": task.pk, "person": head.pk, "place": "before", "note": WHY}
    assert act(managers[0], case, "add-approver", **form).status_code == 302

    assert stored(task).state == TaskState.WAITING
    assert seen_by(head, page_of(case)).context["answer"].form is not None
    assert "take-off" in acts_offered(managers[0], case)

    added = task_of(case, head)
    assert act(managers[0], case, "take-off", task=added.pk, note="不再需要").status_code == 302
    assert stored(added).state == TaskState.REMOVED
    assert stored(task).state == TaskState.OPEN


# --- urging, telling, withdrawing ---------------------------------------------------------------------


def test_urging_is_told_once_and_refused_in_words_at_once_again(case, officer, managers):
    assert act(officer, case, "urge").status_code == 302
    assert task_of(case, managers[0]).urged_at == NOW

    again = act(officer, case, "urge")
    assert again.status_code == 302
    shown = seen_by(officer, page_of(case))
    assert "已催办" in shown.content.decode()


def test_others_are_told(case, officer, employee, head):
    assert act(officer, case, "copy", people=[employee.pk, head.pk]).status_code == 302
    assert ApprovalCopy.objects.filter(person__in=[employee, head]).count() == 2

    assert act(officer, case, "copy", people=[employee.pk]).status_code == 422
    assert act(officer, case, "copy").status_code == 422


def test_proposer_withdraws_with_a_reason_before_anybody_answered(case, officer, managers):
    assert act(officer, case, "withdraw", note="").status_code == 422
    assert act(managers[0], case, "withdraw", note=WHY).status_code == 422
    assert stored(case).state == ApprovalState.OPEN

    assert act(officer, case, "withdraw", note="内容需补充").status_code == 302
    assert stored(case).state == ApprovalState.WITHDRAWN


# --- closing a vote -----------------------------------------------------------------------------------


@pytest.fixture
def members(development, officer):
    people = make_members(development)
    seat_committee(people, by=officer)
    return people


@pytest.fixture
def plan(members, officer):
    return opened(by=officer, kind=ApprovalKind.ANNUAL_PLAN)


def close(person, case, *conditions, seen=FIRST, **form):
    rows = {}
    for number, row in enumerate(conditions):
        rows |= {f"conditions-{number}-{name}": value for name, value in row.items()}
    total = {"conditions-TOTAL_FORMS": len(conditions), "conditions-INITIAL_FORMS": 0}
    client = Client()
    client.force_login(person)
    return client.post(f"{page_of(case)}close/", {"seen": seen, **total, **rows, **form})


def test_arithmetic_stands_on_the_page_while_the_vote_runs(plan, members):
    answer(plan, members[1])

    tally = seen_by(members[0], page_of(plan)).context["tally"]
    assert (tally.count.present, tally.count.quorum_needed) == (1, 2)
    assert "1 人" in tally.quorum
    assert "2/3" in tally.quorum
    assert not seen_by(members[0], page_of(plan)).context["close"].may_close

    answer(plan, members[2])
    page = seen_by(members[0], page_of(plan))
    assert page.context["tally"].count.is_passed
    assert page.context["close"].may_close


def test_chair_closes_with_conditions(plan, members, head, specialist):
    for person in members[:2]:
        answer(plan, person)

    sent = close(
        members[0],
        plan,
        {"text": "一季度末补充容量预算", "responsible": head.pk, "due_on": "2026-03-31"},
        {"text": "", "responsible": "", "due_on": ""},
        text="同意 2026 年度规划。",
    )

    assert sent.status_code == 302
    found = Resolution.objects.get()
    assert (found.outcome, found.text) == ("conditional", "同意 2026 年度规划。")
    assert ResolutionCondition.objects.get().responsible == head
    text = seen_by(members[0], page_of(plan)).content.decode()
    assert found.number in text
    assert "一季度末补充容量预算" in text
    assert stored(plan).state == ApprovalState.APPROVED


def test_half_a_condition_is_told_and_nothing_typed_is_lost(plan, members, head):
    for person in members[:2]:
        answer(plan, person)

    page = close(
        members[0], plan, {"text": "补充预算", "responsible": "", "due_on": "三月底"}, text="决议"
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert "补充预算" in text
    assert "三月底" in text
    assert "决议</textarea>" in text
    assert not Resolution.objects.exists()


def test_vote_is_not_closed_by_others_nor_without_quorum(plan, members, manager, stranger):
    answer(plan, members[0])
    assert close(members[0], plan).status_code == 422  # one of three took part
    answer(plan, members[1])
    assert close(members[2], plan).status_code == 422  # a member, not the chair
    assert close(manager, plan).status_code == 403
    assert close(stranger, plan).status_code == 403
    assert close(members[0], plan, seen=SECOND).status_code == 422  # another text was in view
    assert not Resolution.objects.exists()
    assert seen_by(members[2], page_of(plan)).context["close"] is None

    assert close(members[0], plan).status_code == 302


def test_without_a_rule_the_page_says_why_nothing_can_be_closed(development, officer):
    people = make_members(development)
    seat_committee(people, by=officer, rule=None)
    plan = opened(by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    for person in people:
        cast_vote(task_of(plan, person), Ballot.APPROVE, by=person, at=NOW, seen_sha256=FIRST)

    page = seen_by(people[0], page_of(plan))

    assert page.context["tally"].rule is None
    assert "G20" in page.content.decode()
    assert close(people[0], plan).status_code == 422


def test_secretary_closes_where_the_chair_is_recused(development, officer):
    people = make_members(development)
    seat_committee(people, by=officer)
    plan = opened(people[0], by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    for person in people[1:]:
        answer(plan, person)

    assert seen_by(people[0], page_of(plan)).context["close"] is None
    assert seen_by(people[1], page_of(plan)).context["close"].may_close
    assert close(people[1], plan).status_code == 302
