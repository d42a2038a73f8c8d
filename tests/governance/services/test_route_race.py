"""Two decide on one route at the same moment: one ruling, and the check sees it when the guard is off."""

import pytest

from governance.models import ApprovalRoute, AuditEntry
from governance.services import approval_route
from governance.services.approval_route import RouteRuling, decide_route
from governance.services.audit import verify_chain
from governance.states import ApprovalKind
from tests.governance.deciding import NOW, make_managers
from tests.governance.services.test_approval_route import MANAGER, review_by
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


def decided_at_once(people, head):
    """Both have the same route in view, and each means another one."""
    row = ApprovalRoute.objects.filter(kind=ApprovalKind.NORM).first()
    ruling = RouteRuling("过程经理会议议定", row.version if row else 0)
    routes = ([MANAGER], [review_by(head), MANAGER])
    return at_once(
        *[
            lambda person=person, steps=steps: decide_route(
                ApprovalKind.NORM, steps, ruling, by=person, at=NOW
            )
            for person, steps in zip(people, routes, strict=True)
        ]
    )


def is_one_ruling(outcomes, number):
    """One won, the row counts it once, the trail has it once, and its steps are those of the winner."""
    row = ApprovalRoute.objects.get(kind=ApprovalKind.NORM)
    told = AuditEntry.objects.filter(action="governance.decide_route").count()
    steps = 1 if outcomes[0] == "won" else 2
    facts = (outcomes.count("won"), row.version, told, row.steps.count())
    return facts == (1, number, number, steps)


def test_of_two_who_decide_on_a_route_at_once_one_wins(operations, head):
    people = make_managers(operations)
    for number in range(1, ROUNDS + 1):
        outcomes = decided_at_once(people, head)

        assert not any("Error" in each for each in outcomes), outcomes
        assert is_one_ruling(outcomes, number), outcomes
        assert any(person.name in each for each in outcomes for person in people), outcomes
    assert verify_chain() is None


def test_without_its_guard_a_second_ruling_is_seen(operations, head, monkeypatch):
    monkeypatch.setattr(approval_route, "_demand_seen", lambda row, ruling: None)
    people = make_managers(operations)

    outcomes = decided_at_once(people, head)

    assert outcomes == ["won", "won"]
    assert not is_one_ruling(outcomes, 1)


def test_who_comes_later_with_an_old_page_is_told(operations, head):
    first, second = make_managers(operations)
    decide_route(ApprovalKind.NORM, [MANAGER], RouteRuling("议定"), by=first, at=NOW)

    with pytest.raises(approval_route.Conflict, match=first.name):
        decide_route(ApprovalKind.NORM, [MANAGER], RouteRuling("议定"), by=second, at=NOW)
    decide_route(ApprovalKind.NORM, [MANAGER], RouteRuling("议定", 1), by=second, at=NOW)
