"""The tick: every sweep runs, whatever another one does; twice changes nothing; five at once change nothing."""

import pytest

from governance.models import AuditAnchor, Heartbeat, Obligation
from portal import tasks

pytestmark = pytest.mark.django_db


def test_tick_leaves_the_signs_of_life():
    tasks.tick()

    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"clock", "worker"}


def test_tick_twice_changes_nothing_more(catalogue):
    tasks.tick()
    before = Obligation.objects.count(), AuditAnchor.objects.count()

    tasks.tick()

    assert (Obligation.objects.count(), AuditAnchor.objects.count()) == before


def test_sweep_that_fails_stops_none_of_the_others(monkeypatch):
    seen = []

    def broken(now):
        raise ValueError("broken")

    def fine(now):
        seen.append(now)

    monkeypatch.setattr(tasks, "SWEEPS", (broken, fine))

    with pytest.raises(RuntimeError, match="broken"):
        tasks.tick()
    assert len(seen) == 1


def test_tick_with_nothing_due_is_cheap(catalogue, django_assert_max_num_queries):
    tasks.tick()

    with django_assert_max_num_queries(60):
        tasks.tick()


def test_run_jobs_leaves_the_work_to_who_is_at_it():
    with tasks._at_work:
        assert tasks.run_jobs() == 0
