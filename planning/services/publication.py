"""An approved plan makes the year: targets in force, milestones owed, the plan's duty done (5.1①, R25, R53)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, find_step
from governance.models import Approval, Person, Resolution
from governance.permissions import Permission, demand
from governance.selectors.approval import resolution_of
from governance.selectors.calendar import local_day
from governance.services.approval import demand_approved
from governance.services.audit import hold_the_chain
from governance.services.transition import advance
from kpi.models import Target
from kpi.services.target import TargetOrder, end_target, issue_targets
from planning.models import AnnualPlan, Milestone, PlanGoal, ResourceLine
from planning.selectors.content import (
    content_of,
    content_sha256,
    goals_of,
    milestones_of,
    resources_of,
)
from planning.selectors.plan import published_plan
from planning.services.goal import terms_of
from planning.services.plan_duty import fulfil_plan_duty, open_milestone_duties
from planning.services.session_plan import plan_sessions
from planning.states import PLAN_STEPS, Fulfilment, PlanState

_DECIDED_FIELDS = ("indicator_id", "scope_id", "operator", "value", "upper")
_FULFILMENT = (
    "fulfilment",
    "fulfilled",
    "fulfilment_note",
    "fulfilment_by",
    "fulfilment_on",
)


class CannotPublishPlan(Refused):
    """The plan is not what the committee approved, or it is not approved."""


def publish_plan(plan: AnnualPlan, *, by: Person, at: datetime) -> AnnualPlan:
    """The process manager publishes exactly what the committee approved; the year follows in one transaction.

    The version in force gives way, what was done under it is kept, targets come into force for the rest
    of the year with plan and resolution as their basis, milestones are owed, its trainings come into being,
    and the year's annual plan is fulfilled. It never takes effect before the day it is published (R53). Raises `CannotPublishPlan`,
    or whatever `demand_approved` and the targets raise: then nothing of it has happened.
    """
    demand(by, Permission.PLAN_PUBLISH)
    with transaction.atomic():
        hold_the_chain()
        plan.refresh_from_db()
        resolution = _resolution_for(plan)
        earlier = published_plan(plan.year)
        if earlier is not None:
            earlier = advance(earlier, find_step(PLAN_STEPS, "supersede"), by=by, at=at)
        start = max(plan.effective_on or date(plan.year, 1, 1), local_day(at))
        changes = {
            "resolution": resolution,
            "published_by": by,
            "published_at": at,
            "effective_on": start,
        }
        plan = advance(plan, find_step(PLAN_STEPS, "publish"), by=by, at=at, changes=changes)
        if earlier is not None:
            _keep_what_was_done(earlier, plan, by=by, at=at)
        _bring_targets_into_force(plan, earlier, start, by=by, at=at)
        open_milestone_duties(plan, milestones_of(plan), by=by, at=at)
        plan_sessions(plan, by=by, at=at)
        fulfil_plan_duty(plan, by=by, at=at)
    return plan


def _resolution_for(plan: AnnualPlan) -> Resolution:
    if plan.state != PlanState.COMPILED:
        raise CannotPublishPlan(_("Only a compiled version can be published."))
    sha256 = content_sha256(content_of(plan))
    if sha256 != plan.content_sha256:
        raise CannotPublishPlan(
            _("The content is not the one that was compiled; compile and submit it again.")
        )
    approval: Approval = demand_approved(plan, sha256)
    resolution = resolution_of(approval)
    if resolution is None:
        raise CannotPublishPlan(_("There is no resolution of the committee about this version."))
    return resolution


def _keep_what_was_done(old: AnnualPlan, new: AnnualPlan, *, by: Person, at: datetime) -> None:
    """Milestones done and needs met under the earlier version stay so, by the key of their line."""
    done = {row.key: row for row in milestones_of(old) if row.done_on is not None}
    for milestone in Milestone.objects.of_plan(new).filter(key__in=done, done_on=None):
        before = done[milestone.key]
        milestone.done_on, milestone.done_by = before.done_on, before.done_by
        milestone.done_note = before.done_note
        save_tracked(milestone, by=by, at=at, reason="planning.publish_plan")
    met = {row.key: row for row in resources_of(old) if row.fulfilment != Fulfilment.OPEN}
    for line in ResourceLine.objects.of_plan(new).filter(key__in=met):
        for name in _FULFILMENT:
            setattr(line, name, getattr(met[line.key], name))
        save_tracked(line, by=by, at=at, reason="planning.publish_plan")


def _bring_targets_into_force(
    plan: AnnualPlan, earlier: AnnualPlan | None, start: date, *, by: Person, at: datetime
) -> None:
    """What an amendment left as it was goes on judging as it did; what it changed begins on its first day."""
    resolution = plan.resolution
    if resolution is None:
        raise CannotPublishPlan(_("There is no resolution of the committee about this version."))
    goals = [row for row in goals_of(plan) if row.value is not None]
    before = {row.key: row for row in goals_of(earlier)} if earlier is not None else {}
    changed = []
    for goal in goals:
        old = before.pop(goal.key, None)
        if old is not None and old.issued is not None and _says_the_same(old, goal):
            _note_issued([goal], [old.issued], by=by, at=at)
        else:
            changed.append(goal)
            if old is not None and (old.indicator_id, old.scope_id) != (
                goal.indicator_id,
                goal.scope_id,
            ):
                before[goal.key] = old
    for old in before.values():
        if old.issued is not None:
            eve = start - timedelta(days=1)
            end_target(old.issued, eve, resolution=resolution, by=by, at=at)
    orders = _orders(changed, plan, resolution, start)
    issued = issue_targets(orders, resolution=resolution, by=by, at=at)
    _note_issued(changed, issued, by=by, at=at)


def _orders(
    goals: Sequence[PlanGoal], plan: AnnualPlan, resolution: Resolution, start: date
) -> list[TargetOrder]:
    basis = _("%(plan)s · resolution %(resolution)s") % {
        "plan": plan,
        "resolution": resolution.number,
    }
    end = date(plan.year, 12, 31)
    return [
        TargetOrder(goal.indicator, terms_of(goal, on=start, basis=basis), end)
        for goal in goals
        if goal.indicator is not None
    ]


def _says_the_same(old: PlanGoal, new: PlanGoal) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in _DECIDED_FIELDS)


def _note_issued(
    goals: Sequence[PlanGoal], targets: Sequence[Target], *, by: Person, at: datetime
) -> None:
    for goal, target in zip(goals, targets, strict=True):
        goal.issued = target
        save_tracked(goal, by=by, at=at, reason="planning.publish_plan", fields=["issued"])
