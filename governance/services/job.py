"""Long work: asked for as a row, claimed under a lease, tried three times, then parked (reliability §0 row 5)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When

from governance.lib.actors import Actor
from governance.lib.claims import claim_row
from governance.models import Heartbeat, Job, Watermark
from governance.states import JobState

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
PAUSE = timedelta(seconds=30)
TURN = timedelta(seconds=5)
BUDGET = timedelta(minutes=2)  # a worker that is busy for longer would let the clock look dead

Handler = Callable[[Job], dict[str, Any] | None]


JOB_HANDLERS: dict[str, Handler] = {}
# Before whose progress bar a person sits.
WATCHED: set[str] = set()


def job_handler(kind: str, *, is_watched: bool = False) -> Callable[[Handler], Handler]:
    """The function that does the jobs of a kind; each app registers its own in its `tasks.py`.

    What `is_watched` goes before the papers, packs and checks that wait: a file just handed in is not
    kept waiting by thirty reports that nobody opens tonight.
    """

    def register(handler: Handler) -> Handler:
        JOB_HANDLERS[kind] = handler
        if is_watched:
            WATCHED.add(kind)
        return handler

    return register


class LostLease(Exception):  # noqa: N818 -- an event, not an error: another worker has taken over
    """The lease ran out and another worker has the job; this one must stop without a trace."""


class NotYet(Exception):  # noqa: N818 -- an event, not an error: something else comes first
    """The job must wait for another one; it is asked again in a moment and no try is counted."""


@dataclass(frozen=True)
class JobOrder:
    """What is to be done: the handler's name, about what, and its primitives."""

    kind: str
    subject: str
    payload: dict[str, Any]


def request_job(order: JobOrder, *, by: Actor, at: datetime) -> Job:
    """There is at most one unfinished job per kind and subject; asking again hands back that one."""
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=order.kind,
                subject=order.subject,
                payload=order.payload,
                next_at=at,
                requested_by=by.actor_key,
                requested_at=at,
            )
    except IntegrityError:
        return Job.objects.get(
            kind=order.kind, subject=order.subject, state__in=[JobState.DUE, JobState.RUNNING]
        )


def run_due_jobs(*, clock: Callable[[], datetime], limit: int = 50) -> int:
    """Due jobs run one after the other until none is left or two minutes are gone; the next sweep goes on.

    Several workers share them harmlessly.

    One job's failure does not stop the others. Returns how many this worker ran.
    """
    ran, stop_at = 0, clock() + BUDGET
    for _turn in range(limit):
        job = _claim_next(clock()) if clock() < stop_at else None
        if job is None:
            break
        _run(job, JOB_HANDLERS[job.kind], clock)
        ran += 1
    return ran


def report_progress(job: Job, *, done: int, total: int, at: datetime, message: str = "") -> None:
    """Progress renews the lease; a worker that lost it is told so by `LostLease`.

    Call it outside the transaction of the work, else nobody sees it move.
    """
    changed = Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).update(
        progress_done=done, progress_total=total, message=message[:300], lease_until=at + LEASE
    )
    if not changed:
        raise LostLease


@contextmanager
def held_lease(job: Job) -> Iterator[None]:
    """What is written inside counts only while this worker still holds the job (fencing, D25)."""
    with transaction.atomic():
        yield
        if not Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING).exists():
            raise LostLease


def unpark_job(job: Job, *, at: datetime) -> bool:
    """A parked job is given three new tries."""
    return (
        Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
            state=JobState.DUE, attempts=0, next_at=at, error=""
        )
        == 1
    )


def _claim_next(now: datetime) -> Job | None:
    free = Q(state=JobState.DUE, next_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    watched_first = Case(When(kind__in=WATCHED, then=Value(0)), default=Value(1))
    waiting = Job.objects.filter(free).order_by(watched_first, "next_at", "pk")
    for pk in waiting.values_list("pk", flat=True)[:10]:
        if claim_row(
            Job.objects.all(),
            pk,
            due=JobState.DUE,
            running=JobState.RUNNING,
            now=now,
            until=now + LEASE,
        ):
            job = Job.objects.get(pk=pk)
            if job.attempts > MOST_ATTEMPTS:  # its process died each time: no fourth run
                _park(job, "the worker was killed three times while running this job", now)
                continue
            Job.objects.filter(pk=pk, started_at=None).update(started_at=now)
            return job
    return None


def _run(job: Job, handler: Handler, clock: Callable[[], datetime]) -> None:
    try:
        result = handler(job)
    except LostLease:
        return
    except NotYet:
        Job.objects.filter(pk=job.pk, fence=job.fence).update(
            state=JobState.DUE,
            lease_until=None,
            next_at=clock() + TURN,
            attempts=F("attempts") - 1,
        )
        return
    except Exception as problem:  # noqa: BLE001 -- a failing job is a state with a reason, never a crash
        if job.attempts >= MOST_ATTEMPTS:
            _park(job, f"{type(problem).__name__}: {problem}", clock())
        else:
            Job.objects.filter(pk=job.pk, fence=job.fence).update(
                state=JobState.DUE,
                lease_until=None,
                next_at=clock() + PAUSE * job.attempts,
                error=f"{type(problem).__name__}: {problem}"[:2000],
            )
        return
    Job.objects.filter(pk=job.pk, fence=job.fence).update(
        state=JobState.DONE, lease_until=None, finished_at=clock(), result=result or {}, error=""
    )


def _park(job: Job, error: str, now: datetime) -> None:
    Job.objects.filter(pk=job.pk, fence=job.fence).update(
        state=JobState.PARKED, lease_until=None, finished_at=now, error=error[:2000]
    )


def stamp_heartbeats(*names: str, at: datetime) -> None:
    """A process leaves its sign of life; `/healthz` reads how old it is. One statement."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def note_looked(name: str, *, head: int, at: datetime) -> None:
    """A sweep that went through remembers how far it has looked. One statement.

    `head` is read before the sweep begins: what happens meanwhile is then seen by the next one.
    """
    Watermark.objects.bulk_create(
        [Watermark(name=name, sequence=head, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["sequence", "at"],
    )
