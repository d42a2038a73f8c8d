"""What a case shows of the committee's resolution about it (5.1, G20)."""

from dataclasses import dataclass

from governance.models import Approval, Resolution, ResolutionCondition
from governance.selectors.approval import resolution_of


@dataclass(frozen=True)
class ResolutionShown:
    """The latest resolution about a case with its conditions."""

    row: Resolution
    conditions: tuple[ResolutionCondition, ...]


def resolution_shown(approval: Approval) -> ResolutionShown | None:
    """The latest resolution about a case; None where the committee has decided nothing yet."""
    row = resolution_of(approval)
    if row is None:
        return None
    conditions = row.conditions.select_related("responsible").order_by("position")
    return ResolutionShown(row, tuple(conditions))
