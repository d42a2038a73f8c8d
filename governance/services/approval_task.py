"""A task is passed on, gets another approver before or after it, or is taken off (domain §6.3 转办, 加签, 减签)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    WrongState,
    compare_and_set,
    demand_reason,
    find_step,
)
from governance.models import ApprovalTask, Person
from governance.permissions import Permission, demand_human
from governance.selectors.approval import LIVE_TASK
from governance.selectors.approval_count import standing_of
from governance.selectors.approval_right import can_decide, may_now, roles_stored
from governance.selectors.calendar import local_day
from governance.selectors.separation import separation_in
from governance.services.approval_notice import drop_duties, owe_decisions
from governance.services.approval_step import PENDING_TASK, ask_next
from governance.services.approval_vote import DutiesSeparated, locked_task, settle_step
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance_many
from governance.states import (
    APPROVAL_TASK_STEPS,
    ApprovalState,
    RouteMode,
    SeparationRule,
    TaskState,
)

# Left and right of a task in its chain: the one added last is asked nearest to it.
BEFORE, AFTER = "before", "after"


class CannotChangeTask(Refused):
    """The people of this step cannot be changed like this."""

    code = "cannot_change_task"


def pass_on_task(
    task: ApprovalTask, person: Person, *, by: Person, at: datetime, note: str
) -> ApprovalTask:
    """Whoever is asked hands the task over for good; the new one decides, and where it came from stays on record.

    A deputy passes nothing on (no second level), a seat in the committee is not passed on, and nobody gets
    it who could not decide. Raises `NotAllowed`, `CannotChangeTask`, `DutiesSeparated`, `NoteMissing`, `Conflict`.
    """
    demand_human(by)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        task = locked_task(task)
        _check_own(task, by, at)
        _check_newcomer(task, person, at)
        drop_duties([task], by=by, at=at, reason=_("Passed on."))
        if not compare_and_set(
            task,
            state=task.state,
            expected_version=task.version,
            person=person,
            passed_on_by=by,
            note=note.strip()[:300],
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        change = Change({"person": by.name}, {"person": person.name}, note.strip())
        record("governance.pass_on_task", by=by, at=at, obj=task.step.approval, change=change)
        fresh = _asked(task)
        owe_decisions(task.step, [fresh], at=at)
    return fresh


def add_approver(
    task: ApprovalTask,
    person: Person,
    where: str,
    *,
    by: Person,
    at: datetime,
    note: str,
) -> ApprovalTask:
    """Whoever is asked lets somebody else answer before or after them; both must agree for their voice to agree.

    Before: the task returns to them as soon as the other has agreed. Raises as `pass_on_task` does.
    """
    demand_human(by)
    demand_reason(note)
    if where not in {BEFORE, AFTER}:
        raise CannotChangeTask(_("Somebody is asked before or after; please choose one of both."))
    with transaction.atomic():
        hold_the_chain()
        task = locked_task(task)
        _check_own(task, by, at)
        _check_newcomer(task, person, at)
        added: ApprovalTask = ApprovalTask.objects.create(
            step=task.step,
            person=person,
            position=task.position,
            turn=_turn(task, where),
            added_by=by,
            added_to=task.added_to or task,
            note=note.strip()[:300],
        )
        change = Change(after={"person": person.name, "where": where}, note=note.strip())
        record("governance.add_approver", by=by, at=at, obj=task.step.approval, change=change)
        ask_next(task.step, by=by, at=at)
        added.refresh_from_db()
    return added


def remove_approver(task: ApprovalTask, *, by: Person, at: datetime, note: str) -> ApprovalTask:
    """A pending approver is taken off by whoever added them, or by whoever decides the routes; never oneself.

    Somebody must be left who can decide. Raises `NotAllowed`, `CannotChangeTask`, `NoteMissing`.
    """
    demand_human(by)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        task = locked_task(task)
        _check_running(task)
        if by.pk in {task.person_id, task.passed_on_by_id}:
            raise CannotChangeTask(_("Nobody takes themselves off; pass it on or recuse instead."))
        day = local_day(at)
        if not may_now(by, Permission.ROUTE_EDIT, day) and by.pk != task.added_by_id:
            raise NotAllowed(_("Whoever added an approver takes them off, or a process manager."))
        gone = [task, *task.added.filter(state__in=PENDING_TASK).select_related("person")]
        keys = {row.pk for row in gone}
        chains = standing_of(task.step).chains
        left = [row for row in chains if row.root.pk not in keys and row.word != "recused"]
        if task.added_to_id is None and not left:
            raise CannotChangeTask(_("Nobody would be left to decide."))
        drop_duties(gone, by=by, at=at, reason=_("Taken off."))
        advance_many(gone, find_step(APPROVAL_TASK_STEPS, "take_off"), by=by, at=at)
        change = Change(after={"person": task.person.name}, note=note.strip())
        record("governance.remove_approver", by=by, at=at, obj=task.step.approval, change=change)
        settle_step(task.step, by=by, at=at)
        task.refresh_from_db()
    return task


def _check_running(task: ApprovalTask) -> None:
    if task.state not in PENDING_TASK or task.step.approval.state != ApprovalState.OPEN:
        raise WrongState(_("This is no longer to be decided; nothing about it can be changed."))
    if task.step.mode == RouteMode.COMMITTEE:
        raise CannotChangeTask(
            _(
                "The members of the committee vote by their seats; nobody is added, taken off or replaced."
            )
        )


def _check_own(task: ApprovalTask, by: Person, at: datetime) -> None:
    _check_running(task)
    if by.pk != task.person_id:
        raise NotAllowed(_("Only whoever is asked does this, not a deputy."))
    if task.state != TaskState.OPEN:
        raise WrongState(_("It is not your turn yet; somebody else is asked first."))
    if not may_now(by, Permission.APPROVAL_DECIDE, local_day(at)):
        raise NotAllowed(_("You are not allowed to do this."))


def _check_newcomer(task: ApprovalTask, person: Person, at: datetime) -> None:
    day = local_day(at)
    if not can_decide(roles_stored([person], day).get(person.pk, frozenset())):
        raise CannotChangeTask(
            _("%(name)s holds no role in which approvals are decided.") % {"name": person.name}
        )
    if task.step.tasks.filter(person=person, state__in=LIVE_TASK).exists():
        raise CannotChangeTask(_("%(name)s is asked in this step already.") % {"name": person.name})
    forbidden = separation_in(task.step, day).forbidding([person.pk])
    if forbidden:
        raise DutiesSeparated(
            _("%(name)s may not decide here: %(why)s.")
            % {"name": person.name, "why": SeparationRule(forbidden[0]).label}
        )


def _turn(task: ApprovalTask, where: str) -> int:
    """The place next to the task in its chain; those beyond it move one further out."""
    chain = ApprovalTask.objects.filter(added_to=task.added_to or task)
    if where == BEFORE:
        chain.filter(turn__lt=task.turn).update(turn=F("turn") - 1)
        return task.turn - 1
    chain.filter(turn__gt=task.turn).update(turn=F("turn") + 1)
    return task.turn + 1


def _asked(task: ApprovalTask) -> ApprovalTask:
    found: ApprovalTask = ApprovalTask.objects.select_related(
        "person__department", "step__approval"
    ).get(pk=task.pk)
    return found
