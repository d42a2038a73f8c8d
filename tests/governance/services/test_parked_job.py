"""Failed work is tried again or set aside, by whom it is for, on record (D21)."""

from datetime import UTC, datetime

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Job
from governance.selectors.parked_job import parked_jobs
from governance.services.job import JobOrder, request_job
from governance.services.parked_job import retry_job, set_job_aside
from governance.states import JobState
from tests.people import SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ORDER = JobOrder("tests.work", "row:1", {})


@pytest.fixture
def job(db):
    row = request_job(ORDER, by=SETUP, at=NOW)
    Job.objects.filter(pk=row.pk).update(
        state=JobState.PARKED, attempts=3, error="ValueError: broken", finished_at=NOW
    )
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("who", ["system_admin", "officer", "manager"])
def test_retry_job_gives_three_new_tries(request, job, who):
    retry_job(job, by=request.getfixturevalue(who), at=NOW)

    assert (job.state, job.attempts, job.error) == (JobState.DUE, 0, "")
    entry = AuditEntry.objects.get(action="governance.retry_job")
    assert entry.after["error"] == "ValueError: broken"


@pytest.mark.parametrize("who", ["specialist", "auditor", "security_admin", "chair"])
def test_retry_job_by_anybody_else_is_refused(request, job, who):
    with pytest.raises(NotAllowed):
        retry_job(job, by=request.getfixturevalue(who), at=NOW)
    with pytest.raises(NotAllowed):
        set_job_aside(job, by=request.getfixturevalue(who), at=NOW, reason="不再需要")


def test_retry_job_twice_is_refused_the_second_time(job, system_admin):
    retry_job(job, by=system_admin, at=NOW)

    with pytest.raises(WrongState):
        retry_job(job, by=system_admin, at=NOW)


def test_retry_job_while_the_same_is_under_way_is_refused(job, system_admin):
    request_job(ORDER, by=SETUP, at=NOW)

    with pytest.raises(WrongState):
        retry_job(job, by=system_admin, at=NOW)


def test_set_job_aside_takes_it_off_the_page_and_keeps_it(job, system_admin):
    set_job_aside(job, by=system_admin, at=NOW, reason="旧文件，不再需要")

    assert list(parked_jobs()) == []
    assert job.state == JobState.PARKED
    assert job.result["set_aside"]["by"] == system_admin.name
    assert AuditEntry.objects.get(action="governance.set_job_aside").note == "旧文件，不再需要"


@pytest.mark.parametrize("reason", ["", " ", "。"])
def test_set_job_aside_without_a_reason_is_refused(job, system_admin, reason):
    with pytest.raises(NoteMissing):
        set_job_aside(job, by=system_admin, at=NOW, reason=reason)


def test_set_job_aside_of_one_that_runs_again_is_refused(job, system_admin):
    retry_job(job, by=system_admin, at=NOW)

    with pytest.raises(WrongState):
        set_job_aside(job, by=system_admin, at=NOW, reason="不再需要")
