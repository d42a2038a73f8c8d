"""Rulings on policy issues: the PMO decides, the system changes data or settings, never code (§2)."""

from dataclasses import dataclass
from datetime import datetime

from governance.lib.workflow import find_step
from governance.models import Person, PolicyIssue
from governance.permissions import demand
from governance.services.transition import advance
from governance.states import ISSUE_STEPS


@dataclass(frozen=True)
class Ruling:
    """What was decided, and in which policy version it will be mended."""

    text: str
    fixed_in_version: str = ""


def decide_issue(
    issue: PolicyIssue, step_name: str, *, ruling: Ruling, by: Person, at: datetime
) -> PolicyIssue:
    """An issue is ruled on, left as it is, or opened again, always with words and a name.

    Opening it again clears the ruling; the trail keeps it.
    """
    step = find_step(ISSUE_STEPS, step_name)
    demand(by, step.permission)
    reopened = step_name == "reopen_issue"
    return advance(
        issue,
        step,
        by=by,
        at=at,
        note=ruling.text,
        changes={
            "ruling": "" if reopened else ruling.text.strip(),
            "ruled_by": "" if reopened else by.name,
            "ruled_at": None if reopened else at,
            "fixed_in_version": "" if reopened else ruling.fixed_in_version.strip(),
        },
    )
