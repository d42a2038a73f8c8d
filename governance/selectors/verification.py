"""What the last look through the trail and through the stored files has found (reliability §6 items 6 and 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from governance.models import Job
from governance.states import JobState

TRAIL, FILES = "verify_trail", "verify_files"
VERIFICATIONS = (TRAIL, FILES)
# One thing is looked through at a time, whoever has asked.
SUBJECT = "all"


@dataclass(frozen=True)
class Verification:
    """One look through everything: who asked, when it ended, how far it came and what it found first."""

    by: str
    at: datetime | None
    upto: int
    fault: int
    problem: str
    job: Job

    @property
    def is_whole(self) -> bool:
        """Nothing was found."""
        return not self.problem


@dataclass(frozen=True)
class Verifying:
    """A kind of verification: the last one that ended, and the one that is under way or has failed."""

    last: Verification | None
    job: Job | None

    @property
    def is_running(self) -> bool:
        """Somebody has asked, and it is not ended yet."""
        return self.job is not None and self.job.state in {JobState.DUE, JobState.RUNNING}


def verifications(kinds: Iterable[str] = VERIFICATIONS) -> dict[str, Verifying]:
    """How each kind of verification stands; two questions, however often it was done."""
    wanted = list(kinds)
    done = Q(state=JobState.DONE)
    keys = Job.objects.filter(kind__in=wanted, subject=SUBJECT).aggregate(
        **{f"{kind}_done": Max("pk", filter=Q(done, kind=kind)) for kind in wanted},
        **{f"{kind}_other": Max("pk", filter=Q(~done, kind=kind)) for kind in wanted},
    )
    jobs = Job.objects.in_bulk([key for key in keys.values() if key is not None])
    return {
        kind: _verifying(jobs.get(keys[f"{kind}_done"]), jobs.get(keys[f"{kind}_other"]))
        for kind in wanted
    }


def _verifying(done: Job | None, other: Job | None) -> Verifying:
    # What failed before the last one that ended is no news any more.
    is_old = other is not None and done is not None and other.pk < done.pk
    return Verifying(_read(done) if done else None, None if is_old else other)


def _read(job: Job) -> Verification:
    found: dict[str, Any] = job.result
    return Verification(
        by=str(found.get("by", job.requested_by)),
        at=job.finished_at,
        upto=int(found.get("upto", 0)),
        fault=int(found.get("fault", 0)),
        problem=str(found.get("problem", "")),
        job=job,
    )
