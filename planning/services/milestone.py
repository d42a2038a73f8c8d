"""Milestones of a published plan are reported as done (6.4.1; G29)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused
from governance.models import Person
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from planning.models import Milestone
from planning.permissions import may_finish
from planning.services.plan_duty import fulfil_milestone_duty
from planning.states import PlanState


class CannotFinishMilestone(Refused):
    """The milestone cannot be reported as done."""


def finish_milestone(
    milestone: Milestone, *, on: date, note: str, by: Person, at: datetime
) -> Milestone:
    """Whoever is responsible, or the PMO, says when it was done and what shows it; what was owed is fulfilled.

    Once, for the version in force, and for no day to come. Raises `CannotFinishMilestone`.
    """
    if not may_finish(by, milestone.responsible_id):
        raise NotAllowed(_("You are not allowed to do this."))
    with transaction.atomic():
        hold_the_chain()
        milestone = Milestone.objects.select_related("section__plan").get(pk=milestone.pk)
        if milestone.section.plan.state != PlanState.PUBLISHED:
            raise CannotFinishMilestone(_("This is not the version in force."))
        if milestone.done_on is not None:
            raise CannotFinishMilestone(_("It has been reported as done already."))
        if on > local_day(at):
            raise CannotFinishMilestone(_("That day is still to come."))
        milestone.done_on, milestone.done_by, milestone.done_note = on, by, note.strip()[:300]
        fields = ["done_on", "done_by", "done_note"]
        save_tracked(milestone, by=by, at=at, reason="planning.finish_milestone", fields=fields)
        change = Change(after={"done_on": on.isoformat()}, note=milestone.done_note)
        record("planning.finish_milestone", by=by, at=at, obj=milestone, change=change)
        fulfil_milestone_duty(milestone, by=by, at=at)
    return milestone
