"""How the goals of a year stand, from the kept figures (6.4.1; G42): never computed twice, never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from governance.lib.bilingual import said
from governance.lib.periods import Year
from governance.models import Person
from kpi.formulas import Target as TargetLine
from kpi.formulas import meets
from kpi.models import IndicatorValue
from kpi.selectors.report_phrases import value_text
from kpi.states import Grain, Verdict
from planning.formulas import goal_light
from planning.models import PlanGoal
from planning.selectors.line_text import goal_in_words

JUDGED = (Verdict.MET, Verdict.MISSED)
Place = tuple[int, int | None]


@dataclass(frozen=True)
class Attainment:
    """One goal and how it stands: the year's figure so far, the periods judged, one light.

    A share or an average is judged by the year's own figure; what adds up, or is counted at one
    moment, period by period at the length its target is judged in (a year's total is no figure for a
    monthly line).
    """

    goal: PlanGoal
    text: str
    light: str
    value: str = ""
    met: int = 0
    judged: int = 0
    covered: int = 0
    expected: int = 0
    by_period: bool = False

    @property
    def is_missed(self) -> bool:
        return self.light == "missed"


def attainments_of(
    goals: Sequence[PlanGoal],
    year: int,
    person: Person | None = None,
    *,
    until: date | None = None,
) -> list[Attainment]:
    """Every goal on an indicator with how it stands in the year; one statement, whatever their number.

    With a person, by the figures the person may see; `until` takes the periods that are over by a day.
    """
    span = Year(year)
    figures = _figures(goals, (span.start, until or span.end), person)
    return [
        attainment_of(goal, figures.get(_place(goal), [])) for goal in goals if goal.indicator_id
    ]


def attainment_of(goal: PlanGoal, figures: Sequence[IndicatorValue]) -> Attainment:
    """One goal against the figures of its scope and year, the earliest first."""
    text = goal_in_words(goal)
    indicator = goal.indicator
    if indicator is None or goal.value is None:
        return Attainment(goal, text, "not_applicable")
    line = TargetLine(goal.operator, goal.value, goal.upper)
    whole = next((row for row in figures if row.grain == Grain.YEAR), None)
    parts = [row for row in figures if row.grain == indicator.assessment_grain]
    # By the target in force in each period, as it was judged then (domain §4.3k).
    verdicts = [row.verdict for row in parts if row.verdict in JUDGED]
    by_period = whole is None or whole.denominator is None
    if by_period or whole is None:
        light = goal_light(verdicts)
        latest = next((row for row in reversed(parts) if row.verdict in JUDGED), None)
    else:
        light, latest = _judged(whole, line) or "no_sample", whole
    unit = said(indicator, "unit")
    return Attainment(
        goal,
        text,
        light,
        value=value_text(latest.value, unit, target=line) if latest else "",
        met=verdicts.count(Verdict.MET),
        judged=len(verdicts),
        covered=whole.covered if whole else 0,
        expected=whole.expected if whole else 0,
        by_period=by_period,
    )


def _judged(row: IndicatorValue, line: TargetLine) -> str:
    """As it was judged; a year that is still running and so not complete, by the goal's line so far."""
    if row.verdict in JUDGED:
        return row.verdict
    if row.value is None:
        return ""
    return str(Verdict.MET if meets(row.value, line) else Verdict.MISSED)


def _place(goal: PlanGoal) -> Place:
    return goal.indicator_id or 0, goal.scope_id


def _figures(
    goals: Iterable[PlanGoal], days: tuple[date, date], person: Person | None
) -> dict[Place, list[IndicatorValue]]:
    (first, last), rows = days, IndicatorValue.objects.all()
    if person is not None:
        rows = rows.visible_to(person)
    rows = rows.filter(
        indicator__in={goal.indicator_id for goal in goals if goal.indicator_id},
        start__gte=first,
        end__lte=last,
        project=None,
        dimension="",
    ).exclude(grain=Grain.WEEK)
    found: dict[Place, list[IndicatorValue]] = defaultdict(list)
    for row in rows.order_by("start", "pk"):
        found[row.indicator_id, row.department_id].append(row)
    return found
