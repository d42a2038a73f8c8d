"""Obligations: each once, lateness by the received time, nothing reopened by accident."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import Obligation
from governance.services.obligation import (
    CannotWaive,
    Duty,
    ensure_duties,
    fulfil,
    mark_missing,
    reopen,
    waive,
)
from governance.states import ObligationState, Role

pytestmark = pytest.mark.django_db
OPENS = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
DUE = OPENS + timedelta(hours=9)


def duty(period="2026-W09", **changes):
    given = {
        "kind": "weekly_data",
        "clause": "6.4.2②",
        "subject": "assignment:1",
        "period": period,
        "title": "周数据",
        "title_en": "Weekly data",
        "url": "/weekly/",
        "opens_at": OPENS,
        "due_at": DUE,
        "role": Role.PMO,
    }
    return Duty(**{**given, **changes})


def one(**changes):
    [row] = ensure_duties([duty(**changes)], at=OPENS)
    return row


def test_ensure_duties_run_five_times_makes_each_once():
    for _turn in range(5):
        ensure_duties([duty(), duty("2026-W10")], at=OPENS)

    assert Obligation.objects.count() == 2


def test_ensure_duties_before_they_open_makes_nothing():
    assert ensure_duties([duty()], at=OPENS - timedelta(seconds=1)) == []


def test_ensure_duties_long_after_marks_them_backfilled():
    [row] = ensure_duties([duty()], at=OPENS + timedelta(weeks=3))

    assert row.is_backfilled


def test_ensure_duties_of_many_costs_no_statement_per_row(django_assert_max_num_queries):
    duties = [duty(subject=f"assignment:{n}") for n in range(2000)]

    # SQLite takes some 45 rows in one INSERT.
    with django_assert_max_num_queries(64):
        created = ensure_duties(duties, at=OPENS)
    assert len(created) == 2000


def test_fulfil_in_time_is_done(officer):
    row = fulfil(one(), by=officer, at=DUE, evidence="submission:1")

    assert row.state == ObligationState.DONE
    assert row.done_at == DUE


def test_fulfil_after_the_due_time_is_late_even_unmarked(officer):
    row = fulfil(one(), by=officer, at=DUE + timedelta(seconds=1), evidence="submission:1")

    assert row.state == ObligationState.LATE_DONE


def test_mark_missing_then_fulfil_is_late(officer):
    row = one()
    assert mark_missing(at=DUE) == 0
    assert mark_missing(at=DUE + timedelta(seconds=1)) == 1
    row.refresh_from_db()
    assert row.state == ObligationState.MISSING

    assert (
        fulfil(row, by=officer, at=DUE + timedelta(hours=1), evidence="x").state
        == ObligationState.LATE_DONE
    )


def test_fulfil_twice_keeps_the_first(officer):
    row = fulfil(one(), by=officer, at=DUE, evidence="first")

    again = fulfil(row, by=officer, at=DUE + timedelta(days=1), evidence="second")

    assert (again.state, again.evidence) == (ObligationState.DONE, "first")


def test_reopen_owes_it_again_with_the_old_due_time(officer):
    row = reopen(fulfil(one(), by=officer, at=DUE, evidence="x"), by=officer, at=DUE)

    assert (row.state, row.due_at, row.done_at) == (ObligationState.OPEN, DUE, None)


def test_waive_by_the_manager_with_a_reason(manager):
    row = waive(one(), by=manager, at=DUE, reason="制度发布前")

    assert (row.state, row.waive_reason) == (ObligationState.WAIVED, "制度发布前")


def test_waive_by_the_stranger_is_refused(stranger):
    with pytest.raises(NotAllowed):
        waive(one(), by=stranger, at=DUE, reason="制度发布前")


def test_waive_without_reason_is_refused(manager):
    with pytest.raises(NoteMissing):
        waive(one(), by=manager, at=DUE, reason="。")


def test_waive_ones_own_is_refused(manager):
    with pytest.raises(CannotWaive):
        waive(one(responsible=manager), by=manager, at=DUE, reason="不想交")


def test_obligations_are_seen_by_who_owes_and_who_watches(
    specialist, colleague, head, officer, stranger
):
    one(responsible=specialist, department=specialist.department, role="")

    seen = {
        person.username: Obligation.objects.visible_to(person).count()
        for person in (specialist, colleague, head, officer, stranger)
    }

    assert seen == {"lin": 1, "he": 0, "du": 1, "shen": 1, "qin": 0}
