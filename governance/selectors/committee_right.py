"""Who runs the committee's meetings, and who confirms what it demanded (5.1, 5.2, G20; reliability §3.3)."""

from datetime import date

from governance.models import Approval, CommitteeMember, Person, ResolutionCondition
from governance.permissions import Permission, has_permission
from governance.selectors.approval import committee_step
from governance.states import Seat


def seat_of(person: Person, on: date) -> str:
    """The seat a person has in the committee on a day; empty for everybody else."""
    row = CommitteeMember.objects.in_force(on).filter(person=person).first()
    return row.seat if row else ""


def leads_committee(person: Person, on: date) -> bool:
    """Who sits as chair or secretary leads the committee's work."""
    return seat_of(person, on) in {Seat.CHAIR, Seat.SECRETARY}


def may_run_meeting(person: Person, on: date) -> bool:
    """The PMO runs the committee's meetings; so does whoever sits as its chair or secretary."""
    return has_permission(person, Permission.MEETING_RUN) or leads_committee(person, on)


def may_urge_members(person: Person, approval: Approval, on: date) -> bool:
    """Chair and secretary remind the members of what the committee decides now (domain §6.3, G20)."""
    return committee_step(approval) is not None and leads_committee(person, on)


def may_confirm_condition(person: Person, condition: ResolutionCondition) -> bool:
    """The PMO confirms that a condition is met, never one that the same person must fulfil."""
    return has_permission(person, Permission.MEETING_RUN) and person.pk != condition.responsible_id
