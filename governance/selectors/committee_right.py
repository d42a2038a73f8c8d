"""Who runs the committee's meetings, and who confirms what it demanded (5.1, 5.2, G20; reliability §3.3)."""

from datetime import date

from governance.models import CommitteeMember, Person, ResolutionCondition
from governance.permissions import Permission, has_permission
from governance.states import Seat


def seat_of(person: Person, on: date) -> str:
    """The seat a person has in the committee on a day; empty for everybody else."""
    row = CommitteeMember.objects.in_force(on).filter(person=person).first()
    return row.seat if row else ""


def may_run_meeting(person: Person, on: date) -> bool:
    """The PMO runs the committee's meetings; so does whoever sits as its chair or secretary."""
    return has_permission(person, Permission.MEETING_RUN) or seat_of(person, on) in {
        Seat.CHAIR,
        Seat.SECRETARY,
    }


def may_confirm_condition(person: Person, condition: ResolutionCondition) -> bool:
    """The PMO confirms that a condition is met, never one that the same person must fulfil."""
    return has_permission(person, Permission.MEETING_RUN) and person.pk != condition.responsible_id
