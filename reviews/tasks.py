"""What the clock asks of reviews: prepare what is owed, watch for triggers, print what was ordered."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.models import Job
from governance.services.job import job_handler
from reviews.selectors.review import quarters_to_prepare
from reviews.services.count import count_reviews
from reviews.services.review import prepare_review
from reviews.services.review_paper import print_review
from reviews.services.satisfaction import count_feedback
from reviews.services.signature import JOB
from reviews.services.trigger import watch_for_triggers


def prepare_due_reviews(now: datetime) -> None:
    """Every quarter that owes a review has one in preparation."""
    for quarter in quarters_to_prepare(at=now):
        prepare_review(quarter, by=SystemActor("tick"), at=now)


def raise_decided_triggers(now: datetime) -> None:
    """Triggers come by themselves where a threshold was decided; ships off."""
    watch_for_triggers(at=now)


def count_what_customers_say(now: datetime) -> None:
    """Surveys and complaints are counted where somebody decided so."""
    count_feedback(at=now)


def count_own_reviews(now: datetime) -> None:
    """Punctuality, presence and what became of the items are counted."""
    count_reviews(at=now)


@job_handler(JOB)
def print_report(job: Job) -> dict[str, Any]:
    """A worker prints the document of a signed report."""
    return print_review(job, clock=timezone.now)
