"""The tick: every sweep runs, whatever another one does; twice changes nothing; five at once change nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import AuditAnchor, Heartbeat, Message, Obligation
from governance.services.job import JOB_HANDLERS
from governance.services.obligation import Duty, ensure_duties
from governance.services.setting import decide_setting
from governance.states import JOB_WORDS, Role
from portal import tasks

NOON = datetime(2026, 3, 2, 4, 5, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_tick_leaves_the_signs_of_life():
    tasks.tick()

    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"clock", "jobs", "worker"}


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


def test_every_kind_of_job_has_its_words():
    """The status page tells what has failed; a kind without words would show its code."""
    assert set(JOB_HANDLERS) - set(JOB_WORDS) == set()


def test_tick_after_darkness_says_so(officer, time_machine):
    time_machine.move_to(NOON, tick=False)
    tasks.tick()
    time_machine.move_to(NOON + timedelta(days=22), tick=False)

    tasks.tick()
    tasks.tick()

    assert Message.objects.filter(event_key__startswith="watchdog:dark").count() == 1


def test_tick_with_nothing_due_is_cheap(catalogue, django_assert_max_num_queries, time_machine):
    # Neither the minute in which files are swept nor one in which every part is watched.
    time_machine.move_to(NOON, tick=False)
    tasks.tick()
    tasks.tick()

    with django_assert_max_num_queries(12):
        tasks.tick()


def looked_through(monkeypatch):
    """The moments at which everything is swept."""
    seen = []
    monkeypatch.setattr(tasks, "SWEEPS", (seen.append,))
    return seen


NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "times"),
    [
        (timedelta(minutes=1), 1),
        (timedelta(minutes=61), 2),
        (timedelta(hours=14, minutes=1), 2),
        (timedelta(minutes=-5), 2),
    ],
    ids=["a minute", "an hour", "after midnight", "clock set back"],
)
def test_quiet_minute_is_let_pass_but_no_hour_and_no_new_day(db, monkeypatch, later, times):
    seen = looked_through(monkeypatch)

    tasks.sweep_what_changed(NOW)
    tasks.sweep_what_changed(NOW + later)

    assert len(seen) == times


def test_minute_after_an_act_looks_through_everything(manager, monkeypatch):
    seen = looked_through(monkeypatch)
    tasks.sweep_what_changed(NOW)

    decide_setting("company_name", "甲公司", by=manager, at=NOW, reason="更名登记")
    tasks.sweep_what_changed(NOW + timedelta(minutes=1))

    assert len(seen) == 2


def test_minute_in_which_a_duty_falls_due_looks_through_everything(db, monkeypatch):
    due = NOW + timedelta(minutes=5)
    owed = {"opens_at": NOW - timedelta(days=1), "due_at": due, "role": Role.PMO}
    words = {"title": "周数据", "title_en": "Weekly data", "url": "/weekly/"}
    ensure_duties(
        [Duty("weekly_data", "6.4.2②", "assignment:1", "2026-W46", **words, **owed)], at=NOW
    )
    seen = looked_through(monkeypatch)
    tasks.sweep_what_changed(NOW)
    tasks.sweep_what_changed(due - timedelta(minutes=1))

    tasks.sweep_what_changed(due)

    assert seen == [NOW, due]


def test_sweep_that_failed_is_tried_again_the_next_minute(db, monkeypatch):
    seen = []

    def broken(now):
        seen.append(now)
        raise ValueError("broken")

    monkeypatch.setattr(tasks, "SWEEPS", (broken,))
    tasks.sweep_what_changed(NOW)

    tasks.sweep_what_changed(NOW + timedelta(minutes=1))

    assert len(seen) == 2


def test_run_jobs_leaves_the_work_to_who_is_at_it():
    with tasks._at_work:
        assert tasks.run_jobs() == 0
