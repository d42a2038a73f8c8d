"""Whose duty a milestone is: whom the plan names, or whom it was handed over to (6.4.1, G18)."""

from governance.models import Obligation, Person
from governance.states import STILL_OWED, ObligationKind
from planning.models import Milestone


def milestone_subject(milestone: Milestone) -> str:
    """How an obligation names its milestone: by what stays the same in every version, and its day."""
    return f"milestone:{milestone.key}:{milestone.due_on.isoformat()}"


def milestones_owed(person: Person) -> set[str]:
    """The milestones a person owes by name, by their subjects; one statement.

    The published plan keeps whom the committee approved, so a hand-over moves the duty alone.
    """
    rows = Obligation.objects.filter(
        kind=ObligationKind.MILESTONE, responsible=person, state__in=STILL_OWED
    )
    return set(rows.values_list("subject", flat=True))
