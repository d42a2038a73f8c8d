"""What a relative goal would come to, before it is stored (6.4.1, R50; G42)."""

from dataclasses import dataclass
from datetime import date

from governance.lib.bilingual import said
from kpi.formulas import Target as TargetLine
from kpi.formulas import target_text
from planning.formulas import goal_line, operator_of, stored_line
from planning.models import PlanGoal
from planning.selectors.baseline import baseline_of
from planning.selectors.line_text import arithmetic_of, baseline_in_words
from planning.states import GoalKind


@dataclass(frozen=True)
class GoalLook:
    """The line a rule gives on the kept figure, its arithmetic, or why there is none."""

    line: str = ""
    arithmetic: str = ""
    baseline: str = ""
    problem: str = ""


def goal_look(goal: PlanGoal | None, *, on: date) -> GoalLook | None:
    """The same arithmetic as when the section is handed in, stored nowhere; None for any other goal."""
    if goal is None or goal.kind != GoalKind.RELATIVE or goal.indicator is None:
        return None
    if goal.change is None:
        return None
    found = baseline_of(goal.indicator, goal.scope, goal.baseline_period, on=on)
    if found.exact is None:
        return GoalLook(problem=found.problem)
    line = goal_line(found.exact, goal.change, unit=goal.change_unit, direction=goal.direction)
    goal.operator, goal.upper, goal.value = operator_of(goal.direction), None, stored_line(line)
    goal.baseline = {**found.frozen, "result": f"{line.numerator}/{line.denominator}"}
    return GoalLook(
        line=target_text(TargetLine(goal.operator, goal.value), said(goal.indicator, "unit")),
        arithmetic=arithmetic_of(goal),
        baseline=baseline_in_words(goal),
    )
