"""Who may do what with an annual plan and its trainings: the permission, and the relation to the record (reliability §3.2, §3.3)."""

from governance.models import Person
from governance.permissions import Permission, has_permission
from planning.models import AnnualPlan, PlanSection, TrainingSession
from planning.states import PlanDocument, PlanState, SectionState


def is_own_section(person: Person, section: PlanSection) -> bool:
    """A section is a person's own when it is the own department's."""
    return person.department_id is not None and person.department_id == section.department_id


def may_fill(person: Person, section: PlanSection) -> bool:
    """Specialists and heads fill the own department's section, the PMO any (6.4.1)."""
    if has_permission(person, Permission.PLAN_COMPILE):
        return True
    return has_permission(person, Permission.PLAN_FILL) and is_own_section(person, section)


def may_edit_lines(person: Person, section: PlanSection) -> bool:
    """A department edits until it has handed in; the PMO until the plan is decided, and visibly voids votes then."""
    plan = section.plan
    if plan.state == PlanState.DRAFT and section.state != SectionState.HANDED_IN:
        return may_fill(person, section)
    return plan.is_in_preparation and has_permission(person, Permission.PLAN_COMPILE)


def may_see_amounts(person: Person, department_id: int | None) -> bool:
    """Money is for those who read resource amounts, and for who fills the own department's plan (reliability §3.4)."""
    if has_permission(person, Permission.RESOURCE_VIEW):
        return True
    own = department_id is not None and person.department_id == department_id
    return own and has_permission(person, Permission.PLAN_FILL)


def may_finish(person: Person, responsible: int | None) -> bool:
    """Whoever is responsible reports a milestone as done, or the PMO does."""
    return person.pk == responsible or has_permission(person, Permission.PLAN_COMPILE)


def may_edit_plan(person: Person, plan: AnnualPlan) -> bool:
    """The PMO writes what stands before the sections, while the plan is in preparation."""
    return plan.is_in_preparation and has_permission(person, Permission.PLAN_COMPILE)


def may_hold_session(person: Person, session: TrainingSession) -> bool:
    """The trainer, whoever is responsible for it, or the PMO runs a training (reliability §3.2, training)."""
    return person.pk in {session.trainer_id, session.responsible_id} or has_permission(
        person, Permission.TRAINING_CONFIRM
    )


def may_confirm_attendance(person: Person, session: TrainingSession) -> bool:
    """Trainer or PMO confirm who attended (6.4.1); of whom, the service asks: never of themselves."""
    return person.pk == session.trainer_id or has_permission(person, Permission.TRAINING_CONFIRM)


def may_read_document(person: Person, name: str) -> bool:
    """Documents with amounts are for those who read amounts, the others for all who read plans (reliability §3.4)."""
    if name in {PlanDocument.RESOURCES, PlanDocument.TRAINING_COSTS}:
        return has_permission(person, Permission.RESOURCE_VIEW)
    return name in PlanDocument.values and has_permission(person, Permission.PLAN_VIEW)
