"""The watchdog tells once per incident, and ends what is over (reliability §6 item 10; §0 row 11)."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.lib.machine import Room
from governance.models import AuditEntry, Heartbeat, Job, Message, Watermark
from governance.selectors import status_store
from governance.services.calendar import seed_calendar
from governance.services.job import JobOrder, note_looked, request_job, stamp_heartbeats
from governance.services.watchdog import (
    keepers,
    tell_of_darkness,
    tell_of_silence,
    watch_parts,
)
from governance.states import JobState
from governance.tasks import watch_over
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(settings, tmp_path, monkeypatch, officer, system_admin, specialist):
    settings.BACKUP_STAMP = str(tmp_path / "none")
    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(50 << 30, 100 << 30))
    monkeypatch.setattr(status_store, "database_moment", lambda: None)
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    stamp_heartbeats("clock", "jobs", at=NOW)
    note_looked("sweep", head=0, at=NOW)


def told(word):
    return sorted(
        Message.objects.filter(event_key__startswith=f"watchdog:{word}").values_list(
            "recipient__username", flat=True
        )
    )


def acts():
    return list(
        AuditEntry.objects.filter(actor_key="system:watchdog")
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def test_keepers_are_pmo_and_system_administrators_each_once(officer, manager, system_admin):
    assert keepers(NOW) == [officer, manager, system_admin]


@pytest.mark.parametrize("minutes", [11, 60 * 24 * 22])
def test_darkness_is_told_once_when_it_is_over(minutes):
    stamp_heartbeats("clock", at=NOW - timedelta(minutes=minutes))

    tell_of_darkness(at=NOW)
    tell_of_darkness(at=NOW)

    assert told("dark") == ["shen", "wei"]
    assert acts() == ["governance.note_darkness"]
    assert Message.objects.filter(is_urgent=True).count() == 2


@pytest.mark.parametrize("minutes", [1, 10, -1, -60 * 24 * 365])
def test_tick_in_time_or_after_one_from_the_future_tells_nothing(minutes):
    stamp_heartbeats("clock", at=NOW - timedelta(minutes=minutes))

    assert tell_of_darkness(at=NOW) is None
    assert told("") == []


def test_first_tick_of_all_tells_nothing():
    from governance.models import Heartbeat

    Heartbeat.objects.all().delete()

    assert tell_of_darkness(at=NOW) is None
    assert not tell_of_silence(at=NOW)
    assert told("") == []


@pytest.mark.parametrize("minutes", [11, -60 * 24])
def test_silence_is_told_once_by_whoever_lives(minutes):
    stamp_heartbeats("clock", at=NOW - timedelta(minutes=minutes))

    assert [tell_of_silence(at=NOW), tell_of_silence(at=NOW)] == [True, False]
    assert told("silent") == ["shen", "wei"]


def test_silence_that_is_over_is_no_alarm_any_more():
    stamp_heartbeats("clock", at=NOW - timedelta(minutes=30))
    tell_of_silence(at=NOW)

    tell_of_darkness(at=NOW + timedelta(minutes=1))

    assert not Watermark.objects.filter(name="alarm:clock").exists()
    assert told("dark") == ["shen", "wei"]


def test_silence_of_a_clock_set_right_ends_with_the_next_look():
    stamp_heartbeats("clock", at=NOW + timedelta(days=1))
    tell_of_silence(at=NOW)

    stamp_heartbeats("clock", at=NOW)
    watch_parts(at=NOW)

    assert acts() == ["governance.raise_alarm", "governance.end_alarm"]


def test_part_that_fails_is_told_once_until_it_is_in_order_again(monkeypatch):
    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(1, 10 << 30))
    assert watch_parts(at=NOW) == ["disk"]
    assert watch_parts(at=NOW + timedelta(minutes=10)) == []

    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(5 << 30, 10 << 30))
    watch_parts(at=NOW + timedelta(minutes=10))
    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(1, 10 << 30))
    watch_parts(at=NOW + timedelta(minutes=20))

    assert told("disk") == ["shen", "shen", "wei", "wei"]
    assert acts() == ["governance.raise_alarm", "governance.end_alarm", "governance.raise_alarm"]


def test_parked_job_is_told_in_both_languages():
    job = request_job(JobOrder("tests.work", "row:1", {}), by=SETUP, at=LONG_AGO)
    Job.objects.filter(pk=job.pk).update(state=JobState.PARKED, finished_at=NOW)

    watch_parts(at=NOW)

    row = Message.objects.get(recipient__username="wei")
    assert (row.subject_en, row.url) == (
        "Fault of the system: Failed jobs, 1 job failed",
        "/system/status/",
    )
    assert "系统故障" in row.subject


def test_first_tick_and_the_one_after_a_darkness_watch_no_parts(monkeypatch):
    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(1, 10 << 30))
    seven = NOW.replace(minute=7)
    Heartbeat.objects.all().delete()
    watch_over(seven)
    stamp_heartbeats("clock", at=seven - timedelta(days=2))
    watch_over(seven)
    assert told("disk") == []

    stamp_heartbeats("clock", at=seven + timedelta(minutes=9))
    watch_over(seven + timedelta(minutes=10))
    assert told("disk") == ["shen", "wei"]


def test_what_only_asks_for_attention_is_told_to_nobody():
    stamp_heartbeats("jobs", at=NOW - timedelta(minutes=15))

    assert watch_parts(at=NOW) == []
    assert told("") == []
