"""The tables of a plan as one person may see them (reliability §3.2; domain §5.1)."""

from dataclasses import dataclass
from decimal import Decimal

from governance.models import Person
from governance.permissions import Permission, has_permission
from planning.models import AnnualPlan, Milestone, PlanGoal, ResourceLine, TrainingLine
from planning.permissions import may_see_amounts
from planning.selectors.section import GoalLine, ResourceTable, goal_lines, resource_tables


@dataclass(frozen=True)
class TrainingRow:
    """A planned training; its budget is empty for those who may not see amounts."""

    row: TrainingLine
    budget: Decimal | None


@dataclass(frozen=True)
class ResourceSheet:
    """《过程资源需求计划》 as one person sees it; the total is only for those who see every line."""

    tables: tuple[ResourceTable, ...]
    total: Decimal | None
    count: int


def goals_seen(plan: AnnualPlan, person: Person) -> list[GoalLine]:
    """The goals in the order of the processes; one statement."""
    rows = PlanGoal.objects.visible_to(person).filter(section__plan=plan)
    found = rows.select_related(
        "process", "indicator", "scope", "section__department", "issued", "carried_from"
    )
    return goal_lines(found.order_by("process__position", "process_id", "position", "pk"))


def milestones_seen(plan: AnnualPlan, person: Person) -> list[Milestone]:
    """The milestones, the earliest due first; one statement."""
    rows = Milestone.objects.visible_to(person).filter(section__plan=plan)
    found = rows.select_related("process", "responsible", "done_by", "section__department")
    return list(found.order_by("due_on", "pk"))


def resources_seen(plan: AnnualPlan, person: Person) -> ResourceSheet:
    """The three tables with the lines a person may see; one statement."""
    rows = ResourceLine.objects.visible_to(person).filter(section__plan=plan)
    found = list(
        rows.select_related("process", "section__department").order_by(
            "kind", "section__department__rank", "position", "pk"
        )
    )
    total = None
    if has_permission(person, Permission.RESOURCE_VIEW):
        total = sum((row.cost for row in found if row.cost is not None), Decimal(0))
    return ResourceSheet(resource_tables(found), total, len(found))


def trainings_seen(plan: AnnualPlan, person: Person) -> list[TrainingRow]:
    """The planned trainings, the earliest first; one statement."""
    rows = TrainingLine.objects.visible_to(person).filter(section__plan=plan)
    found = rows.select_related("process", "responsible", "section__department")
    return [
        TrainingRow(row, row.budget if may_see_amounts(person, row.section.department_id) else None)
        for row in found.order_by("planned_on", "pk")
    ]
