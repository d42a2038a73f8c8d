"""Two who publish at once, and two who open at once: one outcome (reliability §0 rows 14 and 15)."""

import threading

import pytest
from django.db import connection

from governance.lib.workflow import Refused
from governance.models import Obligation
from governance.states import ObligationKind
from kpi.models import Target
from planning.models import AnnualPlan, PlanSection
from planning.services.plan import open_plan
from planning.services.publication import publish_plan
from planning.states import PlanState
from tests.planning.world import NOW, decide, make_company, submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def company(specialist, stranger, officer, manager, operations, development):
    return make_company(specialist, stranger, officer, manager, operations, development)


def at_once(*acts):
    """Everybody starts at the same moment on a connection of their own; returns what came of each."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def attempt(number, act):
        try:
            barrier.wait(60)
            act()
            outcomes[number] = "won"
        except Refused as refusal:
            outcomes[number] = type(refusal).__name__
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the test must show it
            outcomes[number] = repr(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return outcomes


def test_two_who_publish_at_once_make_one_year(company):
    plan = submitted(company)
    decide(company, plan)

    outcomes = at_once(
        *(
            lambda: publish_plan(AnnualPlan.objects.get(pk=plan.pk), by=company.manager, at=NOW)
            for _each in range(2)
        )
    )

    assert outcomes.count("won") == 1
    assert set(outcomes) - {"won"} <= {"CannotPublishPlan", "Conflict", "WrongState"}
    assert AnnualPlan.objects.get().state == PlanState.PUBLISHED
    assert Target.objects.count() == 2
    assert Obligation.objects.filter(kind=ObligationKind.MILESTONE).count() == 1


def test_two_who_open_at_once_open_one(company):
    outcomes = at_once(*(lambda: open_plan(2027, by=company.officer, at=NOW) for _each in range(2)))

    assert sorted(outcomes) == ["CannotOpenPlan", "won"]
    assert AnnualPlan.objects.count() == 1
    assert PlanSection.objects.count() == 2
