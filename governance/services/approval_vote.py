"""A person answers where they are asked, for themselves or as somebody's deputy (domain §6.3; reliability §3.3)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.formulas.decision import Verdict
from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    WrongState,
    demand_reason,
    find_step,
)
from governance.models import (
    ApprovalStep,
    ApprovalTask,
    Delegation,
    Person,
    SeparationException,
    Vote,
)
from governance.permissions import demand_human
from governance.selectors.approval_count import standing_of
from governance.selectors.approval_right import (
    can_decide,
    delegations_to,
    is_seated,
    keeps_place,
    roles_stored,
)
from governance.selectors.calendar import local_day
from governance.selectors.separation import separation_in
from governance.services.approval_notice import end_duty
from governance.services.approval_step import ask_next, end_step
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from governance.states import (
    APPROVAL_TASK_STEPS,
    ApprovalState,
    Ballot,
    RouteMode,
    SeparationRule,
    TaskState,
)

NEEDS_REASON = (Ballot.OPPOSE, Ballot.RETURN, Ballot.RECUSE)
WHOLE_SHARE = (RouteMode.THRESHOLD, RouteMode.COMMITTEE)


class ContentChanged(Conflict):
    """What the person saw is not what is to be decided now."""

    code = "content_changed"


class CannotVote(Refused):
    """The person may not decide here, or not like this."""

    code = "cannot_vote"


class DutiesSeparated(CannotVote):
    """Whoever wrote, proposed or reviewed something does not decide on it as well (reliability §3.3)."""

    code = "duties_separated"


@dataclass(frozen=True)
class Answer:
    """What somebody says, to which content, and why."""

    ballot: str
    seen_sha256: str
    reason: str = ""


def cast_vote(
    task: ApprovalTask, ballot: str, *, by: Person, at: datetime, seen_sha256: str, reason: str = ""
) -> Vote:
    """A person who is asked answers once, to the content they saw; what follows from it happens at once.

    Everything is asked at this moment under one lock: the right, the seat or the delegation, the
    separation of duties for the person and for whom they stand in, and that the text is still the one
    seen. Raises `NotAllowed` (not asked, no right, a token), `DutiesSeparated`, `CannotVote`,
    `ContentChanged`, `NoteMissing`, `WrongState`, or `Conflict` naming who was faster.
    """
    demand_human(by)
    with transaction.atomic():
        hold_the_chain()
        task = locked_task(task)
        _check_open(task, by)
        day = local_day(at)
        delegation = _check_right(task, by, day)
        answer = Answer(ballot, seen_sha256, reason.strip())
        _check_answer(task, answer)
        exceptions = _check_separation(task, by, day)
        advance(task, find_step(APPROVAL_TASK_STEPS, "answer"), by=by, at=at)
        vote: Vote = Vote.objects.create(
            task=task,
            cast_by=by,
            ballot=ballot,
            reason=answer.reason,
            content_sha256=seen_sha256,
            at=at,
        )
        vote.exceptions.set(exceptions)
        _record(vote, delegation, [str(row.resolution) for row in exceptions], at=at)
        end_duty(task, by=by, at=at)
        settle_step(task.step, by=by, at=at, note=answer.reason)
    return vote


def locked_task(task: ApprovalTask) -> ApprovalTask:
    """The task as it is stored now, under the lock of the trail: what the page showed may be over."""
    found: ApprovalTask = ApprovalTask.objects.select_related(
        "step__approval__proposed_by", "person", "passed_on_by", "added_to"
    ).get(pk=task.pk)
    return found


def ballots_open(step: ApprovalStep) -> list[Ballot]:
    """What can be answered in a step: abstaining only where shares are counted, for elsewhere all or one must agree."""
    return [
        ballot
        for ballot in Ballot
        if ballot != Ballot.ABSTAIN or RouteMode(step.mode) in WHOLE_SHARE
    ]


def settle_step(step: ApprovalStep, *, by: Person, at: datetime, note: str = "") -> None:
    """A step ends as soon as its answers decide it; until then whoever's turn it is is asked."""
    verdict = standing_of(step).verdict
    if verdict == Verdict.PENDING:
        ask_next(step, by=by, at=at)
        return
    end_step(step, verdict, by=by, at=at, note=note if verdict != Verdict.PASSED else "")


def _check_open(task: ApprovalTask, by: Person) -> None:
    approval = task.step.approval
    if task.state == TaskState.OPEN and approval.state == ApprovalState.OPEN:
        return
    last = (
        Vote.objects.filter(task__step=task.step, voided_at=None)
        .select_related("cast_by")
        .order_by("-pk")
        .first()
    )
    if task.state == TaskState.WAITING and approval.state == ApprovalState.OPEN:
        raise WrongState(_("It is not your turn yet; somebody else is asked first."))
    if task.state == TaskState.RECUSED:
        raise DutiesSeparated(_("You are recused here by rule."))
    if last is not None and last.cast_by_id == by.pk:
        raise WrongState(_("You have answered this already."))
    if last is not None:
        raise Conflict(
            _("%(name)s has just answered (%(when)s): the case is “%(state)s”.")
            % {
                "name": last.cast_by.name,
                "when": f"{last.at.astimezone():%m-%d %H:%M}",
                "state": approval.get_state_display(),
            }
        )
    raise WrongState(
        _("This is no longer to be decided: the case is “%(state)s”.")
        % {"state": approval.get_state_display()}
    )


def _check_right(task: ApprovalTask, by: Person, day: date) -> Delegation | None:
    """The person asked, or their deputy of the day; both hold what the decision needs, as stored now."""
    principal, step = task.person, task.step
    roles = roles_stored([by, principal], day)
    if by.pk not in roles:
        raise NotAllowed(_("You are not allowed to do this."))
    delegation = None
    if by.pk != principal.pk:
        delegation = _delegation(task, by, day)
        if not can_decide(roles[by.pk]):
            raise NotAllowed(_("You are not allowed to do this."))
    is_member = step.mode == RouteMode.COMMITTEE and is_seated(principal, day)
    if principal.pk not in roles or not keeps_place(task, roles[principal.pk], is_member=is_member):
        raise NotAllowed(
            _("%(name)s no longer holds the role or seat this decision belongs to.")
            % {"name": principal.name}
        )
    _check_one_voice(task, by, day, is_deputy=delegation is not None)
    return delegation


def _delegation(task: ApprovalTask, by: Person, day: date) -> Delegation:
    kind = task.step.approval.kind
    held = delegations_to(by, kind, day)
    for row in held:
        if row.principal_id == task.person_id:
            return row
    # Whether the person stands in for somebody who stands in: the second level, named as such.
    if any(
        further.principal_id == task.person_id
        for row in held
        for further in delegations_to(row.principal, kind, day)
    ):
        raise NotAllowed(
            _("A deputy's deputy decides nothing: delegation has one level. Please ask %(name)s.")
            % {"name": task.person.name}
        )
    raise NotAllowed(_("You are not asked here, and you do not stand in for whoever is."))


def _check_one_voice(task: ApprovalTask, by: Person, day: date, *, is_deputy: bool) -> None:
    """One person has one voice in a step: who is asked, or has answered there, stands in for nobody else in it."""
    if is_deputy and task.step.mode == RouteMode.COMMITTEE and is_seated(by, day):
        raise CannotVote(
            _("A member of the committee has one vote and casts none for another member.")
        )
    has_voice = Vote.objects.filter(task__step=task.step, cast_by=by, voided_at=None).exists()
    own = task.step.tasks.filter(person=by, state__in=[TaskState.OPEN, TaskState.WAITING])
    if has_voice or (is_deputy and own.exists()):
        raise CannotVote(
            _("One person has one voice: you are asked here yourself or have answered.")
        )


def _check_answer(task: ApprovalTask, answer: Answer) -> None:
    if answer.ballot not in Ballot.values or answer.ballot not in ballots_open(task.step):
        raise CannotVote(
            _("This cannot be answered here; please choose one of the answers offered.")
        )
    if answer.seen_sha256 != task.step.approval.content_sha256:
        raise ContentChanged(
            _("The text has changed since you opened it. Please read it again before you decide.")
        )
    if answer.ballot in NEEDS_REASON:
        demand_reason(answer.reason)
    if answer.ballot == Ballot.RECUSE and task.step.mode != RouteMode.COMMITTEE:
        others = [chain for chain in standing_of(task.step).chains if chain.root.pk != task.pk]
        if task.added_to_id is None and all(chain.word == "recused" for chain in others):
            raise CannotVote(
                _("Nobody would be left to decide. Please pass it on to somebody else instead.")
            )


def _check_separation(task: ApprovalTask, by: Person, day: date) -> list[SeparationException]:
    asked = [pk for pk in (by.pk, task.person_id, task.passed_on_by_id) if pk]
    separation = separation_in(task.step, day)
    forbidden = separation.forbidding(asked)
    if forbidden:
        rule = SeparationRule(forbidden[0])
        raise DutiesSeparated(
            _(
                "This cannot be decided by you or in this name: one of those concerned %(why)s. "
                "Who writes, reviews and approves are different people."
            )
            % {"why": rule.label}
        )
    return separation.used(asked)


def _record(
    vote: Vote, delegation: Delegation | None, exceptions: list[str], *, at: datetime
) -> None:
    task = vote.task
    approval = task.step.approval
    after = {
        "ballot": str(vote.ballot),
        "step": task.step.label,
        "round": task.step.round,
        "content_sha256": vote.content_sha256,
    }
    if delegation is not None:
        after["delegation"] = str(delegation)
    if exceptions:
        after["exceptions"] = exceptions
    change = Change(
        after=after,
        note=vote.reason,
        on_behalf_of=task.person.name if delegation is not None else "",
    )
    record("governance.cast_vote", by=vote.cast_by, at=at, obj=approval, change=change)
