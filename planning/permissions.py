"""Who may do what with plan and trainings: the permission, and the relation to the record (reliability §3.2, §3.3)."""

from governance.models import Person
from governance.permissions import Permission, has_permission
from planning.models import TrainingSession


def may_hold_session(person: Person, session: TrainingSession) -> bool:
    """The trainer, whoever is responsible for it, or the PMO runs a training (reliability §3.2, training)."""
    return person.pk in {session.trainer_id, session.responsible_id} or has_permission(
        person, Permission.TRAINING_CONFIRM
    )


def may_confirm_attendance(person: Person, session: TrainingSession) -> bool:
    """Trainer or PMO confirm who attended (6.4.1); of whom, the service asks: never of themselves."""
    return person.pk == session.trainer_id or has_permission(person, Permission.TRAINING_CONFIRM)


def may_see_amounts(person: Person, department_id: int | None) -> bool:
    """Money is for those who read resource amounts, and for who fills the own department's plan (reliability §3.4)."""
    if has_permission(person, Permission.RESOURCE_VIEW):
        return True
    own = department_id is not None and person.department_id == department_id
    return own and has_permission(person, Permission.PLAN_FILL)
