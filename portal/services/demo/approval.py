"""What waits for a decision when the demo ends: a major improvement before the committee, and a deputy (5.1①, domain §6.3)."""

from datetime import datetime, timedelta

from governance.models import Approval, Person
from governance.selectors.approval import case_of
from governance.selectors.approval_right import tasks_waiting_for
from governance.services.approval_copy import copy_case
from governance.services.approval_vote import cast_vote
from governance.services.delegation import NewDelegation, make_delegation
from governance.states import Ballot
from improvements.models import Improvement
from improvements.services.improvement import PlanText, write_plan
from portal.services.demo.improvement import put_before_committee
from portal.services.demo.improvement_words import OPPOSED, STORIES, WHY_MAJOR, WIDER_GOAL
from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
DAYS_AWAY = 14


def leave_to_decide(world: DemoWorld, at: datetime) -> None:
    """A case of which some have answered, one of them to an earlier plan; and the manager's deputy for two weeks."""
    people = world.people
    case = put_before_committee(world, "major", WHY_MAJOR, at)
    _answer(case, people["jiang"], Ballot.APPROVE, at=at + 5 * MINUTE)
    case = _plan_changed(world, at + 12 * MINUTE)
    _answer(case, people["ye"], Ballot.OPPOSE, at=at + 20 * MINUTE, reason=OPPOSED)
    _answer(case, people["jiang"], Ballot.APPROVE, at=at + 24 * MINUTE)
    copy_case(case, [people["luo"], people["qin"]], by=people["shen"], at=at + 30 * MINUTE)
    day = at.date()
    away = NewDelegation(
        people["xu"], day, day + timedelta(days=DAYS_AWAY), "客户现场评审，外出两周"
    )
    make_delegation(away, by=world.manager, at=at + 35 * MINUTE)


def _plan_changed(world: DemoWorld, at: datetime) -> Approval:
    """The owner promises more; whoever had answered is asked anew."""
    story = STORIES["major"]
    row = Improvement.objects.get(title=story.title)
    text = PlanText(WIDER_GOAL, row.indicator, row.due_on)
    row = write_plan(row, text, seen=row.version, by=world.people[story.owner], at=at)
    case = case_of(row)
    assert case is not None  # noqa: S101 -- it was opened a moment ago
    return case


def _answer(
    case: Approval, person: Person, ballot: Ballot, *, at: datetime, reason: str = ""
) -> None:
    asked = next(
        each.task
        for each in tasks_waiting_for(person, at.date())
        if each.task.step.approval_id == case.pk and each.principal is None
    )
    cast_vote(asked, ballot, by=person, at=at, seen_sha256=case.content_sha256, reason=reason)
