"""What a version of the plan says, as plain values, and its hash (5.1①, R53): votes are bound to it."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from governance.lib.numbers import plain
from planning.models import (
    AnnualPlan,
    Milestone,
    PlanGoal,
    PlanSection,
    ResourceLine,
    TrainingLine,
)
from planning.states import TrainingKind

Facts = dict[str, Any]
_PLAIN = ("kind", TrainingKind.TRAINING.value)


def content_of(plan: AnnualPlan) -> Facts:
    """Everything that is decided, by codes that outlive a change of names; what is done later is no part of it.

    Six statements, whatever the size of the plan.
    """
    sections = PlanSection.objects.filter(plan=plan).select_related("department")
    return {
        "year": plan.year,
        "basis": plan.basis,
        "risks": plan.risks,
        "arrangements": plan.arrangements,
        "effective_on": _day(plan.effective_on),
        "sections": [
            {"department": row.department.code, "summary": row.summary}
            for row in sections.order_by("department__rank", "department__code")
        ],
        "goals": _sorted(goal_facts(row) for row in goals_of(plan)),
        "milestones": _sorted(milestone_facts(row) for row in milestones_of(plan)),
        "resources": _sorted(resource_facts(row) for row in resources_of(plan)),
        "trainings": _sorted(_hashed(training_facts(row)) for row in trainings_of(plan)),
    }


def content_sha256(content: Facts) -> str:
    """SHA-256 over the canonical JSON of a content."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def goals_of(plan: AnnualPlan, section: PlanSection | None = None) -> list[PlanGoal]:
    """The goals of a version, or of one of its sections, in the order of the processes."""
    rows = PlanGoal.objects.of_plan(plan).select_related(
        "process", "indicator", "scope", "section__department", "issued"
    )
    if section is not None:
        rows = rows.filter(section=section)
    return list(rows.order_by("process__position", "process_id", "position", "pk"))


def milestones_of(plan: AnnualPlan) -> list[Milestone]:
    """The milestones of a version, the earliest due first."""
    rows = Milestone.objects.of_plan(plan).select_related(
        "process", "responsible", "done_by", "section__department"
    )
    return list(rows.order_by("due_on", "pk"))


def resources_of(plan: AnnualPlan) -> list[ResourceLine]:
    """All resource lines of a version: for hash and publication; pages ask through `visible_to`."""
    rows = ResourceLine.objects.of_plan(plan).select_related("process", "section__department")
    return list(rows.order_by("kind", "section__department__rank", "position", "pk"))


def trainings_of(plan: AnnualPlan) -> list[TrainingLine]:
    """The training lines of a version, the earliest first."""
    rows = TrainingLine.objects.of_plan(plan).select_related(
        "process", "responsible", "section__department"
    )
    return list(rows.order_by("planned_on", "pk"))


def goal_facts(row: PlanGoal) -> Facts:
    """One goal as it is decided, its baseline included."""
    return {
        "key": row.key,
        "department": row.section.department.code,
        "process": row.process.code,
        "kind": row.kind,
        "indicator": row.indicator.code if row.indicator else "",
        "scope": row.scope.code if row.scope else "company",
        "operator": row.operator,
        "value": _number(row.value),
        "upper": _number(row.upper),
        "direction": row.direction,
        "change": _number(row.change),
        "change_unit": row.change_unit,
        "baseline_period": row.baseline_period,
        "baseline": row.baseline,
        "text": row.text,
        "measures": row.measures,
        "reason": row.reason,
    }


def milestone_facts(row: Milestone) -> Facts:
    """One milestone as it is decided; whether it is done is told elsewhere."""
    return {
        "key": row.key,
        "department": row.section.department.code,
        "process": row.process.code if row.process else "",
        "text": row.text,
        "responsible": row.responsible.staff_no,
        "due_on": _day(row.due_on),
    }


def resource_facts(row: ResourceLine) -> Facts:
    """One resource need as it is decided; its fulfilment is told elsewhere."""
    return {
        "key": row.key,
        "department": row.section.department.code,
        "kind": row.kind,
        "process": row.process.code if row.process else "",
        "name": row.name,
        "purpose": row.purpose,
        "skill": row.skill,
        "audience": row.audience,
        "tool_change": row.tool_change,
        "have": row.have,
        "need": row.need,
        "how": row.how,
        "cost": _number(row.cost),
        "needed_on": _day(row.needed_on),
    }


def training_facts(row: TrainingLine) -> Facts:
    """One training or promotion as it is decided."""
    return {
        "key": row.key,
        "kind": row.kind,
        "department": row.section.department.code,
        "process": row.process.code if row.process else "",
        "topic": row.topic,
        "audience": row.audience,
        "headcount": row.headcount,
        "method": row.method,
        "trainer": row.trainer,
        "hours": _number(row.hours),
        "planned_on": _day(row.planned_on),
        "assessment": row.assessment,
        "budget": _number(row.budget),
        "responsible": row.responsible.staff_no if row.responsible else "",
    }


def _hashed(facts: Facts) -> Facts:
    """A training says nothing of its kind: plans decided before promotions were told apart keep their hash."""
    return {name: said for name, said in facts.items() if (name, said) != _PLAIN}


def _sorted(rows: Any) -> list[Facts]:
    return sorted(rows, key=lambda facts: facts["key"])


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _day(value: Any) -> str:
    return value.isoformat() if value else ""
