"""Work that failed three times and waits for somebody (reliability §4.3 D21)."""

from django.db.models import Exists, OuterRef, QuerySet

from governance.models import Job, Person
from governance.states import JOB_WORDS, JobState

SET_ASIDE = "set_aside"


def parked_jobs(person: Person | None = None) -> QuerySet[Job]:
    """What failed and is still wanted, the latest first; with a person, only what they may watch.

    What was done later all the same, and what somebody has set aside with a reason, is no longer wanted.
    """
    later = Job.objects.filter(
        kind=OuterRef("kind"),
        subject=OuterRef("subject"),
        pk__gt=OuterRef("pk"),
        state__in=[JobState.DUE, JobState.RUNNING, JobState.DONE],
    )
    rows = Job.objects.visible_to(person) if person else Job.objects.all()
    rows = rows.filter(~Exists(later), state=JobState.PARKED)
    return rows.exclude(result__has_key=SET_ASIDE).order_by("-finished_at", "-pk")


def job_in_words(kind: str) -> str:
    """What a kind of job does; an unknown one is told by its code."""
    return str(JOB_WORDS.get(kind, kind))
