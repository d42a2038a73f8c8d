"""The effect is verified by arithmetic, confirmed or overruled by somebody else, and frozen (6.4.4④, R64, G34)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, WrongState, demand_reason, find_step
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from improvements.models import Improvement, Verification, VerificationPlan
from improvements.permissions import may_verify
from improvements.selectors.gate import doers_of
from improvements.selectors.sample import Finding, finding_of
from improvements.selectors.watch import is_time_to_look_again, watch_window
from improvements.services.duty import end_watch, owe_stage
from improvements.services.improvement import lock_plannable, note_planner
from improvements.states import IMPROVEMENT_STEPS, Effect, Stage
from kpi.models import Indicator
from kpi.states import Kind


class CannotVerify(Refused):
    """The comparison is not possible this way, or not by this person."""


@dataclass(frozen=True)
class Comparing:
    """What is compared with what, and the change hoped for (in the indicator's unit, or in per cent)."""

    indicator: Indicator
    before_start: date
    before_end: date
    after_start: date
    after_end: date
    expected: Decimal
    is_relative: bool = False
    scope: str = "company"
    reason: str = ""


def plan_verification(
    improvement: Improvement, given: Comparing, *, by: Person, at: datetime
) -> VerificationPlan:
    """How the effect will be measured is settled with the plan, before anybody knows the outcome (G34)."""
    _check(given)
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(improvement, by=by)
        plan = VerificationPlan.objects.filter(
            improvement=row, round=row.round
        ).first() or VerificationPlan(improvement=row, round=row.round)
        for name in vars(given):
            setattr(plan, name, getattr(given, name))
        plan.written_by, plan.written_at = by, at
        save_tracked(plan, by=by, at=at, reason="improvements.plan_verification")
        note_planner(row, by=by, at=at)
        record(
            "improvements.plan_verification",
            by=by,
            at=at,
            obj=row,
            change=Change(
                after={
                    "indicator": given.indicator.code,
                    "before": f"{given.before_start} – {given.before_end}",
                    "after": f"{given.after_start} – {given.after_end}",
                    "expected": f"{given.expected.normalize():f}{' %' if given.is_relative else ''}",
                },
                note=given.reason,
            ),
        )
    return plan


def verify_improvement(
    improvement: Improvement,
    effect: str,
    *,
    goes_on: bool = True,
    reason: str = "",
    by: Person,
    at: datetime,
) -> Verification:
    """The PMO confirms what the figures say, or overrules it with a reason; then the improvement moves on or begins anew.

    Effective goes on to solidify, not effective back to the causes in a new round; partly effective is
    for the verifier to say (`goes_on`), with a reason; too little data leaves it where it is.
    Nobody verifies what they own or carried out (§3.3 no. 4). Raises `CannotVerify`, `NotAllowed`.
    """
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if not may_verify(by, row, doers_of(row)):
            raise NotAllowed(
                _(
                    "The effect is verified by the PMO, and not by who owns the improvement or carried it out."
                )
            )
        if row.state != Stage.VERIFY:
            raise WrongState(_("The improvement is not at its verification."))
        plan = _plan_of(row)
        found = finding_of(plan)
        _check_effect(found, effect, reason)
        if effect == Effect.PARTLY:
            demand_reason(reason)
        verification = _freeze(row, found, effect, reason, by=by, at=at)
        _move_on(row, effect, goes_on=goes_on, reason=reason, by=by, at=at)
    return verification


def watch_improvement(
    improvement: Improvement, *, effect: str, reason: str = "", by: Person, at: datetime
) -> Verification:
    """Ninety days after closing the same comparison is made once with the weeks since; what came back is said aloud.

    Raises `NotAllowed`, `WrongState` before its day and after it was done, `CannotVerify`.
    """
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if not may_verify(by, row, doers_of(row)):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.state != Stage.CLOSED:
            raise WrongState(_("Only a closed improvement is looked at again."))
        if not is_time_to_look_again(row, row.verifications.all(), at=at):
            raise WrongState(
                _("A closed improvement is looked at again once, from the 90th day on.")
            )
        found = finding_of(_plan_of(row), after=watch_window(row, at))
        _check_effect(found, effect, reason)
        verification = _freeze(row, found, effect, reason, by=by, at=at, is_watch=True)
        end_watch(row, by=by, at=at)
    return verification


def _plan_of(row: Improvement) -> VerificationPlan:
    plan: VerificationPlan | None = (
        VerificationPlan.objects.select_related("indicator")
        .filter(improvement=row, round=row.round)
        .first()
    )
    if plan is None:
        raise CannotVerify(_("Nobody has said how the effect is to be measured."))
    return plan


def _check(given: Comparing) -> None:
    if given.indicator.kind != Kind.QUANTITATIVE:
        raise CannotVerify(
            _("Grades are not compared by arithmetic; choose an indicator with numbers.")
        )
    if not (given.before_start <= given.before_end < given.after_start <= given.after_end):
        raise CannotVerify(_("The window after begins when the window before has ended."))
    if not given.expected:
        raise CannotVerify(_("Please say which change is expected."))


def _check_effect(found: Finding, effect: str, reason: str) -> None:
    if effect not in Effect.values:
        raise CannotVerify(_("Please choose a verdict."))
    if effect != found.effect:
        demand_reason(reason)


def _freeze(  # noqa: PLR0913 -- the finding, what is said to it, and who says it when
    row: Improvement,
    found: Finding,
    effect: str,
    reason: str,
    *,
    by: Person,
    at: datetime,
    is_watch: bool = False,
) -> Verification:
    verification = Verification.objects.create(
        improvement=row,
        round=row.round,
        is_watch=is_watch,
        test=found.test,
        figures=found.told(),
        proposed=found.effect,
        effect=effect,
        reason=reason.strip(),
        verified_by=by,
        verified_at=at,
    )
    told = {"proposed": found.effect, "effect": effect, **found.told()}
    action = "improvements.watch_improvement" if is_watch else "improvements.verify_improvement"
    record(action, by=by, at=at, obj=row, change=Change(after=told, note=reason.strip()))
    return verification


def _move_on(
    row: Improvement, effect: str, *, goes_on: bool, reason: str, by: Person, at: datetime
) -> None:
    if effect == Effect.TOO_LITTLE:
        return
    is_good = effect == Effect.EFFECTIVE or (effect == Effect.PARTLY and goes_on)
    if is_good:
        advance(row, find_step(IMPROVEMENT_STEPS, "pass"), by=by, at=at)
    else:
        step = find_step(IMPROVEMENT_STEPS, "fail")
        note = reason.strip() or _("The figures show no effect.")
        advance(row, step, by=by, at=at, note=note, changes={"round": row.round + 1})
    owe_stage(row, by=by, at=at)
