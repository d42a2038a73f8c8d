"""What the clock asks of the annual plan, and what workers print for plan and trainings (6.4.1)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from governance.models import Job
from governance.services.job import job_handler
from planning.services.count import count_planning
from planning.services.plan_duty import settle_plan_duties
from planning.services.plan_paper import JOB as PRINT_PLAN
from planning.services.plan_paper import print_plan_paper
from planning.services.session_paper import JOB as PRINT_SHEET
from planning.services.session_paper import print_sign_in_sheet


def settle_plans(now: datetime) -> None:
    """A plan published before its duty came into being has fulfilled it."""
    settle_plan_duties(at=now)


def count_own_plans(now: datetime) -> None:
    """Approval in time, goals, resources and trainings are counted."""
    count_planning(at=now)


@job_handler(PRINT_SHEET)
def print_sheet(job: Job) -> dict[str, Any]:
    """The sign-in sheet of a training."""
    return print_sign_in_sheet(job, clock=timezone.now)


@job_handler(PRINT_PLAN)
def print_plan(job: Job) -> dict[str, Any]:
    """A document of an annual plan."""
    return print_plan_paper(job, clock=timezone.now)
