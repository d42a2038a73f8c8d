"""What a person can still have, app by app: one line each with what finds it and what passes it on (G18)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.models import Person
from governance.selectors.leaver import (
    Held,
    actions_held,
    conditions_held,
    decisions_held,
    delegations_held,
    duties_held,
    told_only,
)
from governance.services.leaver import (
    drop_delegation,
    pass_on_action,
    pass_on_condition,
    pass_on_decision,
    pass_on_duty,
)
from improvements.selectors.leaver import improvements_held
from improvements.services.leaver import pass_on_improvement
from kpi.selectors.leaver import deviations_held
from kpi.services.leaver import pass_on_assignment, pass_on_deviation
from planning.selectors.leaver import lines_held, trainings_held
from planning.services.leaver import pass_on_line, pass_on_training
from processes.selectors.leaver import assignments_held, processes_held
from processes.services.leaver import pass_on_process
from reviews.selectors.leaver import reviews_held
from reviews.services.leaver import pass_on_review

# (the thing, the successor or None, the terms, by=, at=)
PassOn = Callable[..., None]


@dataclass(frozen=True)
class Part:
    """One kind of thing: what it is called, who finds it, and who passes it on.

    A part without `pass_on` is only told: somebody else decides about it.
    """

    title: str | Promise
    held: Callable[[Person, date], list[Held]]
    pass_on: PassOn | None


@dataclass(frozen=True)
class Group:
    """What a person has of one part."""

    part: Part
    rows: tuple[Held, ...]


# In this order they pass on: whoever is asked about a process must be able to answer for it first.
PARTS: tuple[Part, ...] = (
    Part(_("Assignments"), assignments_held, pass_on_assignment),
    Part(_("Processes answered for"), processes_held, pass_on_process),
    Part(_("Decisions asked for"), decisions_held, pass_on_decision),
    Part(_("Deviations"), deviations_held, pass_on_deviation),
    Part(_("Conditions of resolutions"), conditions_held, pass_on_condition),
    Part(_("Actions of meetings"), actions_held, pass_on_action),
    Part(_("Lines of the plan in preparation"), lines_held, pass_on_line),
    Part(_("Trainings to come"), trainings_held, pass_on_training),
    Part(_("Reviews and their items"), reviews_held, pass_on_review),
    Part(_("Improvements and their measures"), improvements_held, pass_on_improvement),
    Part(_("Other duties"), duties_held, pass_on_duty),
    Part(_("Delegations"), delegations_held, drop_delegation),
    Part(_("For others to decide"), told_only, None),
)


def still_held(leaver: Person, on: date, parts: Iterable[Part] = PARTS) -> list[Group]:
    """Everything a person still has, each thing once; a duty that goes with a listed record is not named beside it."""
    found = [(part, part.held(leaver, on)) for part in parts]
    subjects = {held.subject for _part, rows in found for held in rows if held.subject}
    groups = (
        Group(part, tuple(held for held in rows if not _goes_along(held, subjects)))
        for part, rows in found
    )
    return [group for group in groups if group.rows]


def _goes_along(held: Held, subjects: set[str]) -> bool:
    """A duty's subject is that of its record, or that of its record and one more number."""
    if not held.key.startswith("duty:"):
        return False
    subject: str = held.row.subject
    return subject in subjects or subject.rpartition(":")[0] in subjects
