"""Cases of approval: opened, renewed when the text changes, submitted again, withdrawn, demanded (design §5; ADR 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from governance.lib.history import note_history, save_tracked
from governance.lib.naming import object_type_of
from governance.lib.workflow import Conflict, Refused, WrongState, compare_and_set, find_step
from governance.models import Approval, ApprovalAuthor, ApprovalTask, Person, Vote
from governance.permissions import Permission, demand, demand_human
from governance.selectors.approval import case_of, running_case
from governance.services.approval_notice import drop_duties, tell_case, tell_void
from governance.services.approval_route import PlannedStep, route_of, steps_again, write_round
from governance.services.approval_step import begin_step, drop_steps, in_words, waiting_steps
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance, advance_many
from governance.states import (
    APPROVAL_STEP_STEPS,
    APPROVAL_STEPS,
    APPROVAL_TASK_STEPS,
    ApprovalState,
    StepState,
    TaskState,
    VoidReason,
)


class CannotOpenCase(Refused):
    """The record cannot be submitted as it is."""

    code = "cannot_open_case"


class CannotWithdrawCase(Refused):
    """Somebody has acted on the case already, or it is somebody else's."""

    code = "cannot_withdraw_case"


class NotApproved(Refused):
    """Exactly this content has no approval."""

    code = "not_approved"


@dataclass(frozen=True)
class Fact:
    """One line the decision page shows first."""

    label: str
    value: str
    label_en: str = ""
    value_en: str = ""


@dataclass(frozen=True)
class Subject:
    """What is to be decided, as its own app presents it; the engine reads nothing else of the record.

    `content_sha256` is the hash of everything that is decided on, 64 hex digits; `authors` are all who
    wrote any part since the last approved version; `reviewer` is whom the submitter names for a step of review.
    """

    kind: str
    row: models.Model
    title: str
    url: str
    content_sha256: str
    authors: tuple[Person, ...]
    title_en: str = ""
    conclusion: str = ""
    conclusion_en: str = ""
    facts: tuple[Fact, ...] = ()
    preview_url: str = ""
    reviewer: Person | None = None


def open_case(subject: Subject, *, by: Person, at: datetime) -> Approval:
    """A record goes into approval once; its first step asks its people.

    Whether `by` may submit it is the rule of the record's own app. Raises `CannotOpenCase` where a case
    is running already, `NobodyDecides` where everybody who would be asked wrote or proposed it.
    """
    demand_human(by)
    demand(by, Permission.APPROVAL_VIEW)
    with transaction.atomic():
        hold_the_chain()
        standing = running_case(subject.row)
        if standing is not None:
            raise CannotOpenCase(
                _("“%(title)s” is in approval already (%(state)s).")
                % {"title": standing.title, "state": standing.get_state_display()}
            )
        route = route_of(subject.kind, subject.reviewer)
        approval = Approval(
            kind=subject.kind,
            object_type=object_type_of(subject.row),
            object_key=str(subject.row.pk),
            resubmit_restarts=route.resubmit_restarts,
            route_note=route.note,
            gap=route.gap,
            proposed_by=by,
            proposed_at=at,
            **_presented(subject),
        )
        save_tracked(approval, by=by, at=at, reason="governance.open_case")
        _add_authors(approval, subject.authors)
        after = {"kind": subject.kind, "content_sha256": subject.content_sha256}
        record("governance.open_case", by=by, at=at, obj=approval, change=Change(after=after))
        _begin_round(approval, route.steps, by=by, at=at)
    return approval


def renew_case(subject: Subject, *, by: Person, at: datetime) -> Approval | None:
    """A changed text makes every answer to the old one void, visibly, and the case is decided from its first step.

    Called whenever the content of a record changes; does nothing where no case runs or the content is
    the same. A returned case takes the new text and waits to be submitted again. Voters are told.
    """
    with transaction.atomic():
        hold_the_chain()
        approval = running_case(subject.row)
        if approval is None:
            return None
        is_same = approval.content_sha256 == subject.content_sha256
        _add_authors(approval, subject.authors)
        if is_same:
            return approval
        before = approval.content_sha256
        _present(approval, subject, "governance.renew_case", by=by, at=at)
        change = Change({"content_sha256": before}, {"content_sha256": subject.content_sha256})
        record("governance.renew_case", by=by, at=at, obj=approval, change=change)
        if approval.state == ApprovalState.OPEN:
            _decide_again(approval, by=by, at=at)
    return approval


def resubmit_case(approval: Approval, subject: Subject, *, by: Person, at: datetime) -> Approval:
    """A returned case goes into its next round: from the first step, or on from where it was returned.

    Which of both, the route has decided. Whoever submits the correction answers for it like an author.
    Raises `WrongState`, `CannotOpenCase`, `NobodyDecides`.
    """
    demand_human(by)
    demand(by, Permission.APPROVAL_VIEW)
    with transaction.atomic():
        hold_the_chain()
        approval = Approval.objects.select_related("proposed_by").get(pk=approval.pk)
        _check_same(approval, subject)
        steps, start = _next_steps(approval, subject)
        answering = () if by.pk == approval.proposed_by_id else (by,)
        _add_authors(approval, (*subject.authors, *answering))
        changes = {
            **_presented(subject),
            "round": approval.round + 1,
            "ended_at": None,
        }
        step = find_step(APPROVAL_STEPS, "resubmit_case")
        advance(approval, step, by=by, at=at, changes=changes)
        _begin_round(approval, steps, by=by, at=at, start=start)
    return approval


def withdraw_case(approval: Approval, *, by: Person, at: datetime, note: str) -> Approval:
    """The proposer takes a case back as long as nobody has answered; one that was returned at any time.

    Raises `CannotWithdrawCase`, `WrongState`, `NoteMissing`.
    """
    demand_human(by)
    with transaction.atomic():
        hold_the_chain()
        approval = Approval.objects.select_related("proposed_by").get(pk=approval.pk)
        if by.pk != approval.proposed_by_id:
            raise CannotWithdrawCase(_("Only whoever proposed it withdraws it."))
        acted = Vote.objects.filter(
            task__step__approval=approval, task__step__round=approval.round, voided_at=None
        ).select_related("cast_by")
        first = acted.order_by("at").first() if approval.state == ApprovalState.OPEN else None
        if first is not None:
            raise CannotWithdrawCase(
                _("%(name)s has answered already, so the case can no longer be withdrawn.")
                % {"name": first.cast_by.name}
            )
        asked = _asked_in(approval)
        drop_steps(approval, by=by, at=at)
        step = find_step(APPROVAL_STEPS, "withdraw_case")
        advance(approval, step, by=by, at=at, note=note, changes={"ended_at": at})
        tell_case(approval, asked, "withdrawn", at=at, body=note)
    return approval


def demand_approved(row: models.Model, content_sha256: str) -> Approval:
    """Whoever acts on an approval has one for exactly this content; raises `NotApproved` with how it stands."""
    latest: Approval | None = (
        Approval.objects.about(row).filter(content_sha256=content_sha256).first()
    )
    if latest is not None and latest.state == ApprovalState.APPROVED:
        return latest
    if latest is not None:
        raise NotApproved(
            _("This has not been approved: its case is “%(state)s”.")
            % {"state": latest.get_state_display()}
        )
    if case_of(row) is not None:
        raise NotApproved(
            _("The text has changed since it was submitted; what was decided is not this text.")
        )
    raise NotApproved(_("This has not been submitted for approval."))


def _presented(subject: Subject) -> dict[str, Any]:
    return {
        "title": subject.title[:200],
        "title_en": subject.title_en[:200],
        "conclusion": subject.conclusion,
        "conclusion_en": subject.conclusion_en,
        "facts": [[fact.label, fact.value, fact.label_en, fact.value_en] for fact in subject.facts],
        "url": subject.url,
        "preview_url": subject.preview_url,
        "content_sha256": subject.content_sha256,
    }


def _present(
    approval: Approval, subject: Subject, reason: str, *, by: Person, at: datetime
) -> None:
    if not compare_and_set(
        approval,
        state=approval.state,
        expected_version=approval.version,
        **_presented(subject),
    ):
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    approval.refresh_from_db()
    note_history(approval, by=by, at=at, reason=reason)


def _add_authors(approval: Approval, people: Iterable[Person]) -> None:
    """Once an author, always one: nobody gets off the list by a later version."""
    known = set(approval.authors.values_list("person", flat=True))
    fresh = {person.pk: person for person in people if person.pk not in known}
    ApprovalAuthor.objects.bulk_create(
        [ApprovalAuthor(approval=approval, person=person) for person in fresh.values()]
    )


def _begin_round(
    approval: Approval, steps: Iterable[PlannedStep], *, by: Person, at: datetime, start: int = 1
) -> None:
    write_round(approval, list(steps), start=start)
    _begin_first(approval, by=by, at=at)


def _begin_first(approval: Approval, *, by: Person, at: datetime) -> None:
    step = waiting_steps(approval)[0]
    step.approval = approval
    begin_step(step, by=by, at=at)


def _check_same(approval: Approval, subject: Subject) -> None:
    named = (approval.object_type, approval.object_key, approval.kind)
    if named != (object_type_of(subject.row), str(subject.row.pk), subject.kind):
        raise CannotOpenCase(_("This case is about another record."))
    if approval.state != ApprovalState.RETURNED:
        raise WrongState(
            _("Only a returned case is submitted again; this one is “%(state)s”.")
            % {"state": approval.get_state_display()}
        )


def _next_steps(approval: Approval, subject: Subject) -> tuple[list[PlannedStep], int]:
    if approval.resubmit_restarts:
        return list(route_of(subject.kind, subject.reviewer).steps), 1
    returned = approval.steps.filter(round=approval.round, state=StepState.RETURNED).first()
    start = returned.position if returned is not None else 1
    return steps_again(approval, start), start


def _asked_in(approval: Approval) -> list[Person]:
    tasks = ApprovalTask.objects.filter(
        step__approval=approval, step__round=approval.round, state=TaskState.OPEN
    )
    return [task.person for task in tasks.select_related("person")]


def _decide_again(approval: Approval, *, by: Person, at: datetime) -> None:
    begun = list(
        approval.steps.filter(
            round=approval.round, state__in=[StepState.OPEN, StepState.PASSED]
        ).order_by("position")
    )
    voters = _void_votes(approval, at=at)
    tasks = ApprovalTask.objects.filter(step__in=begun).exclude(state=TaskState.REMOVED)
    rows = in_words(tasks.exclude(state=TaskState.WAITING))
    kept = {(row.step_id, row.person_id) for row in rows if row.state != TaskState.CANCELLED}
    rows = [
        row
        for row in rows
        if row.state != TaskState.CANCELLED or (row.step_id, row.person_id) not in kept
    ]
    drop_duties(rows, by=by, at=at, reason=_("The text has changed."))
    advance_many(rows, find_step(APPROVAL_TASK_STEPS, "ask_again"), by=by, at=at)
    advance_many(begun, find_step(APPROVAL_STEP_STEPS, "rewind"), by=by, at=at)
    _begin_first(approval, by=by, at=at)
    tell_void(approval, voters, at=at)


def _void_votes(approval: Approval, *, at: datetime) -> list[Person]:
    """Answers to an earlier text stay, marked void; recusals too, because the new text may concern others."""
    votes = Vote.objects.filter(
        task__step__approval=approval, task__step__round=approval.round, voided_at=None
    )
    people = [vote.cast_by for vote in votes.select_related("cast_by")]
    votes.update(voided_at=at, void_reason=VoidReason.CONTENT_CHANGED)
    return people
