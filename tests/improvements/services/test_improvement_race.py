"""Two acts on one improvement at once: one winner, nothing half done; without the guard both would win (reliability §0)."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from governance.lib.workflow import Refused
from governance.models import AuditEntry, Message, Obligation
from governance.services import transition
from governance.services.approval_vote import cast_vote
from governance.states import Ballot, ObligationKind
from improvements.models import Improvement, Verification
from improvements.selectors.gate import content_hash
from improvements.services import escalation, improvement, solidification
from improvements.services.case import submit_improvement
from improvements.services.improvement import PlanText, write_plan
from improvements.services.solidification import close_improvement, declare_no_norm
from improvements.services.verification import verify_improvement
from improvements.states import Effect, Stage
from tests.governance.deciding import RULE, make_members, seat_committee, task_of
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Everybody starts at the same moment on a connection of their own; what each was told."""
    barrier, told = threading.Barrier(len(acts)), [""] * len(acts)

    def attempt(number, act):
        try:
            barrier.wait(60)
            act()
            told[number] = "done"
        except Refused:
            told[number] = "refused"
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the test must show it
            told[number] = repr(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return sorted(told)


def acts_on(row, name):
    return AuditEntry.objects.about("improvements.improvement", str(row.pk)).filter(
        action=f"improvements.{name}"
    )


def test_two_verdicts_at_once_are_one(world):
    row = finished(world)
    verdicts = [
        lambda: verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER),
        lambda: verify_improvement(
            row, Effect.NOT_EFFECTIVE, reason="口径变了", by=world.manager, at=OCTOBER
        ),
    ]

    assert at_once(*verdicts) == ["done", "refused"]
    row.refresh_from_db()
    found = Verification.objects.get()
    wanted = Stage.SOLIDIFY if found.effect == Effect.EFFECTIVE else Stage.IDENTIFY
    assert row.state == wanted


def solid(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    return declare_no_norm(row, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)


def test_two_who_close_at_once_close_it_once(world):
    row = solid(world)

    told = at_once(*(lambda: close_improvement(row, by=world.manager, at=OCTOBER),) * 2)

    assert told == ["done", "refused"]
    assert acts_on(row, "close_improvement").count() == 1
    assert Obligation.objects.filter(kind=ObligationKind.RECURRENCE).count() == 1


def test_an_edit_while_the_committee_votes_voids_the_vote_or_comes_before_it(world, development):
    """Whichever comes first: no vote that holds was given for a text that is not the plan."""
    members = make_members(development, 3)
    seat_committee(members, by=world.officer, at=NOW, rule=replace(RULE, valid_from=NOW.date()))
    row = world.planned(is_major=True)
    case = submit_improvement(row, by=world.owner, at=NOW)
    seen, version = case.content_sha256, Improvement.objects.get(pk=row.pk).version
    text = PlanText("换一个目标", row.indicator, row.due_on)

    told = at_once(
        lambda: write_plan(row, text, seen=version, by=world.owner, at=NOW),
        lambda: cast_vote(
            task_of(case, members[0]), Ballot.APPROVE, by=members[0], at=NOW, seen_sha256=seen
        ),
    )

    assert told in (["done", "done"], ["done", "refused"])
    case.refresh_from_db()
    assert case.content_sha256 == content_hash(Improvement.objects.get(pk=row.pk)) != seen
    assert not task_of(case, members[0]).votes.filter(voided_at=None).exists()


def test_two_who_write_the_plan_at_once_do_not_overwrite_each_other(world):
    row = world.raised()
    seen = row.version
    told = at_once(
        lambda: write_plan(row, PlanText("甲", None, None), seen=seen, by=world.owner, at=NOW),
        lambda: write_plan(row, PlanText("乙", None, None), seen=seen, by=world.head, at=NOW),
    )

    assert told == ["done", "refused"]


def test_two_schedulers_tell_each_level_once(world):
    row = world.started()
    monday = OCTOBER.replace(day=12, hour=2)
    assert at_once(*(lambda: escalation.escalate_overdue(at=monday),) * 2) == ["done", "done"]

    trail = [entry.after["level"] for entry in acts_on(row, "escalate_improvement")]
    duties = Obligation.objects.filter(kind__in=["improvement", "measure"], state="open").count()
    keys = Message.objects.filter(event_key__startswith="escalation:").values_list("event_key")
    assert len(trail) == keys.distinct().count()
    assert sorted(trail) == sorted(["owner", "head", "pmo", "committee"] * duties)


def careless(row, *, state, expected_version, **changes):
    """Compare-and-set without the comparison."""
    return type(row).objects.filter(pk=row.pk).update(state=state, **changes) == 1


def test_without_its_guard_the_later_plan_overwrites_the_earlier(world, monkeypatch):
    """The twin: where both write what they read before the other, both win and one text is lost."""
    row = world.raised()
    read_before = [Improvement.objects.get(pk=row.pk) for _one in range(2)]
    monkeypatch.setattr(improvement, "lock_plannable", lambda _row, *, by: read_before.pop())
    seen = row.version
    told = at_once(
        lambda: write_plan(row, PlanText("甲", None, None), seen=seen, by=world.owner, at=NOW),
        lambda: write_plan(row, PlanText("乙", None, None), seen=seen, by=world.head, at=NOW),
    )

    assert told == ["done", "done"]
    assert acts_on(row, "write_plan").count() == 2


def test_without_its_guards_it_would_be_closed_twice(world, monkeypatch):
    """The twin of the two who close: no fresh look under the lock, no comparison."""
    row = solid(world)
    read_before = [Improvement.objects.get(pk=row.pk) for _one in range(2)]
    monkeypatch.setattr(solidification, "_at_solidify", lambda _row: read_before.pop())
    monkeypatch.setattr(transition, "compare_and_set", careless)

    told = at_once(*(lambda: close_improvement(row, by=world.manager, at=OCTOBER),) * 2)

    assert told == ["done", "done"]
    assert acts_on(row, "close_improvement").count() == 2
