"""A goal is checked and, where it is relative, computed from the kept figures (6.4.1, R50; G41, G42)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.history import save_tracked
from governance.lib.numbers import format_number
from governance.lib.workflow import Refused
from governance.models import Person
from kpi.models import Indicator, Target
from kpi.services.indicator import TargetTerms, check_shape
from kpi.states import Direction, IndicatorState
from planning.formulas import goal_line, operator_of, stored_line
from planning.models import PlanGoal
from planning.selectors.baseline import baseline_of
from planning.states import ChangeDirection, ChangeUnit, GoalKind

SHARES = {"%": 100, "‰": 1000}
_SHORTEST = 2


class CannotWriteGoal(Refused):
    """The goal contradicts itself, its indicator or another goal."""


def check_goal(goal: PlanGoal, *, on: date) -> None:
    """A goal speaks of an indicator of its process, once per scope; without one it gives a reason.

    A relative goal is computed here and computed again when the section is handed in; where its
    baseline is no number it stays without a line. Raises `CannotWriteGoal`.
    """
    if goal.kind in {GoalKind.WORDS, GoalKind.NONE}:
        _check_words(goal)
        return
    indicator = goal.indicator
    if indicator is None or indicator.process_id != goal.process_id:
        raise CannotWriteGoal(_("Choose an indicator of the process."))
    if indicator.state != IndicatorState.ADOPTED:
        raise CannotWriteGoal(
            _("%(code)s is not adopted; only what is measured can be a goal.")
            % {"code": indicator.code}
        )
    _check_scope(goal)
    if goal.kind == GoalKind.RELATIVE:
        _check_way(goal, indicator)
        settle_baseline(goal, on=on)
    else:
        goal.direction = goal.change_unit = goal.baseline_period = ""
        goal.change, goal.baseline = None, {}
    _check_line(goal)


def settle_baseline(goal: PlanGoal, *, on: date) -> str:
    """A relative goal has the line its baseline gives today, or none; returns why there is none.

    Reducing 4.2 hours of 2026 by 10 % is ≤ 4.2 × (1 − 10/100) = ≤ 3.78 hours, exactly.
    """
    indicator = goal.indicator
    if indicator is None or goal.change is None:
        return ""
    baseline = baseline_of(indicator, goal.scope, goal.baseline_period, on=on)
    goal.operator, goal.upper = operator_of(goal.direction), None
    if baseline.exact is None:
        goal.value, goal.baseline = None, {}
        return baseline.problem
    line = goal_line(baseline.exact, goal.change, unit=goal.change_unit, direction=goal.direction)
    goal.value = stored_line(line)
    goal.baseline = {**baseline.frozen, "result": f"{line.numerator}/{line.denominator}"}
    return ""


def freeze_goals(goals: Iterable[PlanGoal], *, by: Person, at: datetime, on: date) -> list[str]:
    """When a section is handed in its relative goals are computed a last time; returns what is in the way."""
    problems = []
    for goal in goals:
        if goal.kind != GoalKind.RELATIVE:
            continue
        before = (goal.value, goal.baseline)
        problem = settle_baseline(goal, on=on)
        if problem:
            problems.append(f"{goal.process} · {goal.indicator}: {problem}")
        elif (goal.value, goal.baseline) != before:
            fields = ["operator", "value", "upper", "baseline"]
            save_tracked(goal, by=by, at=at, reason="planning.freeze_goals", fields=fields)
    return problems


def _check_words(goal: PlanGoal) -> None:
    goal.indicator = goal.scope = goal.value = goal.upper = goal.change = None
    goal.operator = goal.direction = goal.change_unit = goal.baseline_period = ""
    goal.baseline = {}
    if len(goal.reason.strip(" 。.，,")) < _SHORTEST:
        raise CannotWriteGoal(_("Say why there is no indicator, or no goal."))
    if goal.kind == GoalKind.WORDS and len(goal.text.strip(" 。.，,")) < _SHORTEST:
        raise CannotWriteGoal(_("Say what is to be reached."))


def _check_scope(goal: PlanGoal) -> None:
    """One scope has one line for the year, whichever department writes it."""
    twins = PlanGoal.objects.filter(
        section__plan=goal.section.plan_id, indicator=goal.indicator, scope=goal.scope
    ).exclude(pk=goal.pk)
    twin = twins.select_related("section__department").first()
    if twin is not None:
        raise CannotWriteGoal(
            _("%(department)s has set a goal on this indicator already.")
            % {"department": said(twin.section.department)}
        )


def _check_way(goal: PlanGoal, indicator: Indicator) -> None:
    """A goal moves its indicator the way that is better."""
    wanted = (
        ChangeDirection.RAISE if indicator.direction == Direction.UP else ChangeDirection.REDUCE
    )
    if goal.direction != wanted:
        raise CannotWriteGoal(
            _("For %(code)s it holds: %(direction)s.")
            % {"code": indicator.code, "direction": indicator.get_direction_display()}
        )
    if goal.change_unit == ChangeUnit.POINTS and indicator.unit not in SHARES:
        raise CannotWriteGoal(_("Percentage points are for shares only."))


def _check_line(goal: PlanGoal) -> None:
    """What no figure can reach is no goal: a share over 100 %, a reduction below nothing."""
    indicator = goal.indicator
    if indicator is None or goal.value is None:
        return
    if goal.operator not in Target.Operator.values:
        raise CannotWriteGoal(_("Choose how the value is compared."))
    check_shape(indicator, terms_of(goal, on=date.min))
    most = SHARES.get(indicator.unit)
    highest = max(line for line in (goal.value, goal.upper) if line is not None)
    is_below = goal.kind == GoalKind.RELATIVE and goal.value < 0
    if is_below or (most is not None and highest > most):
        raise CannotWriteGoal(
            _("The line would be %(value)s, which cannot be reached.")
            % {"value": format_number(highest, unit=said(indicator, "unit"))}
        )


def terms_of(goal: PlanGoal, *, on: date, basis: str = "") -> TargetTerms:
    """The target a goal stands for, from a day on."""
    value = goal.value if goal.value is not None else Decimal(0)
    return TargetTerms(goal.operator, value, on, goal.upper, goal.scope, basis)
