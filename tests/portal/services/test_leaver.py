"""A leaver's things change hands in one step, all or nothing, and nothing signed changes (G18; reliability C21)."""

from datetime import timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Delegation, Message, Person, ResolutionCondition
from governance.services.approval_vote import cast_vote
from governance.services.audit import verify_chain
from governance.services.condition import meet_condition
from governance.services.obligation import Duty, ensure_duties
from governance.services.person import disable_person
from governance.states import Ballot, ObligationKind
from kpi.models import Deviation
from kpi.services.handover import move_open_work
from planning.models import Milestone, TrainingSession
from portal.services import leaver_parts
from portal.services.leaver import (
    CannotHandOverPerson,
    Choice,
    hand_over_person,
    rehearse_hand_over,
)
from portal.services.leaver_parts import PARTS, Part, still_held
from processes.models import Assignment, Process
from tests.governance.deciding import FIRST, NOW, TODAY, answer, task_of
from tests.people import SETUP
from tests.portal.leaving import (
    REASON,
    choose,
    make_leaver,
    movable,
    owed_by,
    signed,
    staying,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_that_time")]
EVERYTHING = [
    "action",
    "assignment",
    "condition",
    "decision",
    "delegation",
    "deputy",
    "deviation",
    "duty",
    "milestone",
    "process",
    "training",
]


@pytest.fixture
def world(specialist, colleague, officer, stranger, seated):
    return make_leaver(specialist, colleague, officer, stranger, seated)


def moved(world, choice=None, *, by=None, at=NOW):
    return hand_over_person(world.leaver, choice or choose(world), by=by or world.officer, at=at)


def key_of(world, what):
    """The key of the one thing of a kind."""
    keys = [held.key for group in still_held(world.leaver, TODAY) for held in group.rows]
    return next(key for key in keys if key.startswith(f"{what}:"))


def trail():
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def test_everything_somebody_has_is_found_once(world):
    assert movable(world.leaver) == EVERYTHING
    assert staying(world.leaver) == ["seat", "token"]


def test_hand_over_person_moves_everything_and_leaves_what_is_told(world):
    done = moved(world)

    he = world.successor
    assert len(done) == len(EVERYTHING)
    assert movable(world.leaver) == []
    assert staying(world.leaver) == ["assignment", "seat", "token"]
    assert owed_by(world.leaver) == []
    assert owed_by(he) == [
        "approval",
        "condition",
        "deviation_analysis",
        "meeting_action",
        "milestone",
        "training",
    ]
    assert Process.objects.get(code="incident").owner == he
    row = Deviation.objects.get()
    assert (row.asked, row.responsible) == (he, he)
    session = TrainingSession.objects.get()
    assert (session.trainer, session.responsible) == (he, he)
    assert Milestone.objects.get().responsible == he
    assert Delegation.objects.get().ended_by == world.officer
    assert Assignment.objects.get(process__code="change").deputy == he
    begins = Assignment.objects.get(process__code="incident", valid_to=None)
    assert (begins.person, begins.valid_from) == (he, TODAY + timedelta(days=1))


def test_what_was_handed_over_is_done_by_the_successor(world):
    moved(world)

    condition = ResolutionCondition.objects.get()
    meet_condition(condition, by=world.successor, at=NOW, note="已报告")
    task = task_of(world.case, world.successor)
    vote = cast_vote(task, Ballot.APPROVE, by=world.successor, at=NOW, seen_sha256=FIRST)

    assert vote.cast_by == world.successor
    assert task.passed_on_by == world.leaver


def test_hand_over_person_leaves_the_signed_byte_for_byte(world):
    answer(world.case, Person.objects.get(username="pm1"))
    before = signed()

    moved(world)

    after = signed()
    new = after["trail"][len(before["trail"]) :]
    after["trail"] = after["trail"][: len(before["trail"])]
    assert after == before
    assert before["votes"]
    assert before["submissions"]
    assert new
    assert verify_chain() is None


def test_hand_over_person_leaves_an_entry_for_each_and_one_for_all(world):
    before = len(trail())

    moved(world)

    acts = trail()[before:]
    for act in (
        "kpi.hand_over",
        "processes.change_deputy",
        "processes.change_owner",
        "governance.pass_on_task",
        "kpi.pass_on_deviation",
        "governance.pass_on_condition",
        "governance.pass_on_action",
        "planning.write_line",
        "planning.pass_on_training",
        "governance.end_delegation",
        "portal.hand_over_person",
    ):
        assert acts.count(act) == 1, act
    whole = AuditEntry.objects.get(action="portal.hand_over_person")
    assert whole.after["count"] == len(EVERYTHING)
    assert {each["to"] for each in whole.after["moved"]} == {world.successor.name}
    assert whole.note == REASON


def test_hand_over_person_tells_the_successor_once(world):
    Message.objects.all().delete()

    moved(world)

    [message] = Message.objects.filter(recipient=world.successor)
    assert message.subject_en == f"You take over 10 things from {world.leaver.name}"
    assert Message.objects.filter(recipient=world.leaver).count() == 1


def test_hand_over_person_twice_moves_nothing_more(world):
    choice = choose(world)
    moved(world, choice)
    acts, told = trail(), Message.objects.count()

    assert moved(world, choice) == []

    assert trail() == acts
    assert Message.objects.count() == told


def test_what_came_up_after_the_page_was_opened_is_not_moved_unseen(world):
    key = key_of(world, "condition")

    moved(world, choose(world, but={key: None}))

    assert movable(world.leaver) == ["condition"]


def test_single_things_go_to_somebody_else(world, head):
    choice = choose(world, but={key_of(world, "condition"): head})

    moved(world, choice)

    assert ResolutionCondition.objects.get().responsible == head
    assert Process.objects.get(code="incident").owner == world.successor


def test_the_preview_says_what_will_happen_and_nothing_stays_of_it(world):
    before = signed()

    found = rehearse_hand_over(world.leaver, choose(world), by=world.officer, at=NOW)

    assert [each.refusal for each in found] == [""] * len(EVERYTHING)
    assert signed() == before
    assert movable(world.leaver) == EVERYTHING


@pytest.mark.parametrize(
    ("what", "who", "why"),
    [
        ("assignment", "employee", "does not hold the role of a process specialist"),
        ("deputy", "stranger", "A deputy must be another person"),
        ("decision", "employee", "holds no role in which approvals are decided"),
        ("decision", "stranger", "may not decide here"),
        ("decision", "officer", "Nobody gives a decision to themselves"),
        ("deviation", "stranger", "neither reports this process"),
        ("condition", "specialist", "their own successor"),
        ("condition", "auditor", "an administrator"),
    ],
)
def test_whoever_may_not_succeed_is_refused_and_nothing_moves(world, request, what, who, why):
    person = request.getfixturevalue(who)
    choice = choose(world, but={key_of(world, what): person})
    before = signed()

    found = rehearse_hand_over(world.leaver, choice, by=world.officer, at=NOW)
    with pytest.raises(CannotHandOverPerson, match=why):
        moved(world, choice)

    # Whoever takes over no assignment cannot be asked about its process either.
    refused = next(each for each in found if each.refusal)
    assert why in refused.refusal
    assert refused.held.key == key_of(world, what)
    assert signed() == before
    assert movable(world.leaver) == EVERYTHING


def test_a_closed_account_takes_nothing_over(world, head):
    disable_person(head, by=SETUP, at=NOW, reason="离职")
    choice = choose(world, but={key_of(world, "condition"): head})

    with pytest.raises(CannotHandOverPerson, match="is closed"):
        moved(world, choice)

    assert movable(world.leaver) == EVERYTHING


def test_what_a_closed_account_had_is_handed_over(world):
    disable_person(world.leaver, by=SETUP, at=NOW, reason="离职")

    assert len(moved(world)) == len(EVERYTHING)


def test_whoever_proposed_a_case_does_not_choose_who_decides(world, stranger):
    from governance.services.person import grant_role

    grant_role(stranger, "pmo", valid_from=TODAY, by=SETUP, at=NOW)
    proposer = Person.objects.get(pk=stranger.pk)
    key = key_of(world, "decision")

    with pytest.raises(CannotHandOverPerson, match="does not choose who decides"):
        moved(world, by=proposer)

    assert len(moved(world, choose(world, but={key: None}), by=proposer)) == len(EVERYTHING) - 1


def test_hand_over_person_by_a_stranger_the_leaver_or_without_reason_is_refused(world, manager):
    choice = choose(world)
    with pytest.raises(NotAllowed):
        moved(world, by=world.successor)
    with pytest.raises(NotAllowed, match="their own"):
        hand_over_person(world.officer, choice, by=world.officer, at=NOW)
    with pytest.raises(NoteMissing):
        moved(world, Choice(TODAY, "。", choice.takers))

    assert movable(world.leaver) == EVERYTHING
    assert len(moved(world, by=manager)) == len(EVERYTHING)


def test_nobody_chosen_is_refused(world):
    takers = dict.fromkeys(choose(world).takers)

    with pytest.raises(CannotHandOverPerson, match="choose who takes it over"):
        moved(world, Choice(TODAY, REASON, takers))


def test_weekly_data_follow_on_the_successors_first_day(world):
    moved(world, choose(world, last_day=TODAY + timedelta(days=9)))

    begins = Assignment.objects.get(process__code="incident", valid_to=None)
    assert begins.valid_from == TODAY + timedelta(days=10)
    assert move_open_work(at=NOW) == 0


def test_a_duty_that_follows_its_record_stays_and_says_so(world, monkeypatch):
    """Without the part that carries its record a duty is only told, never torn from it."""
    without = tuple(part for part in PARTS if part.held is not leaver_parts.conditions_held)

    groups = still_held(world.leaver, TODAY, without)

    [told] = [
        held
        for group in groups
        for held in group.rows
        if held.key.startswith("duty:") and held.stays
    ]
    assert told.row.kind == "condition"


def test_weekly_data_of_a_place_nobody_took_over_are_told(world):
    row = Assignment.objects.get(process__code="incident")
    row.valid_to = TODAY - timedelta(days=7)
    row.save()
    duty = Duty(
        kind=ObligationKind.WEEKLY_DATA,
        clause="6.4.2",
        subject=row.subject,
        period="2026-W08",
        title="周数据",
        title_en="Weekly data",
        url="/weekly/",
        opens_at=NOW,
        due_at=NOW,
        responsible=world.leaver,
    )
    ensure_duties([duty], at=NOW)

    assert "duty" in staying(world.leaver)
    assert "assignment" not in movable(world.leaver)


def test_another_app_joins_with_one_line(world):
    part = Part("Items", lambda leaver, on: [], None)

    assert len(still_held(world.leaver, TODAY, (*PARTS, part))) == len(
        still_held(world.leaver, TODAY)
    )
