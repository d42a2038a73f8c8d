"""Jobs: claimed once, tried three times, fenced, parked with a reason."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.lib.actors import SystemActor
from governance.models import Job
from governance.services.job import (
    JOB_HANDLERS,
    LEASE,
    JobOrder,
    LostLease,
    held_lease,
    report_progress,
    request_job,
    run_due_jobs,
    unpark_job,
)
from governance.states import JobState

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ORDER = JobOrder("tests.work", "row:1", {"n": 1})
CLOCK = SystemActor("tests")


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def handler(monkeypatch):
    def install(function):
        monkeypatch.setitem(JOB_HANDLERS, "tests.work", function)

    return install


def test_request_job_twice_hands_back_the_unfinished_one():
    assert request_job(ORDER, by=CLOCK, at=START) == request_job(ORDER, by=CLOCK, at=START)


def test_what_a_person_watches_goes_before_what_waits_longer(handler, monkeypatch, clock):
    done = []
    handler(lambda job: done.append(job.kind))
    monkeypatch.setitem(JOB_HANDLERS, "tests.watched", lambda job: done.append(job.kind))
    monkeypatch.setattr("governance.services.job.WATCHED", {"tests.watched"})
    request_job(ORDER, by=CLOCK, at=START - timedelta(minutes=5))
    request_job(JobOrder("tests.watched", "row:2", {}), by=CLOCK, at=START)

    assert run_due_jobs(clock=clock) == 2
    assert done == ["tests.watched", "tests.work"]


def test_run_due_jobs_does_the_work_once(handler, clock):
    seen = []
    handler(lambda job: seen.append(job.payload) or {"made": 1})
    request_job(ORDER, by=CLOCK, at=START)

    assert (run_due_jobs(clock=clock), run_due_jobs(clock=clock)) == (1, 0)
    job = Job.objects.get()
    assert seen == [{"n": 1}]
    assert (job.state, job.result, job.finished_at) == (JobState.DONE, {"made": 1}, START)


def test_run_due_jobs_parks_after_three_failures_and_others_go_on(handler, clock, monkeypatch):
    def fail(job):
        raise OverflowError("font size")

    handler(fail)
    monkeypatch.setitem(JOB_HANDLERS, "tests.other", lambda job: None)
    request_job(ORDER, by=CLOCK, at=START)
    request_job(JobOrder("tests.other", "row:2", {}), by=CLOCK, at=START)

    for _turn in range(5):
        run_due_jobs(clock=clock)
        clock.now += timedelta(minutes=5)

    bad, good = Job.objects.get(kind="tests.work"), Job.objects.get(kind="tests.other")
    assert (bad.state, bad.attempts) == (JobState.PARKED, 3)
    assert "font size" in bad.error
    assert good.state == JobState.DONE


def test_run_due_jobs_takes_over_when_the_lease_has_run_out(handler, clock):
    handler(lambda job: None)
    request_job(ORDER, by=CLOCK, at=START)
    Job.objects.update(state=JobState.RUNNING, attempts=1, fence=1, lease_until=START + LEASE)

    assert run_due_jobs(clock=clock) == 0
    clock.now += LEASE + timedelta(seconds=1)
    assert run_due_jobs(clock=clock) == 1


def test_job_whose_worker_always_dies_is_parked(handler, clock):
    handler(lambda job: None)
    request_job(ORDER, by=CLOCK, at=START)
    Job.objects.update(state=JobState.RUNNING, attempts=3, fence=3, lease_until=START)
    clock.now += timedelta(seconds=1)

    assert run_due_jobs(clock=clock) == 0
    assert Job.objects.get().state == JobState.PARKED


def test_worker_that_wakes_late_is_fenced_out(handler, clock):
    def slow(job):
        Job.objects.filter(pk=job.pk).update(
            fence=job.fence + 1
        )  # another worker took over meanwhile
        report_progress(job, done=1, total=2, at=clock())

    handler(slow)
    request_job(ORDER, by=CLOCK, at=START)
    run_due_jobs(clock=clock)

    assert Job.objects.get().state == JobState.RUNNING


def test_held_lease_undoes_what_the_late_worker_wrote(handler, clock):
    request_job(ORDER, by=CLOCK, at=START)
    job = Job.objects.get()

    with pytest.raises(LostLease), held_lease(job):
        Job.objects.filter(pk=job.pk).update(message="late")
    assert Job.objects.get().message == ""


def test_report_progress_is_seen_and_renews_the_lease(handler, clock):
    def work(job):
        clock.now += timedelta(minutes=9)
        report_progress(job, done=1, total=4, at=clock(), message="¼")
        assert Job.objects.get().percent == 25
        assert Job.objects.get().lease_until == clock() + LEASE

    handler(work)
    request_job(ORDER, by=CLOCK, at=START)

    assert run_due_jobs(clock=clock) == 1


def test_unpark_job_gives_new_tries(handler, clock):
    handler(lambda job: None)
    request_job(ORDER, by=CLOCK, at=START)
    Job.objects.update(state=JobState.PARKED, attempts=3)

    assert unpark_job(Job.objects.get(), at=START)
    run_due_jobs(clock=clock)

    assert Job.objects.get().state == JobState.DONE


def test_run_due_jobs_stops_when_its_budget_is_spent(handler, clock):
    def slow(job):
        clock.now += timedelta(minutes=1)

    handler(slow)
    for number in range(5):
        request_job(JobOrder("tests.work", f"row:{number}", {}), by=CLOCK, at=START)

    assert run_due_jobs(clock=clock) == 2
    assert run_due_jobs(clock=clock) == 2
