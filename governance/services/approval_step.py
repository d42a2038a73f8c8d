"""A step of a case begins, asks whoever's turn it is, and ends (domain §6.3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from governance.formulas.decision import Verdict
from governance.lib.actors import Actor
from governance.lib.workflow import Refused, Step, find_step
from governance.models import Approval, ApprovalStep, ApprovalTask, Person
from governance.selectors.approval_count import standing_of
from governance.selectors.approval_right import VOTER_ROLES, holders_of, members_in_force
from governance.selectors.calendar import local_day
from governance.selectors.separation import separation_in
from governance.services.approval_notice import drop_duties, due_of, owe_decisions, tell_outcome
from governance.services.transition import advance, advance_many
from governance.states import (
    APPROVAL_STEP_STEPS,
    APPROVAL_STEPS,
    APPROVAL_TASK_STEPS,
    RouteMode,
    StepState,
    TaskState,
    Voters,
)

PENDING_TASK = (TaskState.WAITING, TaskState.OPEN)
# How the end of a step is told to the step and, if it is the last word, to the case.
ENDS = {
    Verdict.PASSED: ("agree", "pass_case"),
    Verdict.FAILED: ("refuse", "fail_case"),
    Verdict.RETURNED: ("give_back", "return_case"),
}


class NobodyDecides(Refused):
    """A step would begin with nobody who may decide in it."""

    code = "nobody_decides"


def begin_step(step: ApprovalStep, *, by: Actor, at: datetime) -> ApprovalStep:
    """A step asks its people; who may not decide there is recused visibly, and the others owe the decision.

    Tasks that are there already (named people, or a step that is decided again) are asked; a group is
    called as it is composed now. Raises `NobodyDecides`, except for the committee, whose members may
    still be seated.
    """
    due_at = due_of(step, at)
    advance(
        step,
        find_step(APPROVAL_STEP_STEPS, "begin"),
        by=by,
        at=at,
        changes={"began_at": at, "due_at": due_at, "ended_at": None},
    )
    call_people(step, by=by, at=at)
    return step


def call_people(step: ApprovalStep, *, by: Actor, at: datetime) -> None:
    """Whoever belongs to the group of voters now has a task; in the committee, who left it has none."""
    people = _voters(step, at)
    rows = in_words(step.tasks.exclude(state=TaskState.REMOVED))
    known = {row.person_id for row in rows if row.state != TaskState.CANCELLED}
    if step.mode == RouteMode.COMMITTEE:
        seated = {person.pk for person in people}
        gone = [row for row in rows if row.person_id not in seated and row.state in PENDING_TASK]
        let_tasks_fall(gone, by=by, at=at, reason=_("No longer a member of the committee."))
    else:
        # Who is asked is settled when the step begins first; a change of the group later changes nothing.
        people = [] if rows else people
    is_sequence = step.mode == RouteMode.SEQUENTIAL
    ApprovalTask.objects.bulk_create(
        [
            ApprovalTask(step=step, person=person, position=place if is_sequence else 1)
            for place, person in enumerate(people, 1)
            if person.pk not in known
        ]
    )
    _bar_people(step, by=by, at=at)
    ask_next(step, by=by, at=at)


def ask_next(step: ApprovalStep, *, by: Actor, at: datetime) -> None:
    """Whoever's turn it is has an open task and owes the decision; everybody else waits."""
    standing = standing_of(step)
    turns = {task.pk for task in standing.turns}
    tasks = [task for chain in standing.chains for task in chain.tasks]
    early = [task for task in tasks if task.state == TaskState.OPEN and task.pk not in turns]
    due = [task for task in tasks if task.state == TaskState.WAITING and task.pk in turns]
    if early:
        drop_duties(early, by=by, at=at, reason=_("Another opinion is asked for first."))
        advance_many(early, _task_step("hold"), by=by, at=at)
    if due:
        advance_many(due, _task_step("ask"), by=by, at=at)
        asked = ApprovalTask.objects.filter(pk__in=[task.pk for task in due])
        rows = asked.select_related("person__department").order_by("position", "turn", "pk")
        owe_decisions(step, list(rows), at=at)


def let_tasks_fall(tasks: Sequence[ApprovalTask], *, by: Actor, at: datetime, reason: str) -> None:
    """What is not needed any more falls away, and with it what was owed."""
    pending = [task for task in tasks if task.state in PENDING_TASK]
    if pending:
        drop_duties(pending, by=by, at=at, reason=reason)
        advance_many(pending, _task_step("fall_away"), by=by, at=at)


def end_step(
    step: ApprovalStep, verdict: Verdict, *, by: Actor, at: datetime, note: str = ""
) -> Approval:
    """A step that is decided ends: the next one begins, or the case passes, fails or goes back.

    Proposer, authors and copies are told how the case stands as soon as it is no longer open.
    """
    name, case_step = ENDS[verdict]
    advance(
        step,
        find_step(APPROVAL_STEP_STEPS, name),
        by=by,
        at=at,
        changes={"ended_at": at},
        note=note,
    )
    left = in_words(step.tasks.filter(state__in=PENDING_TASK))
    let_tasks_fall(left, by=by, at=at, reason=_("The step has been decided."))
    approval: Approval = step.approval
    if verdict == Verdict.PASSED:
        further = waiting_steps(approval)
        if further:
            further[0].approval = approval
            begin_step(further[0], by=by, at=at)
            return approval
    drop_steps(approval, by=by, at=at)
    ended_at = None if verdict == Verdict.RETURNED else at
    advance(
        approval,
        find_step(APPROVAL_STEPS, case_step),
        by=by,
        at=at,
        note=note,
        changes={"ended_at": ended_at},
    )
    tell_outcome(approval, by=by, at=at, note=note)
    return approval


def in_words(tasks: QuerySet[ApprovalTask]) -> list[ApprovalTask]:
    """Tasks with what the trail calls them by, so that many cost no statement each."""
    return list(tasks.select_related("step", "person").order_by("pk"))


def waiting_steps(approval: Approval) -> list[ApprovalStep]:
    """The steps of the running round that have not begun, in their order."""
    steps = approval.steps.filter(round=approval.round, state=StepState.WAITING)
    return list(steps.order_by("position"))


def drop_steps(approval: Approval, *, by: Actor, at: datetime) -> None:
    """What of the running round has not ended is dropped with its tasks."""
    steps = approval.steps.filter(
        round=approval.round, state__in=[StepState.WAITING, StepState.OPEN]
    )
    rows = list(steps.order_by("position"))
    tasks = in_words(ApprovalTask.objects.filter(step__in=rows, state__in=PENDING_TASK))
    let_tasks_fall(tasks, by=by, at=at, reason=_("The case is no longer being decided."))
    advance_many(
        rows, find_step(APPROVAL_STEP_STEPS, "drop"), by=by, at=at, changes={"ended_at": at}
    )


def _bar_people(step: ApprovalStep, *, by: Actor, at: datetime) -> None:
    separation = separation_in(step, local_day(at))
    rows = in_words(step.tasks.filter(state__in=PENDING_TASK))
    barred = [
        row
        for row in rows
        if separation.forbidding(filter(None, [row.person_id, row.passed_on_by_id]))
    ]
    drop_duties(barred, by=by, at=at, reason=_("Recused by rule."))
    advance_many(barred, _task_step("bar"), by=by, at=at)
    if len(barred) == len(rows) and step.mode != RouteMode.COMMITTEE:
        raise NobodyDecides(
            _(
                "Nobody may decide the step “%(step)s”: whoever is asked there wrote, proposed or decided "
                "part of it. Please name somebody else; where the company has nobody else, the "
                "committee may record an exception."
            )
            % {"step": step.label}
        )


def _voters(step: ApprovalStep, at: datetime) -> list[Person]:
    if step.voters == Voters.COMMITTEE:
        return [member.person for member in members_in_force(local_day(at))]
    role = VOTER_ROLES.get(Voters(step.voters))
    return holders_of(role, local_day(at)) if role else []


def _task_step(name: str) -> Step:
    return find_step(APPROVAL_TASK_STEPS, name)
