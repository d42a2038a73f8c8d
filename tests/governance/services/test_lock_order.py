"""Steps that meet on the same rows from two sides never wait for each other in a circle (ADR 21)."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Obligation
from governance.services.obligation import Duty, ensure_duties, fulfil, mark_missing, reopen
from governance.states import ObligationState, Role
from tests.kpi.services.test_race import at_once
from tests.people import SETUP

DUE = datetime(2026, 2, 24, 9, 0, tzinfo=UTC)


def duty(number):
    return Duty(
        kind="weekly_data",
        clause="6.4.2②",
        subject=f"assignment:{number}",
        period="2026-W08",
        title="周",
        title_en="week",
        url="",
        opens_at=DUE - timedelta(days=1),
        due_at=DUE,
        role=Role.PMO,
    )


@pytest.mark.django_db(transaction=True)
def test_many_marked_missing_while_each_is_fulfilled_and_reopened(specialist):
    for turn in range(4):
        ensure_duties([duty(number) for number in range(turn * 20, turn * 20 + 20)], at=DUE)
        rows = list(Obligation.objects.filter(state=ObligationState.OPEN).order_by("-pk"))

        def act(rows=rows):
            for row in rows:
                fresh = Obligation.objects.get(pk=row.pk)
                done = fulfil(fresh, by=SETUP, at=DUE, evidence="x")
                reopen(done, by=SETUP, at=DUE)

        outcomes = at_once(act, lambda: mark_missing(at=DUE + timedelta(seconds=1)), act)

        assert not any("Error" in each for each in outcomes), outcomes
