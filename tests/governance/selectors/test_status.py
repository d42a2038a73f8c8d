"""Each light of the status page, both ways: in order, and not (reliability §6 item 10)."""

from datetime import UTC, datetime, timedelta
from os import utime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

from governance.lib.machine import Room
from governance.models import Heartbeat, Job, Message, Watermark
from governance.selectors import status_line, status_store
from governance.selectors.parked_job import parked_jobs
from governance.selectors.status import status_lines, worst_of
from governance.selectors.verification import FILES, TRAIL
from governance.selectors.watermark import SWEEP
from governance.services.calendar import seed_calendar
from governance.services.job import JobOrder, note_looked, request_job, stamp_heartbeats
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties
from governance.services.verification import verify_now
from governance.states import Health, JobState, MessageState, ObligationKind
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ROOMY = Room(50 << 30, 100 << 30)


@pytest.fixture(autouse=True)
def world(settings, tmp_path, monkeypatch):
    """Every part is in order; each test breaks one of them."""
    settings.BACKUP_STAMP = str(tmp_path / "last-backup")
    monkeypatch.setattr(status_store, "room_at", lambda _folder: ROOMY)
    monkeypatch.setattr(status_store, "database_moment", lambda: NOW)
    stamp_backup(settings, NOW - timedelta(hours=5))
    stamp_heartbeats("clock", "worker", "jobs", at=NOW - timedelta(seconds=30))
    note_looked(SWEEP, head=0, at=NOW - timedelta(minutes=5))
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    for kind in (TRAIL, FILES):
        verify_now(kind, by=SETUP, at=NOW - timedelta(hours=6))
    with translation.override("en"):
        yield


def stamp_backup(settings, at):
    Path(settings.BACKUP_STAMP).touch()
    utime(settings.BACKUP_STAMP, (at.timestamp(), at.timestamp()))


def line(code, at=NOW):
    return next(each for each in status_lines(at) if each.code == code)


def test_status_of_a_system_in_order_is_green_throughout():
    lines = status_lines(NOW)

    # Whether files are scanned is for the operator to say; that they are not is said.
    odd = {each.code: each.light for each in lines if each.light != Health.GOOD}
    assert odd == {"scanner": Health.UNRECORDED}
    assert worst_of(lines) == Health.GOOD
    assert len(lines) == 14


@pytest.mark.parametrize(
    ("ago", "light"),
    [
        (timedelta(minutes=3), Health.GOOD),
        (timedelta(minutes=4), Health.ATTENTION),
        (timedelta(minutes=10), Health.ATTENTION),
        (timedelta(minutes=11), Health.ALARM),
        (timedelta(days=-400), Health.ALARM),
        (timedelta(seconds=-30), Health.GOOD),
    ],
)
def test_clock_by_the_age_of_its_last_ring(ago, light):
    stamp_heartbeats("clock", at=NOW - ago)

    assert line("clock").light == light
    assert line("clock").since == NOW - ago
    assert bool(line("clock").advice) == (light != Health.GOOD)


def test_clock_that_has_never_rung_asks_for_attention():
    Heartbeat.objects.all().delete()

    assert line("clock").light == Health.ATTENTION
    assert line("jobs").light == Health.UNRECORDED


def owe(officer, due):
    duty = Duty(
        ObligationKind.WEEKLY_DATA, "6.4.2", "thing:1", "2026-W08", "事项", "Thing", "/x/",
        due - timedelta(days=5), due, responsible=officer, department=officer.department,
    )  # fmt: skip
    ensure_duties([duty], at=due - timedelta(days=5))


def test_ledger_with_a_duty_past_its_time_unmarked_is_a_fault(officer):
    owe(officer, NOW - timedelta(hours=2))

    assert line("ledger").light == Health.ALARM
    assert line("ledger").since == NOW - timedelta(hours=2)
    assert line("ledger").figure.startswith("1 duties")


def test_ledger_with_a_duty_still_to_come_is_in_order(officer):
    owe(officer, NOW + timedelta(hours=2))

    assert line("ledger").light == Health.GOOD


@pytest.mark.parametrize(
    ("ago", "light"), [(60, Health.GOOD), (75, Health.ATTENTION), (130, Health.ALARM)]
)
def test_ledger_by_when_every_sweep_went_through(ago, light):
    note_looked(SWEEP, head=0, at=NOW - timedelta(minutes=ago))

    assert line("ledger").light == light


def test_ledger_that_was_never_looked_through_claims_nothing():
    Watermark.objects.all().delete()

    assert line("ledger").light == Health.UNRECORDED


@pytest.mark.parametrize(
    ("ago", "light"), [(9, Health.GOOD), (12, Health.ATTENTION), (21, Health.ALARM)]
)
def test_worker_by_when_it_was_seen(ago, light):
    stamp_heartbeats("jobs", at=NOW - timedelta(minutes=ago))

    assert line("jobs").light == light


@pytest.mark.parametrize(
    ("ago", "light"), [(5, Health.GOOD), (11, Health.ATTENTION), (61, Health.ALARM)]
)
def test_queue_by_its_oldest_job(ago, light):
    order = JobOrder("tests.work", "row:1", {})
    request_job(order, by=SETUP, at=NOW - timedelta(minutes=ago))

    assert line("queue").light == light
    assert line("queue").figure == "1 job waits"


def test_old_work_that_is_being_done_is_no_fault():
    """A first start with the demo, or a weekend without a worker: the watchdog once told everybody of a fault."""
    for row in ("row:1", "row:2"):
        request_job(JobOrder("tests.work", row, {}), by=SETUP, at=NOW - timedelta(days=30))
    Job.objects.filter(subject="row:1").update(
        state=JobState.RUNNING, started_at=NOW - timedelta(minutes=2)
    )
    assert line("queue").light == Health.ATTENTION

    Job.objects.filter(subject="row:1").update(started_at=NOW - timedelta(hours=2))
    assert line("queue").light == Health.ALARM


def parked(subject="row:1", kind="tests.work"):
    job = request_job(JobOrder(kind, subject, {}), by=SETUP, at=NOW - timedelta(hours=3))
    Job.objects.filter(pk=job.pk).update(
        state=JobState.PARKED, attempts=3, error="ValueError: broken", finished_at=NOW
    )
    return job


def test_parked_job_is_a_fault_until_it_is_done_all_the_same():
    parked()
    assert line("parked").light == Health.ALARM

    again = request_job(JobOrder("tests.work", "row:1", {}), by=SETUP, at=NOW)
    Job.objects.filter(pk=again.pk).update(state=JobState.DONE, finished_at=NOW)

    assert line("parked").light == Health.GOOD


def test_parked_jobs_of_others_are_seen_by_those_who_watch_only(system_admin, specialist):
    job = parked()

    assert list(parked_jobs(system_admin)) == [job]
    assert list(parked_jobs(specialist)) == []


@pytest.mark.parametrize(
    ("ago", "light"), [(9, Health.GOOD), (30, Health.ATTENTION), (61, Health.ALARM)]
)
def test_outbox_by_its_oldest_message(officer, ago, light):
    tell(Note("tests:1", "事"), [officer], at=NOW - timedelta(minutes=ago))

    assert line("outbox").light == light


def test_parked_message_asks_for_attention_and_leads_to_the_dead_letters(officer):
    tell(Note("tests:1", "事"), [officer], at=NOW)
    Message.objects.update(state=MessageState.PARKED)

    assert line("letters").light == Health.ATTENTION
    assert line("letters").figure == "1 e-mails, 0 to robots, 0 to webhooks"
    assert line("letters").url == "/system/dead-letters/"


@pytest.mark.parametrize(
    ("room", "light"),
    [
        (Room(3 << 30, 20 << 30), Health.GOOD),
        (Room(3 << 30, 100 << 30), Health.ATTENTION),
        (Room(1 << 30, 10 << 30), Health.ATTENTION),
        (Room(400 << 20, 10 << 30), Health.ALARM),
    ],
)
def test_disk_by_its_free_room(monkeypatch, room, light):
    monkeypatch.setattr(status_store, "room_at", lambda _folder: room)

    assert line("disk").light == light


@pytest.mark.parametrize(
    ("gap", "light"), [(0, Health.GOOD), (59, Health.GOOD), (61, Health.ALARM), (-90, Health.ALARM)]
)
def test_database_by_the_difference_of_the_clocks(monkeypatch, gap, light):
    monkeypatch.setattr(status_store, "database_moment", lambda: NOW + timedelta(seconds=gap))

    assert line("database").light == light


def test_database_in_the_same_process_has_no_clock_of_its_own(monkeypatch):
    monkeypatch.setattr(status_store, "database_moment", lambda: None)

    assert line("database").light == Health.GOOD


@pytest.mark.parametrize(
    ("hours", "light"),
    [
        (25, Health.GOOD),
        (30, Health.ATTENTION),
        (8 * 24, Health.ALARM),
        (-2, Health.ATTENTION),
    ],
)
def test_backup_by_the_stamp_of_the_operator(settings, hours, light):
    stamp_backup(settings, NOW - timedelta(hours=hours))

    assert line("backup").light == light


def test_backup_without_a_stamp_is_not_invented(settings, tmp_path):
    settings.BACKUP_STAMP = str(tmp_path / "nowhere")

    assert (line("backup").light, line("backup").since) == (Health.UNRECORDED, None)


@pytest.mark.parametrize("code", ["trail", "files"])
def test_verification_that_is_old_or_missing_is_told(code):
    kind = {"trail": TRAIL, "files": FILES}[code]
    Job.objects.filter(kind=kind).update(finished_at=NOW - timedelta(days=3))
    assert line(code).light == Health.ATTENTION

    Job.objects.filter(kind=kind).delete()

    assert line(code).light == Health.UNRECORDED


@pytest.mark.parametrize("code", ["trail", "files"])
def test_verification_that_found_something_is_a_fault(code):
    kind = {"trail": TRAIL, "files": FILES}[code]
    broken = {"by": "x", "upto": 6, "fault": 7, "problem": "changed"}
    Job.objects.filter(kind=kind).update(result=broken)

    assert line(code).light == Health.ALARM
    assert "7" in line(code).figure


@pytest.mark.parametrize(
    ("day", "light"),
    [
        ("2026-10-31", Health.GOOD),
        ("2026-11-01", Health.ATTENTION),
        ("2026-12-14", Health.ATTENTION),
        ("2026-12-15", Health.ALARM),
        ("2027-01-01", Health.ALARM),
    ],
)
def test_calendar_of_the_next_year_is_missed_from_november(day, light):
    at = datetime.fromisoformat(f"{day}T04:00:00+00:00")

    assert status_store.calendar_line(at).light == light


def test_certificate_is_no_line_where_none_is_known(settings):
    settings.CERTIFICATE_FILE = ""

    assert status_store.certificate_line(NOW) is None


@pytest.mark.parametrize(
    ("days", "light"), [(60, Health.GOOD), (20, Health.ATTENTION), (3, Health.ALARM)]
)
def test_certificate_by_its_last_day(settings, monkeypatch, days, light):
    settings.CERTIFICATE_FILE = "cert.pem"
    end = NOW + timedelta(days=days)
    monkeypatch.setattr(status_store, "certificate_end", lambda _path: end)

    assert status_store.certificate_line(NOW).light == light


def test_certificate_that_cannot_be_read_is_told(settings, tmp_path):
    settings.CERTIFICATE_FILE = str(tmp_path / "none.pem")

    assert status_store.certificate_line(NOW).light == Health.UNRECORDED


def test_alarm_that_stands_says_since_when(monkeypatch):
    monkeypatch.setattr(status_store, "room_at", lambda _folder: Room(1, 10 << 30))
    Watermark.objects.create(name="alarm:disk", sequence=1, at=NOW - timedelta(hours=3))

    assert line("disk").since == NOW - timedelta(hours=3)


def test_status_costs_the_same_however_much_there_is(officer, django_assert_max_num_queries):
    for number in range(5):
        parked(f"row:{number}")
        tell(Note(f"tests:{number}", "事"), [officer], at=NOW - timedelta(hours=2))

    with django_assert_max_num_queries(15):
        status_lines(NOW)


def test_by_age_knows_its_limits():
    limits = timedelta(1), timedelta(2)

    assert status_line.by_age(timedelta(1), *limits) == Health.GOOD
    assert status_line.by_age(timedelta(2), *limits) == Health.ATTENTION
    assert status_line.by_age(timedelta(3), *limits) == Health.ALARM
    assert worst_of([SimpleNamespace(light=Health.ATTENTION)]) == Health.ATTENTION
