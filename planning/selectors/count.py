"""What the plan counts of itself: PLN-01 to PLN-05 (6.4.1, domain §4.2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.lib.periods import Quarter
from governance.models import Obligation
from governance.selectors.calendar import local_day
from governance.states import ObligationKind
from kpi.selectors.system_count import PLANNING, Counts, Grid, Place, count_grid, owed_by
from planning.models import AnnualPlan, PlanGoal, ResourceLine, TrainingSession
from planning.selectors.attainment import attainments_of
from planning.selectors.plan import DECIDED
from planning.selectors.training_coverage import HELD
from planning.states import Fulfilment, GoalKind, PlanState
from processes.models import Process

CODES = PLANNING
WITHOUT_GOAL = (GoalKind.NONE,)
QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class _Instant:
    """A quarter's end, or today in the running quarter, with the plan in force then."""

    plan: AnnualPlan
    on: date


def planning_counts(at: datetime) -> Counts:
    """All counts of the plan as of a moment; where no plan was in force there is no number, not a 0."""
    grid = count_grid(at)
    counts: dict[Place, int | None] = {}
    counts.update(_approvals(at, grid))
    counts.update(_snapshots(grid))
    counts.update(_trainings(grid))
    return counts


def _approvals(at: datetime, grid: Grid) -> Counter[Place]:
    """PLN-01: plans by the day they were due; in time when the committee had approved the first version by then.

    A year that is on record as not made before the policy owed none (G30).
    """
    versions = AnnualPlan.objects.select_related("resolution").order_by("-ordinal")
    approved: dict[int, datetime] = {}
    excused = set()
    for plan in versions:
        if plan.state == PlanState.NOT_MADE:
            excused.add(plan.year)
        if plan.resolution is not None:
            # The earliest version stands last and is the one that was due.
            approved[plan.year] = plan.resolution.closed_at
    found: Counter[Place] = Counter()
    owed = Obligation.objects.filter(kind=ObligationKind.ANNUAL_PLAN).filter(owed_by(at))
    for period, due_at in owed.values_list("period", "due_at"):
        year = int(period)
        if year not in excused:
            part = grid.of(due_at)
            found["pln_plans_due", None, part] += 1
            found["pln_approved_on_time", None, part] += (
                year in approved and approved[year] <= due_at
            )
    return found


def _snapshots(grid: Grid) -> dict[Place, int]:
    """PLN-02 to PLN-04 at the end of each quarter and as of today, by the version in force on that day."""
    decided = list(AnnualPlan.objects.filter(state__in=DECIDED).order_by("year", "ordinal"))
    goals, needs = _by_plan(PlanGoal, decided), _by_plan(ResourceLine, decided)
    own = _own_goals()
    processes = dict(Process.objects.values_list("pk", "retired_on"))
    found: dict[Place, int] = {}
    for year in sorted({plan.year for plan in decided}):
        for number in QUARTERS:
            quarter = Quarter(year, number)
            part = grid.last_begun(quarter)
            instant = _in_force(decided, year, min(quarter.end, grid.today))
            if part is None or instant is None:
                continue
            counts = {
                **_covered(goals[instant.plan.pk], processes, instant.on),
                **_attained(goals[instant.plan.pk], own, year, instant.on),
                **_provided(needs[instant.plan.pk], instant.on),
            }
            found.update({(code, None, part): count for code, count in counts.items()})
    return found


def _by_plan(model: type[PlanGoal] | type[ResourceLine], plans: Iterable[AnnualPlan]) -> dict:
    found = defaultdict(list)
    rows = model.objects.filter(section__plan__in=[plan.pk for plan in plans])
    if model is PlanGoal:
        rows = rows.select_related("process", "indicator", "scope")
    for row in rows.select_related("section").order_by("pk"):
        found[row.section.plan_id].append(row)
    return found


def _in_force(decided: Sequence[AnnualPlan], year: int, day: date) -> _Instant | None:
    """The latest version that was published by a day and had come into force."""
    for plan in reversed(decided):
        published = plan.published_at and local_day(plan.published_at)
        if (
            plan.year == year
            and published
            and max(published, plan.effective_on or published) <= day
        ):
            return _Instant(plan, day)
    return None


def _covered(
    goals: Iterable[PlanGoal], processes: dict[int, date | None], day: date
) -> dict[str, int]:
    """PLN-02: of the processes in use those with a goal; “no goal, because …” is an answer and no goal (G42)."""
    in_use = {pk for pk, retired in processes.items() if retired is None or retired > day}
    with_goal = {goal.process_id for goal in goals if goal.kind not in WITHOUT_GOAL}
    return {"pln_processes": len(in_use), "pln_processes_with_goal": len(in_use & with_goal)}


def _own_goals() -> set[int]:
    """Goals on the attainment of goals: they would count themselves."""
    rows = PlanGoal.objects.filter(indicator__definitions__measures__code="pln_goals")
    return set(rows.values_list("pk", flat=True))


def _attained(goals: Iterable[PlanGoal], own: set[int], year: int, day: date) -> dict[str, int]:
    """PLN-03: of the goals that can be judged by periods that are over, those not missed; at the year's end by the year."""
    found = attainments_of([goal for goal in goals if goal.pk not in own], year, until=day)
    judged = [each for each in found if each.light in {"met", "watch", "missed"}]
    if not judged:
        return {}
    return {
        "pln_goals": len(judged),
        "pln_goals_achieved": sum(not each.is_missed for each in judged),
    }


def _provided(needs: Sequence[ResourceLine], day: date) -> dict[str, int]:
    """PLN-04: of the approved resource needs those noted as provided by a day."""
    if not needs:
        return {}
    met = sum(
        need.fulfilment == Fulfilment.FULFILLED
        and need.fulfilment_on is not None
        and need.fulfilment_on <= day
        for need in needs
    )
    return {"pln_needs_approved": len(needs), "pln_needs_met": met}


def _trainings(grid: Grid) -> Counter[Place]:
    """PLN-05: the trainings of the plan by their planned day, once it has come, and those of them that were held.

    One held later counts where it was planned, so that no month exceeds 100 % (domain §4.3o).
    """
    found: Counter[Place] = Counter()
    rows = TrainingSession.objects.exclude(origin="").filter(planned_on__lte=grid.today)
    for planned_on, department, state in rows.values_list("planned_on", "department", "state"):
        part = grid.on(planned_on)
        found["pln_trainings_planned", department, part] += 1
        found["pln_trainings_held", department, part] += state in HELD
    return found
