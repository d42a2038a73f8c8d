"""What workers do for plan and trainings: the documents."""

from typing import Any

from django.utils import timezone

from governance.models import Job
from governance.services.job import job_handler
from planning.services.plan_paper import JOB as PRINT_PLAN
from planning.services.plan_paper import print_plan_paper
from planning.services.session_paper import JOB as PRINT_SHEET
from planning.services.session_paper import print_sign_in_sheet


@job_handler(PRINT_SHEET)
def print_sheet(job: Job) -> dict[str, Any]:
    """The sign-in sheet of a training."""
    return print_sign_in_sheet(job, clock=timezone.now)


@job_handler(PRINT_PLAN)
def print_plan(job: Job) -> dict[str, Any]:
    """A document of an annual plan."""
    return print_plan_paper(job, clock=timezone.now)
