"""Assignments as the PMO lists them, and the processes nobody reports (R55, G18, G19)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from governance.models import Person
from processes.models import Assignment, Process
from processes.states import ProcessState


def assignments_listed(viewer: Person, *, show_ended: bool) -> QuerySet[Assignment]:
    """Open assignments in the order of the framework; ended ones on request."""
    rows = Assignment.objects.visible_to(viewer).select_related(
        "person", "deputy", "department", "process", "project"
    )
    if not show_ended:
        rows = rows.filter(valid_to=None)
    return rows.order_by("process__position", "department__rank", "-valid_from", "pk")


def processes_unassigned(viewer: Person, on: date) -> list[Process]:
    """The processes in use that nobody reports on a day."""
    held = (
        Assignment.objects.visible_to(viewer).valid_between(on, on).filter(process=OuterRef("pk"))
    )
    processes = Process.objects.visible_to(viewer).filter(~Exists(held), state=ProcessState.ACTIVE)
    return list(processes.order_by("position"))
