"""Who reports which process for which department, from when to when (R55, G18)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.periods import Week
from governance.lib.workflow import Refused
from governance.models import Department, Person, Project
from governance.permissions import Permission, demand, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.department import has_not_ended
from governance.services.audit import Change, hold_the_chain, record
from processes.models import Assignment, Process
from processes.states import ProcessState


class CannotAssign(Refused):
    """The assignment cannot be made as asked."""


@dataclass(frozen=True)
class NewAssignment:
    """A person reports a process for a department, with an optional deputy and project."""

    person: Person
    process: Process
    department: Department
    valid_from: date
    valid_to: date | None = None
    deputy: Person | None = None
    project: Project | None = None
    takes_over: bool = False


def assign_process(new: NewAssignment, *, by: Actor, at: datetime) -> Assignment:
    """One open assignment per department, process and project; its person must be able to report.

    Raises `CannotAssign` for a retired process or project, a department that has ended, a person without the specialist's role, a
    deputy who is the same person, a second open assignment, or a beginning inside a past week that
    somebody else reported: that is a hand-over, which looks at what was handed in (R55, G18).
    """
    if isinstance(by, Person):
        demand(by, Permission.ASSIGNMENT_EDIT)
    _check(new)
    _check_past(new, local_day(at))
    row = Assignment(
        person=new.person,
        deputy=new.deputy,
        department=new.department,
        process=new.process,
        project=new.project,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )
    try:
        with transaction.atomic():
            hold_the_chain()
            if not has_not_ended(new.department):
                raise CannotAssign(_("This department has ended."))
            # Read again: it may have been retired since the form was opened (C15).
            if not Process.objects.filter(pk=new.process.pk, state=ProcessState.ACTIVE).exists():
                raise CannotAssign(_("A retired process takes no new assignment."))
            save_tracked(row, by=by, at=at, reason="processes.assign_process")
            record(
                "processes.assign_process",
                by=by,
                at=at,
                obj=row,
                change=Change(after={"person": new.person.name}),
            )
    except IntegrityError as double:
        raise CannotAssign(
            _("This process already has an open assignment in this department.")
        ) from double
    return row


def end_assignment(row: Assignment, *, last_day: date, by: Actor, at: datetime) -> Assignment:
    """An assignment ends with its last day; what it reported stays."""
    if isinstance(by, Person):
        demand(by, Permission.ASSIGNMENT_EDIT)
    if last_day < row.valid_from:
        raise CannotAssign(_("An assignment cannot end before it begins."))
    row.valid_to = last_day
    with transaction.atomic():
        hold_the_chain()
        save_tracked(row, by=by, at=at, reason="processes.end_assignment", fields=["valid_to"])
        record(
            "processes.end_assignment",
            by=by,
            at=at,
            obj=row,
            change=Change(after={"valid_to": str(last_day)}),
        )
    return row


def change_deputy(row: Assignment, deputy: Person, *, by: Person, at: datetime) -> Assignment:
    """Somebody else stands in for whoever reports; they must be able to report themselves.

    Raises `NotAllowed`, `CannotAssign`.
    """
    demand(by, Permission.ASSIGNMENT_EDIT)
    if deputy.pk == row.person_id:
        raise CannotAssign(_("A deputy must be another person."))
    _check_reporters(deputy)
    before = row.deputy.name if row.deputy else ""
    row.deputy = deputy
    with transaction.atomic():
        hold_the_chain()
        save_tracked(row, by=by, at=at, reason="processes.change_deputy", fields=["deputy"])
        change = Change({"deputy": before}, {"deputy": deputy.name})
        record("processes.change_deputy", by=by, at=at, obj=row, change=change)
    return row


def _check_past(new: NewAssignment, today: date) -> None:
    week = Week.of(new.valid_from)
    if new.takes_over or new.valid_from == week.start or week.end >= today:
        return
    place = Assignment(department=new.department, process=new.process, project=new.project)
    earlier = Assignment.objects.at_place_of(place).valid_between(week.start, week.end).first()
    if earlier is not None:
        raise CannotAssign(
            _("%(week)s was reported by %(name)s. Please use the hand-over, or begin on a Monday.")
            % {"week": week.display(), "name": earlier.person.name}
        )


def _check(new: NewAssignment) -> None:
    if new.process.state != ProcessState.ACTIVE:
        raise CannotAssign(_("A retired process takes no new assignment."))
    if new.deputy is not None and new.deputy.pk == new.person.pk:
        raise CannotAssign(_("A deputy must be another person."))
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise CannotAssign(_("An assignment cannot end before it begins."))
    if new.project is not None and new.project.retired_on is not None:
        raise CannotAssign(_("This project has ended."))
    _check_reporters(*filter(None, (new.person, new.deputy)))


def _check_reporters(*people: Person) -> None:
    for person in people:
        if not has_permission(person, Permission.SUBMISSION_ENTER):
            raise CannotAssign(
                _("%(name)s does not hold the role of a process specialist.")
                % {"name": person.name}
            )
