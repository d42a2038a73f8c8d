"""Two hand over the same leaver at once: everything moves once, to one successor (reliability C21)."""

import pytest

from governance.models import AuditEntry
from governance.services.audit import verify_chain
from portal.services.leaver import Choice, hand_over_person
from processes.models import Assignment, Process
from tests.governance.deciding import NOW, TODAY
from tests.kpi.services.test_race import at_once
from tests.portal.leaving import REASON, choose, make_leaver, movable, owed_by

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english", "at_that_time"),
]


@pytest.fixture
def world(specialist, colleague, officer, stranger, seated):
    return make_leaver(specialist, colleague, officer, stranger, seated)


def test_two_at_once_move_everything_to_one_successor(world, manager, head):
    mine = choose(world)
    key = next(key for key in mine.takers if key.startswith("condition"))
    action = next(key for key in mine.takers if key.startswith("action"))
    theirs = Choice(TODAY, REASON, {**mine.takers, key: head, action: head})

    outcomes = at_once(
        lambda: hand_over_person(world.leaver, mine, by=world.officer, at=NOW),
        lambda: hand_over_person(world.leaver, theirs, by=manager, at=NOW),
    )

    # The second finds nothing left and moves nothing; on PostgreSQL it may give up waiting for the lock.
    assert "won" in outcomes
    assert all(each == "won" or "lock timeout" in each for each in outcomes), outcomes
    assert movable(world.leaver) == []
    assert AuditEntry.objects.filter(action="portal.hand_over_person").count() == 1
    assert AuditEntry.objects.filter(action="governance.pass_on_condition").count() == 1
    assert Assignment.objects.filter(process__code="incident", valid_to=None).count() == 1
    assert Process.objects.get(code="incident").owner == world.successor
    assert owed_by(head) in ([], ["condition", "meeting_action"])
    assert verify_chain() is None
