"""What the clock asks of improvements: their own counts, what is late, what was ordered to be printed (6.4.4)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from governance.models import Job
from governance.services.job import job_handler
from improvements.services.count import count_improvements
from improvements.services.escalation import escalate_overdue
from improvements.services.improvement_paper import JOB, print_improvement


def count_own_improvements(now: datetime) -> None:
    """Punctuality, effect and what came back are counted."""
    count_improvements(at=now)


def escalate_what_is_late(now: datetime) -> None:
    """What is past its due time goes up, level by level."""
    escalate_overdue(at=now)


@job_handler(JOB)
def print_document(job: Job) -> dict[str, Any]:
    """A worker prints the document of an improvement."""
    return print_improvement(job, clock=timezone.now)
