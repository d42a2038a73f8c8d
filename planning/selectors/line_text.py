"""Lines of the plan in words: what a goal demands, how its baseline was worked out, what a field is called."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.lib.bilingual import said, with_aside
from governance.lib.numbers import format_number, plain, round_half_up
from governance.lib.periods import BadPeriod, parse_period
from kpi.formulas import Target as TargetLine
from kpi.formulas import target_text
from kpi.formulas.figure import SCALES
from planning.models import Milestone, PlanGoal, ResourceLine, TrainingLine
from planning.states import (
    ChangeDirection,
    ChangeUnit,
    GoalKind,
    ResourceKind,
    ToolChange,
    TrainingKind,
    TrainingMethod,
)

SHOWN_DECIMALS = 6
# Fields of a goal that are numbers in the unit of its indicator.
_MEASURED = {"value", "upper"}


def goal_in_words(goal: PlanGoal) -> str:
    """What a goal demands: its line, its words, or that there is none."""
    if goal.kind == GoalKind.WORDS:
        return goal.text
    if goal.kind == GoalKind.NONE or goal.indicator is None:
        return _("no goal: %(reason)s") % {"reason": goal.reason}
    if goal.value is None:
        return rule_in_words(goal)
    unit = said(goal.indicator, "unit")
    return target_text(TargetLine(goal.operator, goal.value, goal.upper), unit)


def rule_in_words(goal: PlanGoal) -> str:
    """The rule of a relative goal: reduce by 10% against 2026; empty for any other."""
    if goal.kind != GoalKind.RELATIVE or goal.change is None:
        return ""
    change = plain(goal.change)
    by_points = goal.change_unit == ChangeUnit.POINTS
    amount = _("%(points)s pp") % {"points": change} if by_points else f"{change}%"
    words = {
        ChangeDirection.REDUCE: _("reduce by %(amount)s against %(period)s"),
        ChangeDirection.RAISE: _("raise by %(amount)s against %(period)s"),
    }
    return words[ChangeDirection(goal.direction)] % {
        "amount": amount,
        "period": period_named(goal.baseline_period),
    }


def arithmetic_of(goal: PlanGoal) -> str:
    """The arithmetic of a relative goal as it was frozen: 4.2 × (1 − 10/100) = 3.78, from 4200 ÷ 1000.

    What was rounded when it was stored is marked ≈.
    """
    facts, change = goal.baseline, goal.change
    if not facts or change is None or goal.value is None:
        return ""
    exact, result = Fraction(facts["exact"]), Fraction(facts["result"])
    sign = "−" if goal.direction == ChangeDirection.REDUCE else "+"
    if goal.change_unit == ChangeUnit.POINTS:
        step = f"{_number(exact)} {sign} {plain(change)}"
    else:
        step = f"{_number(exact)} × (1 {sign} {plain(change)}/100)"
    equals = "=" if Fraction(goal.value) == result else "≈"
    return f"{step} {equals} {plain(goal.value)}"


def baseline_in_words(goal: PlanGoal) -> str:
    """Where the baseline comes from: period, numerator and denominator, how much of the data came."""
    facts = goal.baseline
    if not facts:
        return ""
    parts = [f"{period_named(facts['period'])}: {_number(Fraction(facts['exact']))}"]
    if facts["denominator"]:
        parts.append(f"{facts['numerator']} ÷ {facts['denominator']}")
    if facts["expected"]:
        parts.append(
            _("%(covered)s of %(expected)s data points")
            % {"covered": facts["covered"], "expected": facts["expected"]}
        )
    return " · ".join(parts)


def period_named(label: str) -> str:
    """A period in the reader's language; its label where it cannot be read."""
    try:
        return parse_period(label).display()
    except BadPeriod:
        return label


def _number(value: Fraction) -> str:
    """A number with what it needs, at most 6 decimals; a rounded one says so."""
    rounded = round_half_up(value, SHOWN_DECIMALS)
    mark = "" if Fraction(rounded) == value else "≈"
    return f"{mark}{plain(rounded)}"


def money(value: Decimal | None) -> str:
    """An amount in yuan."""
    return "" if value is None else f"¥{format_number(value, decimals=2)}"


def _goal_title(row: PlanGoal) -> str:
    subject = f"{row.indicator.code} {said(row.indicator)}" if row.indicator else ""
    subject = with_aside(subject, said(row.scope))
    return " · ".join(part for part in (said(row.process), subject) if part)


def _milestone_title(row: Milestone) -> str:
    return row.text


def _resource_title(row: ResourceLine) -> str:
    return f"{row.get_kind_display()} · {row.name}"


def _training_title(row: TrainingLine) -> str:
    return row.topic


SUMMARIES: dict[str, Callable[[Any], str]] = {
    "goals": _goal_title,
    "milestones": _milestone_title,
    "resources": _resource_title,
    "trainings": _training_title,
}

LABELS: dict[str, Promise] = {
    "department": gettext_lazy("Department"),
    "process": gettext_lazy("Process"),
    "kind": gettext_lazy("Kind"),
    "indicator": gettext_lazy("Indicator"),
    "scope": gettext_lazy("Scope"),
    "operator": gettext_lazy("Operator"),
    "value": gettext_lazy("Target value"),
    "upper": gettext_lazy("Upper value"),
    "direction": gettext_lazy("Direction"),
    "change": gettext_lazy("Amount of the change"),
    "change_unit": gettext_lazy("Unit of the change"),
    "baseline_period": gettext_lazy("Baseline period"),
    "text": gettext_lazy("What"),
    "measures": gettext_lazy("Measures"),
    "reason": gettext_lazy("Reason"),
    "responsible": gettext_lazy("Who is responsible"),
    "due_on": gettext_lazy("Due on"),
    "name": gettext_lazy("Need"),
    "purpose": gettext_lazy("Purpose"),
    "skill": gettext_lazy("Skill"),
    "audience": gettext_lazy("Audience"),
    "tool_change": gettext_lazy("New or upgrade"),
    "have": gettext_lazy("There now"),
    "need": gettext_lazy("Needed"),
    "how": gettext_lazy("How the gap is closed"),
    "cost": gettext_lazy("Cost (yuan)"),
    "needed_on": gettext_lazy("Needed on"),
    "topic": gettext_lazy("Topic"),
    "headcount": gettext_lazy("Number of people"),
    "method": gettext_lazy("Method"),
    "trainer": gettext_lazy("Trainer"),
    "hours": gettext_lazy("Lessons"),
    "planned_on": gettext_lazy("Planned day"),
    "assessment": gettext_lazy("Assessment"),
    "budget": gettext_lazy("Budget (yuan)"),
}
_WORDS: dict[str, dict[str, Any]] = {
    "kind": {
        str(value): label
        for choices in (GoalKind.choices, ResourceKind.choices, TrainingKind.choices)
        for value, label in choices
    },
    "direction": dict(ChangeDirection.choices),
    "change_unit": dict(ChangeUnit.choices),
    "tool_change": dict(ToolChange.choices),
    "method": dict(TrainingMethod.choices),
    "scope": {"company": gettext_lazy("whole company")},
}


def field_label(name: str) -> str:
    """What a field of a line is called."""
    return str(LABELS.get(name, name))


def value_shown(name: str, value: Any, unit: str = "") -> str:
    """What a field says, in words where it holds a code, with the unit of its indicator; a dash where it says nothing."""
    if value in ("", None):
        return "–"
    if name in _MEASURED and unit:
        return f"{value}{'' if unit in SCALES else ' '}{unit}"
    return str(_WORDS.get(name, {}).get(str(value), value))
