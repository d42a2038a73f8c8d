"""Who may do what with an improvement: the right, and the relation to the record (reliability §3.2, §3.3 nos. 4 and 6)."""

from governance.models import Person
from governance.models.person import roles_held
from governance.permissions import Permission, has_permission
from governance.states import Role
from improvements.models import ActionMeasure, Improvement, ProgressNote


def is_of_its_department(person: Person, improvement: Improvement) -> bool:
    """The head of the responsible department answers for it (6.4.4②③)."""
    return (
        Role.DEPARTMENT_HEAD in roles_held(person)
        and person.department_id == improvement.department_id
    )


def may_plan(person: Person, improvement: Improvement) -> bool:
    """The owner, the head of the responsible department and the PMO work out causes and plan."""
    if not has_permission(person, Permission.IMPROVEMENT_PLAN):
        return False
    return (
        person.pk == improvement.owner_id
        or is_of_its_department(person, improvement)
        or has_permission(person, Permission.IMPROVEMENT_VERIFY)
    )


def may_note(person: Person, improvement: Improvement, doers: set[int]) -> bool:
    """Progress is told by whoever plans it or carries a measure out."""
    return may_plan(person, improvement) or person.pk in doers


def has_planned(person: Person, improvement: Improvement) -> bool:
    """Who wrote any part of the plan does not let it start (§3.3 no. 4: planner ≠ approver)."""
    return person.pk in improvement.planned_by


def may_start(person: Person, improvement: Improvement) -> bool:
    """A process manager who did not plan it lets an ordinary improvement start; a major one needs the committee (R26)."""
    return has_permission(person, Permission.IMPROVEMENT_START) and not has_planned(
        person, improvement
    )


def has_carried_out(person: Person, improvement: Improvement, doers: set[int]) -> bool:
    """The owner and everybody who carried out a measure are implementers (§3.3 no. 4)."""
    return person.pk == improvement.owner_id or person.pk in doers


def may_verify(person: Person, improvement: Improvement, doers: set[int]) -> bool:
    """The PMO verifies; nobody verifies their own work (R64)."""
    return has_permission(person, Permission.IMPROVEMENT_VERIFY) and not has_carried_out(
        person, improvement, doers
    )


def may_end_measure(person: Person, measure: ActionMeasure, improvement: Improvement) -> bool:
    """A measure is ended by who carries it out, or by who plans the improvement."""
    return person.pk == measure.responsible_id or may_plan(person, improvement)


def may_add_to_note(person: Person, note: ProgressNote) -> bool:
    """Evidence on a note is added by who wrote it."""
    return person.pk == note.written_by_id and has_permission(person, Permission.IMPROVEMENT_VIEW)
