"""The packs a person has ordered, each with how far its worker is (R66)."""

from dataclasses import dataclass

from governance.models import Job, Person
from governance.states import JobState
from portal.models import EvidencePack

JOB = "make_evidence_pack"
MOST = 30


@dataclass(frozen=True)
class PackLine:
    """One pack, and the job that makes it where it is not made yet."""

    pack: EvidencePack
    job: Job | None

    @property
    def is_ready(self) -> bool:
        """Its bytes are there."""
        return self.pack.sha256 != "" and not self.is_removed

    @property
    def is_removed(self) -> bool:
        """It was made, and after the days that packs are kept its bytes were removed."""
        return self.pack.removed_at is not None

    @property
    def has_failed(self) -> bool:
        """The worker has given up; ordering it again tries it again."""
        return self.is_unmade and self.job is not None and self.job.state == JobState.PARKED

    @property
    def is_waiting(self) -> bool:
        """Somebody is at it, or will be in a moment."""
        return self.is_unmade and not self.has_failed

    @property
    def is_unmade(self) -> bool:
        """Nothing of it is there yet."""
        return self.pack.sha256 == ""


def packs_of(person: Person) -> list[PackLine]:
    """The latest packs of a person, the newest first. Two statements."""
    packs = list(EvidencePack.objects.visible_to(person).order_by("-ordered_at", "-pk")[:MOST])
    subjects = [pack.subject for pack in packs if not pack.sha256]
    rows = Job.objects.filter(kind=JOB, subject__in=subjects).order_by("pk")
    jobs = {job.subject: job for job in rows}
    return [PackLine(pack, jobs.get(pack.subject)) for pack in packs]
