"""Rulings on policy issues: the PMO decides, the system changes data or settings, never code (§2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import Refused, find_step
from governance.models import Person, PolicyIssue, Resolution
from governance.permissions import Permission, demand
from governance.selectors.setting import setting_values
from governance.services.setting import decide_setting
from governance.services.transition import advance
from governance.states import ISSUE_STEPS, SETTINGS

RULE, REOPEN = "rule", "reopen_issue"


class CannotRule(Refused):
    """The ruling decides something that does not belong to its issue."""

    code = "cannot_rule"


@dataclass(frozen=True)
class Ruling:
    """What was decided, in which policy version it will be mended, which settings it decides, by which resolution."""

    text: str
    fixed_in_version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    resolution: Resolution | None = None

    @property
    def words(self) -> str:
        """The ruling as it is kept; the number of its resolution stands in it, so that both are found by it."""
        said = self.text.strip()
        if self.resolution is None or self.resolution.number in said:
            return said
        return f"{said}（{self.resolution.number}）"


def decide_issue(
    issue: PolicyIssue, step_name: str, *, ruling: Ruling, by: Person, at: datetime
) -> PolicyIssue:
    """An issue is ruled on, left as it is, or opened again, always with words and a name.

    What a ruling decides of the settings of its issue holds from the same moment, with the ruling as
    its reason; a person who may not decide settings rules in words only. Opening an issue again clears
    the ruling and leaves the settings: the trail keeps both. Raises `NotAllowed`, `NoteMissing`,
    `CannotRule`.
    """
    step = find_step(ISSUE_STEPS, step_name)
    demand(by, step.permission)
    decided = _changed(issue, step_name, ruling)
    if decided:
        demand(by, Permission.SETTING_EDIT)
    reopened = step_name == REOPEN
    with transaction.atomic():
        row = advance(
            issue,
            step,
            by=by,
            at=at,
            note=ruling.words,
            changes={
                "ruling": "" if reopened else ruling.words,
                "ruled_by": "" if reopened else by.name,
                "ruled_at": None if reopened else at,
                "fixed_in_version": "" if reopened else ruling.fixed_in_version.strip(),
            },
        )
        for key, value in decided.items():
            decide_setting(key, value, by=by, at=at, reason=f"{issue.code}: {ruling.words}"[:300])
    return row


def _changed(issue: PolicyIssue, step_name: str, ruling: Ruling) -> dict[str, Any]:
    """The settings that are to be other than they are; one of another issue, or decided without a ruling, is refused."""
    if not ruling.settings:
        return {}
    foreign = [
        key for key in ruling.settings if key not in SETTINGS or SETTINGS[key].gap != issue.code
    ]
    if foreign or step_name != RULE:
        raise CannotRule(
            _("A ruling decides the settings of its own issue, and nothing else does.")
        )
    now = setting_values()
    return {key: value for key, value in ruling.settings.items() if value != now[key]}
