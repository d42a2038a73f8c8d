"""What a person can still have, app by app: one line each with what finds it and what passes it on (G18)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

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
from governance.states import ObligationKind as Kind
from kpi.selectors.leaver import deviations_held
from kpi.services.leaver import pass_on_assignment, pass_on_deviation
from planning.selectors.leaver import lines_held, trainings_held
from planning.services.leaver import pass_on_line, pass_on_training
from processes.selectors.leaver import assignments_held, processes_held
from processes.services.leaver import pass_on_process

# (the thing, the successor or None, the terms, by=, at=)
PassOn = Callable[..., None]


@dataclass(frozen=True)
class Part:
    """One kind of thing: what it is called, who finds it, who passes it on, and the duties that go with it.

    A part without `pass_on` is only told: somebody else decides about it.
    """

    title: str | Promise
    held: Callable[[Person, date], list[Held]]
    pass_on: PassOn | None
    carries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """What a person has of one part."""

    part: Part
    rows: tuple[Held, ...]


# In this order they pass on: whoever is asked about a process must be able to answer for it first.
PARTS: tuple[Part, ...] = (
    Part(_("Assignments"), assignments_held, pass_on_assignment, (Kind.WEEKLY_DATA,)),
    Part(_("Processes answered for"), processes_held, pass_on_process),
    Part(_("Decisions asked for"), decisions_held, pass_on_decision, (Kind.APPROVAL,)),
    Part(_("Deviations"), deviations_held, pass_on_deviation, (Kind.DEVIATION_ANALYSIS,)),
    Part(_("Conditions of resolutions"), conditions_held, pass_on_condition, (Kind.CONDITION,)),
    Part(_("Actions of meetings"), actions_held, pass_on_action, (Kind.MEETING_ACTION,)),
    Part(_("Lines of the plan in preparation"), lines_held, pass_on_line),
    Part(_("Trainings to come"), trainings_held, pass_on_training, (Kind.TRAINING,)),
    Part(_("Other duties"), duties_held, pass_on_duty),
    Part(_("Delegations"), delegations_held, drop_delegation),
    Part(_("For others to decide"), told_only, None),
)


def still_held(leaver: Person, on: date, parts: Iterable[Part] = PARTS) -> list[Group]:
    """Everything a person still has, each thing once; a duty that goes with its record is not named beside it."""
    listed = tuple(parts)
    carried = set(chain.from_iterable(part.carries for part in listed))
    keep = partial(_stands_alone, carried)
    found = (Group(part, tuple(filter(keep, part.held(leaver, on)))) for part in listed)
    return [group for group in found if group.rows]


def _stands_alone(carried: set[str], held: Held) -> bool:
    return not held.key.startswith("duty:") or held.row.kind not in carried
