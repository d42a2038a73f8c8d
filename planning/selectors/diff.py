"""Two versions of a plan side by side, goal by goal and line by line (R53, G29)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import Person
from planning.models import AnnualPlan, PlanGoal, ResourceLine
from planning.permissions import may_see_amounts
from planning.selectors.content import (
    Facts,
    goal_facts,
    goals_of,
    milestone_facts,
    milestones_of,
    resource_facts,
    resources_of,
    training_facts,
    trainings_of,
)
from planning.selectors.line_text import SUMMARIES, field_label, value_shown
from planning.states import PlanState

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# Follows from the other fields, or names the row itself.
_SILENT = {"key", "baseline"}
_AMOUNTS = {"cost", "budget"}


@dataclass(frozen=True)
class FieldChange:
    """One field that says something else: its label, what it said, what it says."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LineChange:
    """One line that was added, removed or changed."""

    table: str
    how: str
    row: Any
    title: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def word(self) -> str:
        return {ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed")}[self.how]

    @property
    def table_word(self) -> str:
        return {
            "goals": _("Goals"),
            "milestones": _("Milestones"),
            "resources": _("Resource needs"),
            "trainings": _("Trainings"),
        }[self.table]


@dataclass(frozen=True)
class PlanDiff:
    """All differences between two versions, table by table, with the totals of the later one."""

    base: AnnualPlan | None
    plan: AnnualPlan
    changes: tuple[LineChange, ...] = ()
    totals: dict[str, int] = field(default_factory=dict)
    goals_now: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """How much changed, in numbers."""
        counts = {how: sum(c.how == how for c in self.changes) for how in (ADDED, CHANGED, REMOVED)}
        return _("%(added)s added, %(changed)s changed, %(removed)s removed") % counts

    def of(self, table: str) -> list[LineChange]:
        """The differences of one table."""
        return [change for change in self.changes if change.table == table]


def base_of(plan: AnnualPlan) -> AnnualPlan | None:
    """A version is compared with the version it amends, the first of a year with the plan of the year before."""
    if plan.based_on is not None:
        return plan.based_on
    rows = AnnualPlan.objects.filter(
        year=plan.year - 1, state__in=[PlanState.PUBLISHED, PlanState.SUPERSEDED]
    )
    return rows.order_by("-ordinal").first()


def plan_diff(base: AnnualPlan | None, plan: AnnualPlan, person: Person | None = None) -> PlanDiff:
    """Lines are the same where their key is; between two years goals are, where they speak of the same indicator.

    With a person, resource lines are those the person may see. Eight statements at most.
    """
    is_same_year = base is not None and base.year == plan.year
    tables: list[tuple[str, Callable[[AnnualPlan], Sequence[Any]], Callable[[Any], Facts]]] = [
        ("goals", goals_of, goal_facts),
        ("milestones", milestones_of, milestone_facts),
        ("resources", _resources_for(person), resource_facts),
        ("trainings", trainings_of, training_facts),
    ]
    changes: list[LineChange] = []
    totals, kinds = {}, []
    for table, ask, facts in tables:
        after = list(ask(plan))
        totals[table] = len(after)
        if table == "goals":
            kinds = [row.kind for row in after]
        before = list(ask(base)) if base is not None else []
        if base is not None and (is_same_year or table == "goals"):
            found = _compare(table, before, after, facts, by_key=is_same_year)
            changes += [each for each in (_hushed(one, person) for one in found) if each]
        else:
            changes += [_change(table, ADDED, row) for row in after]
    return PlanDiff(base, plan, tuple(changes), totals, kinds)


def _hushed(change: LineChange, person: Person | None) -> LineChange | None:
    """Amounts are told to those who may see them; a line in which nothing else changed is not told at all."""
    if person is None or may_see_amounts(person, change.row.section.department_id):
        return change
    fields = tuple(each for each in change.fields if each.name not in _AMOUNTS)
    if change.how == CHANGED and not fields:
        return None
    return replace(change, fields=fields)


def _resources_for(person: Person | None) -> Callable[[AnnualPlan], Sequence[ResourceLine]]:
    if person is None:
        return resources_of

    def visible(plan: AnnualPlan) -> Sequence[ResourceLine]:
        rows = ResourceLine.objects.visible_to(person).filter(section__plan=plan)
        found = rows.select_related("process", "section__department")
        return list(found.order_by("kind", "section__department__rank", "position", "pk"))

    return visible


def _compare(
    table: str,
    before: Sequence[Any],
    after: Sequence[Any],
    facts: Callable[[Any], Facts],
    *,
    by_key: bool,
) -> list[LineChange]:
    known = {_identity(row, by_key=by_key): row for row in before}
    changes = []
    for row in after:
        old = known.pop(_identity(row, by_key=by_key), None)
        if old is None:
            changes.append(_change(table, ADDED, row))
            continue
        fields = _fields(facts(old), facts(row), _unit_of(row))
        if fields:
            changes.append(_change(table, CHANGED, row, fields))
    return [*changes, *(_change(table, REMOVED, row) for row in known.values())]


def _identity(row: Any, *, by_key: bool) -> Any:
    """Plans of two years share no keys; there a goal is known by what it is about."""
    if by_key:
        return row.key
    scope = row.scope_id or 0
    return (row.process_id, row.indicator_id or f"{row.kind}:{row.section.department_id}", scope)


def _change(table: str, how: str, row: Any, fields: tuple[FieldChange, ...] = ()) -> LineChange:
    return LineChange(table, how, row, SUMMARIES[table](row), fields)


def _unit_of(row: Any) -> str:
    return said(row.indicator, "unit") if isinstance(row, PlanGoal) and row.indicator else ""


def _fields(before: Facts, after: Facts, unit: str) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            name,
            field_label(name),
            value_shown(name, before[name], unit),
            value_shown(name, value, unit),
        )
        for name, value in after.items()
        if name not in _SILENT and before[name] != value
    )
