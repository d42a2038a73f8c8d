"""Targets the committee decided: they come into force with the plan it approved (5.1①, 6.4.1; ADR 28).

Everywhere else a target is proposed by one person and approved by another (`services/proposal.py`);
here the numbered resolution of the committee takes the place of the second person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.history import save_tracked
from governance.models import Person, Resolution
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.states import Outcome
from kpi.models import Indicator, Target
from kpi.services.indicator import (
    CannotSetTarget,
    TargetTerms,
    check_shape,
    refresh_figures,
    rivals_of,
    target_told,
)
from kpi.states import IndicatorState

_PASSED = (Outcome.APPROVED, Outcome.CONDITIONAL)


@dataclass(frozen=True)
class TargetOrder:
    """A target of the plan: its terms, and the last day of the year it is decided for."""

    indicator: Indicator
    terms: TargetTerms
    valid_to: date


def issue_targets(
    orders: Sequence[TargetOrder], *, resolution: Resolution, by: Person, at: datetime
) -> list[Target]:
    """What the committee approved judges from its first day on, without a second proposal.

    What holds on that day ends on the day before; what was issued for later and has not begun is
    replaced in place. Figures are judged anew once, after all. Raises `CannotSetTarget` without an
    approving resolution, for an indicator that is not in use, and where another target begins later
    within the year.
    """
    demand(by, Permission.PLAN_PUBLISH)
    if resolution.outcome not in _PASSED:
        raise CannotSetTarget(_("The committee has not approved this."))
    with transaction.atomic():
        hold_the_chain()
        issued = [_issue(order, resolution, by=by, at=at) for order in orders]
        _judge_anew(orders, at)
    return issued


def end_target(
    target: Target, last: date, *, resolution: Resolution, by: Person, at: datetime
) -> Target:
    """A target the committee no longer wants judges until a day; what was judged by it stays as it was."""
    demand(by, Permission.PLAN_PUBLISH)
    if resolution.outcome not in _PASSED:
        raise CannotSetTarget(_("The committee has not approved this."))
    target.refresh_from_db()
    until = max(last, target.valid_from)
    if target.valid_to is not None and target.valid_to <= until:
        return target
    with transaction.atomic():
        before = {"valid_to": target.valid_to.isoformat() if target.valid_to else ""}
        target.valid_to = until
        save_tracked(target, by=by, at=at, reason="kpi.end_target", fields=["valid_to"])
        change = Change(before, {"valid_to": until.isoformat()}, note=resolution.number)
        record("kpi.end_target", by=by, at=at, obj=target.indicator, change=change)
        refresh_figures([target.indicator], until, at=at)
    return target


def _issue(order: TargetOrder, resolution: Resolution, *, by: Person, at: datetime) -> Target:
    indicator, terms = order.indicator, order.terms
    if indicator.state != IndicatorState.ADOPTED:
        raise CannotSetTarget(
            _("%(code)s %(name)s is no longer in use; take the goal out of the plan.")
            % {"code": indicator.code, "name": said(indicator)}
        )
    check_shape(indicator, terms)
    if terms.valid_from > order.valid_to:
        raise CannotSetTarget(_("The year of this target is over."))
    target = _place_for(order, by=by, at=at)
    before = target_told(target) if target.pk else None
    target.operator, target.value = terms.operator, terms.value
    target.upper = terms.upper if terms.operator == Target.Operator.BETWEEN else None
    target.valid_from, target.valid_to = terms.valid_from, order.valid_to
    target.basis = terms.basis.strip()[:200]
    save_tracked(target, by=by, at=at, reason="kpi.issue_target")
    change = Change(before, target_told(target), note=f"{resolution.number} {target.basis}")
    record("kpi.issue_target", by=by, at=at, obj=indicator, change=change)
    return target


def _place_for(order: TargetOrder, *, by: Person, at: datetime) -> Target:
    """The row the target is written into, after what stood in its way has ended."""
    terms, today = order.terms, timezone.localdate(at)
    place = None
    for rival in rivals_of(order.indicator, terms).order_by("valid_from"):
        if rival.valid_to is not None and rival.valid_to < terms.valid_from:
            continue
        if rival.valid_from == terms.valid_from and rival.valid_from >= today:
            place = rival
        elif rival.valid_from < terms.valid_from:
            rival.valid_to = terms.valid_from - timedelta(days=1)
            save_tracked(rival, by=by, at=at, reason="kpi.issue_target", fields=["valid_to"])
        elif rival.valid_from <= order.valid_to:
            raise CannotSetTarget(
                _("%(code)s: another target begins on %(day)s; withdraw or end it first.")
                % {"code": order.indicator.code, "day": rival.valid_from.isoformat()}
            )
    return place or Target(indicator=order.indicator, department=terms.department)


def _judge_anew(orders: Sequence[TargetOrder], at: datetime) -> None:
    if orders:
        first = min(order.terms.valid_from for order in orders)
        refresh_figures(list({o.indicator.pk: o.indicator for o in orders}.values()), first, at=at)
