"""Self-assessments: who answers for what, what is still missing, how many were closed in a year (R66, G39)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.periods import Year
from governance.models import Department, Person
from governance.models.person import RoleGrant
from governance.permissions import ROLES, Permission
from governance.selectors.calendar import local_day
from kpi.models import AssessedItem, AssessmentFinding, Assessor, SelfAssessment
from kpi.states import AssessmentScope, AssessmentState, FindingState
from processes.models import Assignment, Process, Responsibility


def assessed_until(assessment: SelfAssessment, at: datetime) -> date:
    """An assessment of a year looks at it up to today, or to its end."""
    return min(Year(assessment.year).end, local_day(at))


def processes_answered(
    people: Iterable[int], assessment: SelfAssessment, at: datetime
) -> dict[int, set[int]]:
    """The processes each person owns, or reported as specialist or deputy since the assessed year began.

    Somebody who handed a process over in July does not judge its first half. Two statements.
    """
    asked = set(people)
    found: dict[int, set[int]] = {person: set() for person in asked}
    start, end = Year(assessment.year).start, max(local_day(at), Year(assessment.year).start)
    rows = Assignment.objects.filter(Q(person__in=asked) | Q(deputy__in=asked)).valid_between(
        start, end
    )
    for person, deputy, process in rows.values_list("person_id", "deputy_id", "process_id"):
        for each in {person, deputy} & asked:
            found[each].add(process)
    owned = Process.objects.filter(owner__in=asked).values_list("owner_id", "pk")
    for owner, process in owned:
        found[owner].add(process)
    return found


def assessors_of(assessment: SelfAssessment) -> list[Person]:
    """The people named to judge, in the order of the company."""
    rows = Person.objects.filter(
        pk__in=Assessor.objects.filter(assessment=assessment).values("person")
    )
    return list(rows.select_related("department").order_by("rank", "pk"))


def people_who_judge(viewer: Person, *, on: date) -> list[Person]:
    """Everybody active who holds a role that may judge, in the order of the company."""
    roles = [
        role
        for role, charter in ROLES.items()
        if Permission.ASSESSMENT_JUDGE in charter.permissions
    ]
    holders = RoleGrant.objects.in_force(on).filter(role__in=roles)
    people = Person.objects.visible_to(viewer).filter(
        is_active=True, pk__in=holders.values("person")
    )
    return list(people.select_related("department").order_by("rank", "pk"))


def processes_nobody_judges(assessment: SelfAssessment, at: datetime) -> list[Process]:
    """The processes of the checklist for which everybody named answers themselves."""
    team = [person.pk for person in assessors_of(assessment)]
    own = processes_answered(team, assessment, at)
    asked = Process.objects.filter(
        pk__in=assessment.checklist.items.filter(process__isnull=False).values("process")
    ).order_by("position")
    return [row for row in asked if all(row.pk in own[person] for person in team)]


def missing_for_start(assessment: SelfAssessment, at: datetime) -> list[str]:
    """A team, and for each process somebody in it who does not answer for that process."""
    if not Assessor.objects.filter(assessment=assessment).exists():
        return [_("somebody who judges")]
    return [
        _("an assessor for “%(process)s” who does not answer for it") % {"process": said(row)}
        for row in processes_nobody_judges(assessment, at)
    ]


def missing_for_evaluation(assessment: SelfAssessment) -> list[str]:
    """Every item has a verdict."""
    count = AssessedItem.objects.filter(assessment=assessment, verdict="").count()
    return [_("the verdict on %(count)s items") % {"count": count}] if count else []


def missing_for_closing(assessment: SelfAssessment) -> list[str]:
    """The conclusion, and for every finding its department and a decision."""
    missing = [] if assessment.conclusion.strip() else [_("the conclusion")]
    rows = AssessmentFinding.objects.filter(assessment=assessment).order_by("position")
    for row in rows:
        if row.department_id is None:
            missing.append(
                _("the responsible department of finding %(number)s") % {"number": row.position}
            )
        if row.state == FindingState.OPEN:
            missing.append(_("the decision on finding %(number)s") % {"number": row.position})
    return missing


def usual_departments(
    processes: Iterable[int], assessment: SelfAssessment
) -> dict[int, Department]:
    """The department the policy makes responsible for a process, else the only one that reports it; where neither is one, nobody is proposed."""
    asked = set(processes)
    named: dict[int, set[Department]] = {}
    for row in Responsibility.objects.filter(
        process__in=asked, kind=Responsibility.Kind.RESPONSIBLE
    ).select_related("department"):
        named.setdefault(row.process_id, set()).add(row.department)
    year = Year(assessment.year)
    reports: dict[int, set[Department]] = {}
    for assignment in (
        Assignment.objects.filter(process__in=asked)
        .valid_between(year.start, year.end)
        .select_related("department")
    ):
        reports.setdefault(assignment.process_id, set()).add(assignment.department)
    found = {}
    for process in asked:
        for places in (named.get(process), reports.get(process)):
            if places and len(places) == 1:
                found[process] = next(iter(places))
                break
    return found


def closed_assessments(scope: str = AssessmentScope.COMPANY) -> list[datetime]:
    """When each self-assessment of a scope was closed; only closed ones count (REV-02, G39)."""
    rows = SelfAssessment.objects.filter(state=AssessmentState.CLOSED, scope=scope)
    return list(rows.order_by("closed_at").values_list("closed_at", flat=True))
