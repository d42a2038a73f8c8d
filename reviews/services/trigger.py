"""Triggers of an ad-hoc review: three kinds and no fourth, with time and evidence (6.4.3②, R58, G31)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, demand_reason, find_step
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from governance.states import ObligationKind
from kpi.models import Deviation
from kpi.states import DeviationDecision
from reviews.models import Feedback, ReviewTrigger, StandardUpdate
from reviews.selectors.trigger_rule import findings
from reviews.services.duty import end_duties, owe_trigger
from reviews.states import TRIGGER_STEPS, FeedbackKind, TriggerKind


class CannotRaiseTrigger(Refused):
    """It is none of the three reasons, or it has been raised already."""


@dataclass(frozen=True)
class NewTrigger:
    """What happened, when, and what shows it; at most one record stands as evidence."""

    kind: str
    happened_at: datetime
    evidence: str
    deviation: Deviation | None = None
    feedback: Feedback | None = None
    standard_update: StandardUpdate | None = None
    rule: str = ""


_KIND_OF = {
    "deviation": TriggerKind.PROCESS_FAILURE,
    "feedback": TriggerKind.COMPLAINT,
    "standard_update": TriggerKind.STANDARD_UPDATE,
}


def raise_trigger(new: NewTrigger, *, by: Person, at: datetime) -> ReviewTrigger:
    """Anybody who reports, heads or runs processes may raise one of the three triggers, with its evidence.

    A deviation stands for it only where “ad-hoc review” was decided, a feedback only where it is a major
    complaint; each leads to one trigger. Raises `CannotRaiseTrigger`.
    """
    demand(by, Permission.TRIGGER_RAISE)
    return _raise(new, by=by, at=at)


def dismiss_trigger(
    trigger: ReviewTrigger, *, note: str, by: Person, at: datetime
) -> ReviewTrigger:
    """A process manager says with a reason why something is no trigger; it stays to be read."""
    demand(by, Permission.REVIEW_CONVENE)
    with transaction.atomic():
        hold_the_chain()
        row: ReviewTrigger = ReviewTrigger.objects.get(pk=trigger.pk)
        told = {"dismiss_reason": note.strip()[:300]}
        step = find_step(TRIGGER_STEPS, "dismiss_trigger")
        advance(row, step, by=by, at=at, note=note, changes=told)
        key = f"trigger:{row.pk}"
        end_duties(ObligationKind.TRIGGER, key, by=by, at=at, evidence=note)
    return row


def watch_for_triggers(*, at: datetime) -> list[ReviewTrigger]:
    """A rule raises a trigger where a threshold was decided; all of them ship without one (G31).

    What a rule has found it raises once, however often and by however many clocks this is asked.
    """
    raised = []
    for found in findings(at=at):
        if ReviewTrigger.objects.filter(rule=found.rule).exists():
            continue
        try:
            raised.append(_raise(NewTrigger(**vars(found)), by=SystemActor("tick"), at=at))
        except CannotRaiseTrigger:
            # Another clock was quicker, or somebody has raised the very record by hand.
            continue
    return raised


def _raise(new: NewTrigger, *, by: Actor, at: datetime) -> ReviewTrigger:
    demand_reason(new.evidence)
    _check(new, at)
    with transaction.atomic():
        hold_the_chain()
        cited = {name: getattr(new, name) for name in _KIND_OF if getattr(new, name) is not None}
        once = cited | ({"rule": new.rule} if new.rule else {})
        for name, row in once.items():
            if ReviewTrigger.objects.filter(**{name: row}).exists():
                raise CannotRaiseTrigger(_("This has been raised as a trigger already."))
        row = ReviewTrigger(
            kind=new.kind,
            happened_at=new.happened_at,
            evidence=new.evidence.strip(),
            rule=new.rule,
            raised_by=by if isinstance(by, Person) else None,
            raised_at=at,
            **cited,
        )
        save_tracked(row, by=by, at=at, reason="reviews.raise_trigger")
        told: dict[str, Any] = {"kind": row.kind, "evidence": row.evidence}
        record("reviews.raise_trigger", by=by, at=at, obj=row, change=Change(after=told))
        owe_trigger(row, at=at)
    return row


def _check(new: NewTrigger, at: datetime) -> None:
    if new.kind not in TriggerKind.values:
        raise CannotRaiseTrigger(_("The policy knows three triggers and no other (6.4.3②)."))
    if new.happened_at > at:
        raise CannotRaiseTrigger(_("A trigger has happened; it cannot lie in the future."))
    cited = [name for name in _KIND_OF if getattr(new, name) is not None]
    if any(_KIND_OF[name] != new.kind for name in cited):
        raise CannotRaiseTrigger(_("The evidence belongs to another kind of trigger."))
    if new.deviation is not None and new.deviation.decision != DeviationDecision.ADHOC_REVIEW:
        raise CannotRaiseTrigger(_("This deviation was not decided to become an ad-hoc review."))
    feedback = new.feedback
    if feedback is not None and (feedback.kind != FeedbackKind.COMPLAINT or not feedback.is_major):
        raise CannotRaiseTrigger(_("Only a complaint that was called major is a trigger."))
