"""Assignments as the PMO lists them, and the processes nobody reports (R55, G18, G19)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from governance.lib.numbers import parse_date
from governance.models import Person, RoleGrant
from governance.permissions import ROLES, Permission
from governance.selectors.setting import setting_value
from governance.states import Sphere
from processes.models import Assignment, Process
from processes.states import ProcessState


def answering_for(row: Assignment, on: date) -> Assignment:
    """One person at a time answers for a place (department, process, project): who reports it today.

    An assignment that has ended still answers for its weeks, until another one of the same place
    begins; from that day the later one answers for everything reported there before (R55, G18).
    Worked example: A ends on Wednesday 03-04, B begins on Thursday 03-05. On 03-04 A answers, on
    03-05 B does, also for A's unfinished week of 02-23 and for corrections of A's accepted ones.
    Had B begun on Monday 03-09, A would have answered until Sunday.
    """
    if row.valid_to is None or row.valid_to >= on:
        return row
    later = (
        Assignment.objects.at_place_of(row)
        .filter(valid_from__gt=row.valid_from, valid_from__lte=on)
        .select_related("person", "deputy")
        .order_by("-valid_from", "-pk")
        .first()
    )
    return later or row


def answering_as_stored(row: Assignment, on: date) -> Assignment:
    """The same as it is stored now, with the names: the page may have been opened before the hand-over."""
    stored = Assignment.objects.select_related(
        "person", "deputy", "department", "process", "project"
    ).get(pk=row.pk)
    return answering_for(stored, on)


def handed_over(on: date) -> list[Assignment]:
    """Assignments that have ended and whose place another one reports by now."""
    # SQL holds two missing projects for different; zero is nobody's key.
    later = Assignment.objects.annotate(project_key=Coalesce("project_id", 0)).filter(
        process=OuterRef("process_id"),
        department=OuterRef("department_id"),
        project_key=Coalesce(OuterRef("project_id"), 0),
        valid_from__gt=OuterRef("valid_from"),
        valid_from__lte=on,
    )
    return list(Assignment.objects.filter(Exists(later), valid_to__lt=on).select_related("person"))


@dataclass(frozen=True)
class AssignmentsWanted:
    """What the list is narrowed to: words of a process or a person, a department; ended ones too."""

    text: str = ""
    department: str = ""
    ended: bool = False


def assignments_listed(
    viewer: Person, wanted: AssignmentsWanted, *, on: date
) -> QuerySet[Assignment]:
    """What holds on a day or is still to begin, in the order of the framework; ended ones on request."""
    rows = Assignment.objects.visible_to(viewer).select_related(
        "person", "deputy", "department", "process", "project"
    )
    if not wanted.ended:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    if wanted.department:
        rows = rows.filter(department__code=wanted.department)
    if wanted.text:
        named = Q()
        for column in ("process__name", "process__name_en", "person__name", "deputy__name"):
            named |= Q(**{f"{column}__icontains": wanted.text})
        rows = rows.filter(named)
    return rows.order_by("process__position", "department__rank", "-valid_from", "pk")


def processes_unassigned(viewer: Person, on: date) -> list[Process]:
    """The processes in use that nobody reports on a day."""
    held = (
        Assignment.objects.visible_to(viewer).valid_between(on, on).filter(process=OuterRef("pk"))
    )
    processes = Process.objects.visible_to(viewer).filter(~Exists(held), state=ProcessState.ACTIVE)
    return list(processes.order_by("position"))


def people_to_assign(viewer: Person, on: date) -> QuerySet[Person]:
    """Whoever may report weekly data on a day or later, by rank; an administrator never does (R55, §3.1)."""
    roles = [
        role
        for role, charter in ROLES.items()
        if Permission.SUBMISSION_ENTER in charter.permissions
    ]
    grants = RoleGrant.objects.filter(role__in=roles).exclude(valid_to__lt=on)
    people: QuerySet[Person] = Person.objects.visible_to(viewer).filter(
        is_active=True, sphere=Sphere.BUSINESS, pk__in=grants.values("person")
    )
    return people.order_by("rank", "staff_no")


def day_to_assign(today: date) -> date:
    """The day a new assignment is offered to begin: today, or the first week owed while nobody reports yet (G30).

    Only an offer: whoever assigns chooses the day.
    """
    begin = parse_date(setting_value("collect_from") or None)
    if begin is None or begin > today or Assignment.objects.exists():
        return today
    return begin
