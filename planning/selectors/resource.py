"""《过程资源需求计划》 as figures: three tables, their totals by department, what was provided (R27, R51, G37)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.models import Department, Person
from planning.models import AnnualPlan, ResourceLine
from planning.states import Fulfilment, ResourceKind

KINDS = tuple(ResourceKind)


@dataclass(frozen=True)
class ResourceTotal:
    """So many needs: what is needed, what there is, what is missing, what was provided, what it costs.

    `unpriced` counts the needs nobody has put a price on: the cost is then a lower bound and says so.
    """

    lines: int
    need: int
    have: int
    gap: int
    provided: int
    met: int
    cost: Decimal
    unpriced: int


@dataclass(frozen=True)
class ResourceSheet:
    """One of the three tables with its total."""

    kind: str
    label: str
    rows: tuple[ResourceLine, ...]
    total: ResourceTotal


@dataclass(frozen=True)
class BudgetLine:
    """A department's costs by kind, in the order of the tables, and their sum."""

    department: Department
    costs: tuple[Decimal, ...]
    total: ResourceTotal


@dataclass(frozen=True)
class ResourcePlan:
    """The resource needs of a version of a plan, as far as one person may see them."""

    plan: AnnualPlan
    sheets: tuple[ResourceSheet, ...]
    budget: tuple[BudgetLine, ...]
    total: ResourceTotal

    @property
    def costs(self) -> tuple[Decimal, ...]:
        """The cost of each table, in their order."""
        return tuple(sheet.total.cost for sheet in self.sheets)


def resource_plan(plan: AnnualPlan, person: Person) -> ResourcePlan:
    """The tables of a person: whoever may not read amounts sees the own department's lines only. One statement."""
    return resource_plan_of(plan, resource_rows(plan, person))


def resource_rows(plan: AnnualPlan, person: Person) -> list[ResourceLine]:
    """The lines of a version a person may see, table by table, in the order of the departments."""
    rows = ResourceLine.objects.visible_to(person).filter(section__plan=plan)
    found = rows.select_related("process", "section__department", "fulfilment_by")
    return list(found.order_by("kind", "section__department__rank", "position", "pk"))


def resource_plan_of(plan: AnnualPlan, rows: Sequence[ResourceLine]) -> ResourcePlan:
    """Lines as tables and totals."""
    departments = {row.section.department_id: row.section.department for row in rows}
    ranked = sorted(departments.values(), key=lambda each: (each.rank, each.pk))
    return ResourcePlan(
        plan=plan,
        sheets=tuple(_sheet(kind, [row for row in rows if row.kind == kind]) for kind in KINDS),
        budget=tuple(_budget(each, rows) for each in ranked),
        total=resource_total(rows),
    )


def resource_total(rows: Iterable[ResourceLine]) -> ResourceTotal:
    """Gaps are added line by line: what one department has too much fills no other's gap."""
    found = list(rows)
    return ResourceTotal(
        lines=len(found),
        need=sum(row.need for row in found),
        have=sum(row.have for row in found),
        gap=sum(row.gap for row in found),
        provided=sum(row.fulfilled for row in found),
        met=sum(row.fulfilment == Fulfilment.FULFILLED for row in found),
        cost=sum((row.cost for row in found if row.cost is not None), Decimal(0)),
        unpriced=sum(row.cost is None for row in found),
    )


def _sheet(kind: ResourceKind, rows: list[ResourceLine]) -> ResourceSheet:
    return ResourceSheet(str(kind), str(kind.label), tuple(rows), resource_total(rows))


def _budget(department: Department, rows: Sequence[ResourceLine]) -> BudgetLine:
    own = [row for row in rows if row.section.department_id == department.pk]
    costs = tuple(resource_total(row for row in own if row.kind == kind).cost for kind in KINDS)
    return BudgetLine(department, costs, resource_total(own))
