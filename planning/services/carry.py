"""Goals of the year that were not reached are offered to the next one (6.4.1; G29)."""

from datetime import datetime

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.models import Person
from planning.models import PlanGoal, PlanSection
from planning.services.line import write_line
from planning.states import GoalKind


class CannotCarryGoal(Refused):
    """The goal cannot be carried over into this section."""


def carry_goal(goal: PlanGoal, section: PlanSection, *, by: Person, at: datetime) -> PlanGoal:
    """A goal of the year before is copied into the section of the next year, with its line and where it came from.

    A relative goal is carried as the line it came to: its baseline is past. Raises `CannotCarryGoal`,
    or what writing a goal raises.
    """
    source = goal.section
    if source.plan.year != section.plan.year - 1 or source.department_id != section.department_id:
        raise CannotCarryGoal(
            _("Only goals of the same department and the year before are carried.")
        )
    if goal.value is None:
        raise CannotCarryGoal(_("A goal without a line cannot be carried."))
    fresh = PlanGoal(
        section=section,
        process=goal.process,
        kind=GoalKind.ABSOLUTE,
        indicator=goal.indicator,
        scope=goal.scope,
        operator=goal.operator,
        value=goal.value,
        upper=goal.upper,
        measures=goal.measures,
        carried_from=goal,
    )
    write_line(fresh, by=by, at=at)
    return fresh
