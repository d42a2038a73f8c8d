"""Looking through the trail and the stored files: asked for by a person or the night, done by a worker (D23)."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.workflow import Refused
from governance.models import AuditEntry, Job, Person, StoredFile
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.verification import SUBJECT, TRAIL, VERIFICATIONS
from governance.services.audit import Change, record, verify_chain
from governance.services.job import JobOrder, held_lease, report_progress, request_job
from governance.services.stored_file import first_damaged_file
from governance.states import JobState

# Long after the day's work and long before the next one's.
NIGHT = time(2, 0)
Told = Callable[[int], None]


class CannotVerify(Refused):
    """There is no such verification."""

    code = "cannot_verify"


def request_verification(kind: str, *, by: Actor, at: datetime) -> Job:
    """One verification of a kind is under way at a time; asking again hands back that one.

    A person needs the right to verify. Raises `CannotVerify` for an unknown kind.
    """
    if isinstance(by, Person):
        demand(by, Permission.AUDIT_VERIFY)
    if kind not in VERIFICATIONS:
        raise CannotVerify(_("Only the trail and the stored files are verified."))
    # A parked one that is asked for again begins anew, so that the old failure does not stand for ever.
    return request_job(JobOrder(kind, SUBJECT, {"by": by.actor_label}), by=by, at=at)


def request_nightly(*, at: datetime) -> list[Job]:
    """Every night both are verified once, whoever has asked on the day before; run twice it asks once."""
    midnight = local_moment(local_day(at))
    if at < local_moment(local_day(at), NIGHT):
        return []
    asked = set(
        Job.objects.filter(
            kind__in=VERIFICATIONS, subject=SUBJECT, requested_at__gte=midnight
        ).values_list("kind", flat=True)
    )
    by = SystemActor("night")
    return [request_verification(kind, by=by, at=at) for kind in VERIFICATIONS if kind not in asked]


def run_verification(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The whole trail, or every stored file, is looked through; what was found stays with the job and in the trail."""
    total = _size(job.kind)

    def told(done: int) -> None:
        report_progress(job, done=done, total=max(total, done), at=clock())

    told(0)
    found = _looked_through(job.kind, told)
    result = {"by": job.payload.get("by", job.requested_by), **found}
    with held_lease(job):
        _keep(job.kind, result, by=SystemActor("verify"), at=clock())
    return result


def verify_now(kind: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """An operator's own look through everything is kept like one that a worker has done."""
    result = {"by": by.actor_label, **_looked_through(kind, lambda _done: None)}
    with transaction.atomic():
        _keep(kind, result, by=by, at=at)
        Job.objects.create(
            kind=kind,
            subject=SUBJECT,
            state=JobState.DONE,
            next_at=at,
            requested_by=by.actor_key,
            requested_at=at,
            started_at=at,
            finished_at=at,
            result=result,
        )
    return result


def _size(kind: str) -> int:
    return AuditEntry.objects.count() if kind == TRAIL else StoredFile.objects.count()


def _looked_through(kind: str, told: Told) -> dict[str, Any]:
    seen = 0

    def count(done: int) -> None:
        nonlocal seen
        seen = done
        told(done)

    if kind == TRAIL:
        fault = verify_chain(count)
        broken = (fault.sequence, fault.problem) if fault else (0, "")
    else:
        bad = first_damaged_file(count)
        broken = (bad.pk, bad.key) if bad else (0, "")
    return {"upto": seen, "fault": broken[0], "problem": broken[1]}


def _keep(kind: str, result: dict[str, Any], *, by: Actor, at: datetime) -> None:
    whole = not result["problem"]
    note = "" if whole else f"{result['fault']}: {result['problem']}"
    change = Change(
        after={"by": result["by"], "upto": result["upto"]},
        result="ok" if whole else "fault",
        note=note,
    )
    record(f"governance.{kind}", by=by, at=at, change=change)
