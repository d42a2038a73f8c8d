"""Failed work is tried again, or set aside with a reason (reliability §3.2, jobs)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NoteMissing, WrongState, has_substance
from governance.models import Job, Person
from governance.permissions import Permission, demand
from governance.selectors.parked_job import SET_ASIDE, job_in_words
from governance.services.audit import Change, record
from governance.services.job import unpark_job
from governance.states import JobState


def retry_job(job: Job, *, by: Person, at: datetime) -> Job:
    """A parked job has three new tries. Raises `WrongState` where it is not parked any more, or is under way anew."""
    demand(by, Permission.JOB_RETRY)
    with transaction.atomic():
        if _is_under_way(job) or not unpark_job(job, at=at):
            raise WrongState(_("This job is no longer waiting for somebody."))
        _tell("governance.retry_job", job, by=by, at=at)
    job.refresh_from_db()
    return job


def set_job_aside(job: Job, *, by: Person, at: datetime, reason: str) -> Job:
    """A parked job that nobody needs any more is set aside with a reason; it stays in the ledger.

    Raises `NoteMissing` without a reason and `WrongState` where the job is not parked.
    """
    demand(by, Permission.JOB_RETRY)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    with transaction.atomic():
        told = {SET_ASIDE: {"by": by.name, "at": at.isoformat(), "reason": reason.strip()}}
        if not Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(result=told):
            raise WrongState(_("This job is no longer waiting for somebody."))
        _tell("governance.set_job_aside", job, by=by, at=at, note=reason.strip())
    job.refresh_from_db()
    return job


def _is_under_way(job: Job) -> bool:
    unfinished = [JobState.DUE, JobState.RUNNING]
    return Job.objects.filter(kind=job.kind, subject=job.subject, state__in=unfinished).exists()


def _tell(action: str, job: Job, *, by: Person, at: datetime, note: str = "") -> None:
    after = {"kind": job.kind, "subject": job.subject, "error": job.error}
    change = Change(after=after, note=note, label=job_in_words(job.kind))
    record(action, by=by, at=at, obj=job, change=change)
