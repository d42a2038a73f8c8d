"""Lines of the plan are written and taken off; an edit after submission voids the votes (6.4.1; 5.1①)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import Conflict, NotAllowed, Refused
from governance.models import Person
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from planning.models import Milestone, PlanGoal, PlanSection, ResourceLine, TrainingLine
from planning.permissions import may_edit_lines
from planning.selectors.content import (
    goal_facts,
    milestone_facts,
    resource_facts,
    training_facts,
)
from planning.services.decision import note_edit
from planning.services.goal import check_goal

Line = PlanGoal | Milestone | ResourceLine | TrainingLine
# What is money stays out of the trail, which more people read than the plan (reliability §3.4).
AMOUNTS = ("cost", "budget")


class CannotWriteLine(Refused):
    """The line does not fit its plan."""


def write_line(line: Line, *, by: Person, at: datetime, seen: datetime | None = None) -> Line:
    """A line is written by whoever fills its section, while the section is open to them.

    `seen` is when the line the writer saw was written. A goal is checked and, where it is relative,
    computed anew. Raises `NotAllowed`, `CannotWriteLine`, and `Conflict` where somebody else has
    written meanwhile.
    """
    with transaction.atomic():
        hold_the_chain()
        section = _section_for(line.section_id, by)
        line.section = section
        before = _stored(line, seen)
        if isinstance(line, PlanGoal):
            check_goal(line, on=local_day(at))
        if isinstance(line, Milestone | TrainingLine):
            _check_day(line, section)
        line.written_by, line.written_at = by, at
        save_tracked(line, by=by, at=at, reason="planning.write_line")
        change = Change(before, _told(line), label=str(line))
        record("planning.write_line", by=by, at=at, obj=section, change=change)
        note_edit(section.plan, by=by, at=at)
    return line


def remove_line(line: Line, *, by: Person, at: datetime) -> None:
    """A line is taken off a plan in preparation; its history stays."""
    with transaction.atomic():
        hold_the_chain()
        section = _section_for(line.section_id, by)
        line.section = section
        change = Change(before=_told(line), label=str(line))
        record("planning.remove_line", by=by, at=at, obj=section, change=change)
        delete_tracked(line, by=by, at=at, reason="planning.remove_line")
        note_edit(section.plan, by=by, at=at)


def _section_for(pk: int, by: Person) -> PlanSection:
    """The section as it stands now; nobody hands it in or compiles it while the trail is held."""
    section: PlanSection = PlanSection.objects.select_related("plan", "department").get(pk=pk)
    if not may_edit_lines(by, section):
        raise NotAllowed(
            _("%(department)s's section is not open to you.")
            % {"department": section.department.name}
        )
    return section


def _stored(line: Line, seen: datetime | None) -> dict[str, Any] | None:
    if line.pk is None:
        return None
    stored = type(line).objects.get(pk=line.pk)
    if seen is not None and stored.written_at != seen:
        raise Conflict(
            _("%(who)s has just changed this line. Please look at it again.")
            % {"who": stored.written_by.name}
        )
    return _told(stored)


def _check_day(line: Milestone | TrainingLine, section: PlanSection) -> None:
    day: date = line.due_on if isinstance(line, Milestone) else line.planned_on
    if day.year != section.plan.year:
        raise CannotWriteLine(
            _("%(day)s does not lie in %(year)s, the year of the plan.")
            % {"day": day.isoformat(), "year": section.plan.year}
        )


def _told(line: Line) -> dict[str, Any]:
    if isinstance(line, PlanGoal):
        facts = goal_facts(line)
    elif isinstance(line, Milestone):
        facts = milestone_facts(line)
    elif isinstance(line, ResourceLine):
        facts = resource_facts(line)
    else:
        facts = training_facts(line)
    return {name: fact for name, fact in facts.items() if fact and name not in AMOUNTS}
