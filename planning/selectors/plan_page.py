"""A version of the plan on its page: how far it is, what it waits for, what may be done (6.4.1; 5.1①)."""

from dataclasses import dataclass
from datetime import datetime

from governance.lib.workflow import Step, open_from
from governance.models import Approval, AuditEntry, Obligation, Person, Resolution
from governance.permissions import Permission, has_permission
from governance.selectors.approval import case_read_by, resolution_of
from governance.selectors.audit import timeline_of
from governance.states import ApprovalState, ObligationKind
from planning.models import AnnualPlan, PlanSection
from planning.permissions import may_edit_plan, may_fill
from planning.selectors.completeness import Completeness, completeness_of
from planning.selectors.plan import sections_of, versions_of
from planning.states import PLAN_STEPS, PlanState

# Begins a plan, or is done by asking the committee first.
_NO_BUTTON = {"mark_not_made"}


@dataclass(frozen=True)
class SectionLine:
    """A section in the list: whether it is mine, when it was due."""

    row: PlanSection
    is_mine: bool
    duty: Obligation | None


@dataclass(frozen=True)
class PlanPage:
    """Everything the overview of a version shows."""

    plan: AnnualPlan
    versions: tuple[AnnualPlan, ...]
    sections: tuple[SectionLine, ...]
    completeness: Completeness | None
    case: Approval | None
    leads_to_case: bool
    resolution: Resolution | None
    steps: tuple[Step, ...]
    may_submit: bool
    may_amend: bool
    may_edit: bool
    acts: list[AuditEntry]

    @property
    def voids_votes(self) -> bool:
        """An edit now changes what the committee is deciding."""
        return self.case is not None and self.case.state == ApprovalState.OPEN


def plan_page(plan: AnnualPlan, person: Person, *, at: datetime) -> PlanPage:
    """A constant number of statements; what is lacking is told to those who read drafts."""
    case, leads_to_case = case_read_by(person, plan)
    reads_drafts = has_permission(person, Permission.PLAN_VIEW_DRAFT)
    sections = sections_of(person, plan)
    return PlanPage(
        plan=plan,
        versions=tuple(versions_of(person, plan.year)),
        sections=tuple(_lines(sections, plan, person)),
        completeness=completeness_of(plan) if reads_drafts and plan.is_in_preparation else None,
        case=case,
        leads_to_case=leads_to_case,
        resolution=plan.resolution or (resolution_of(case) if case else None),
        steps=steps_for(plan, person, case),
        may_submit=_may_submit(plan, person, case),
        may_amend=plan.state == PlanState.PUBLISHED
        and has_permission(person, Permission.PLAN_COMPILE)
        and not AnnualPlan.objects.in_preparation().filter(year=plan.year).exists(),
        may_edit=may_edit_plan(person, plan),
        acts=timeline_of(plan),
    )


def steps_for(plan: AnnualPlan, person: Person, case: Approval | None) -> tuple[Step, ...]:
    """The buttons of a version: what its state allows, the person may, and the committee has left open."""
    state = case.state if case else ""
    shut = {
        "reopen": state in {ApprovalState.OPEN, ApprovalState.APPROVED},
        "publish": state != ApprovalState.APPROVED,
        "drop": state in {ApprovalState.OPEN, ApprovalState.RETURNED},
    }
    return tuple(
        step
        for step in open_from(PLAN_STEPS, plan.state)
        if not step.by_system
        and step.name not in _NO_BUTTON
        and not shut.get(step.name, False)
        and has_permission(person, step.permission)
    )


def _may_submit(plan: AnnualPlan, person: Person, case: Approval | None) -> bool:
    is_free = case is None or case.state not in {ApprovalState.OPEN, ApprovalState.APPROVED}
    return (
        plan.state == PlanState.COMPILED
        and is_free
        and has_permission(person, Permission.PLAN_SUBMIT)
    )


def _lines(sections: list[PlanSection], plan: AnnualPlan, person: Person) -> list[SectionLine]:
    duties = {
        row.subject: row
        for row in Obligation.objects.filter(
            kind=ObligationKind.PLAN_SECTION, period=str(plan.year)
        )
    }
    return [
        SectionLine(row, may_fill(person, row), duties.get(f"plan-section:{row.pk}"))
        for row in sections
    ]
