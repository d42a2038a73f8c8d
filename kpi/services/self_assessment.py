"""Self-assessments are planned by a checklist in force, with assessors who do not answer for what they judge (R66, G39)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.bilingual import listed
from governance.lib.history import create_tracked, save_tracked
from governance.lib.workflow import Refused, WrongState, find_step
from governance.models import Person, Project
from governance.permissions import Permission, demand, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.serial import take_number
from governance.services.transition import advance
from kpi.models import AssessedItem, Assessor, SelfAssessment
from kpi.selectors.checklist import checklist_in_force
from kpi.selectors.self_assessment import assessors_of, missing_for_start
from kpi.states import ASSESSMENT_STEPS, AssessmentScope, AssessmentState

# The team may change while it is planned and while items are judged.
OPEN_TO_TEAM = frozenset({AssessmentState.PLANNED, AssessmentState.RUNNING})
EARLIEST_YEAR = 2000


class CannotPlanAssessment(Refused):
    """No checklist is in force, or year, scope and people do not fit."""


class CannotMoveAssessment(Refused):
    """A gate is closed: the message names everything that is missing."""


@dataclass(frozen=True)
class NewAssessment:
    """Which year is looked at, for the company or for projects, by whom, and what for."""

    year: int
    assessors: Sequence[Person]
    scope: str = AssessmentScope.COMPANY
    projects: Sequence[Project] = ()
    purpose: str = ""


def plan_assessment(new: NewAssessment, *, by: Person, at: datetime) -> SelfAssessment:
    """The PMO plans one by the checklist that is in force; it keeps that version to its end.

    Numbered without a gap in its year. Raises `CannotPlanAssessment`.
    """
    demand(by, Permission.ASSESSMENT_RUN)
    _check(new, at)
    with transaction.atomic():
        hold_the_chain()
        checklist = checklist_in_force()
        if checklist is None:
            raise CannotPlanAssessment(
                _("No checklist is in force; the policy gives none, so the PMO writes one first.")
            )
        settings = setting_values()
        number = take_number(
            f"assessment.{new.year}",
            str(settings["assessment_number_pattern"]),
            company=settings["company_code"],
            year=new.year,
        )
        row = SelfAssessment(
            number=number,
            year=new.year,
            scope=new.scope,
            checklist=checklist,
            purpose=new.purpose.strip()[:300],
            planned_by=by,
            planned_at=at,
        )
        save_tracked(row, by=by, at=at, reason="kpi.plan_assessment")
        row.projects.set(new.projects)
        _name(row, new.assessors)
        told = {
            "number": number,
            "scope": new.scope,
            "projects": [each.code for each in new.projects],
            "checklist": str(checklist),
            "assessors": [each.name for each in new.assessors],
        }
        record("kpi.plan_assessment", by=by, at=at, obj=row, change=Change(after=told))
    return row


def name_assessors(
    assessment: SelfAssessment, people: Sequence[Person], *, by: Person, at: datetime
) -> SelfAssessment:
    """The team can change until everything is judged; whoever has judged something stays in it."""
    demand(by, Permission.ASSESSMENT_RUN)
    _check_people(people)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.get(pk=assessment.pk)
        if row.state not in OPEN_TO_TEAM:
            raise WrongState(
                _("The assessment is “%(state)s”; its team is settled.")
                % {"state": row.get_state_display()}
            )
        before = assessors_of(row)
        judges = set(row.items.exclude(judged_by=None).values_list("judged_by", flat=True))
        lost = [each.name for each in before if each.pk in judges and each not in people]
        if lost:
            raise CannotPlanAssessment(
                _("%(names)s has judged items already and stays in the team.")
                % {"names": listed(lost)}
            )
        Assessor.objects.filter(assessment=row).exclude(person__in=people).delete()
        _name(row, [each for each in people if each not in before])
        row.version += 1
        save_tracked(row, by=by, at=at, reason="kpi.name_assessors", fields=["version"])
        change = Change(
            {"assessors": [each.name for each in before]},
            {"assessors": [each.name for each in people]},
        )
        record("kpi.name_assessors", by=by, at=at, obj=row, change=change)
    return row


def start_assessment(assessment: SelfAssessment, *, by: Person, at: datetime) -> SelfAssessment:
    """Judging begins when each process has somebody named who does not answer for it."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.select_related("checklist").get(
            pk=assessment.pk
        )
        step = find_step(ASSESSMENT_STEPS, "start_assessment")
        if row.state in step.sources:
            demand_none(missing_for_start(row, at))
        advance(row, step, by=by, at=at, changes={"started_at": at})
        asked = row.checklist.items.order_by("position")
        create_tracked(
            [AssessedItem(assessment=row, item=each) for each in asked],
            by=by,
            at=at,
            reason="kpi.start_assessment",
        )
        _tell_team(row, at=at)
    return row


def void_assessment(
    assessment: SelfAssessment, *, note: str, by: Person, at: datetime
) -> SelfAssessment:
    """A process manager voids one that is not closed, with a reason; its number is not given again."""
    demand(by, Permission.ASSESSMENT_CLOSE)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.get(pk=assessment.pk)
        return advance(row, find_step(ASSESSMENT_STEPS, "void_assessment"), by=by, at=at, note=note)


def demand_none(missing: list[str]) -> None:
    """What is missing stops the step; raises `CannotMoveAssessment` with all of it."""
    if missing:
        raise CannotMoveAssessment(_("Still missing: %(what)s.") % {"what": "；".join(missing)})


def _check(new: NewAssessment, at: datetime) -> None:
    if not EARLIEST_YEAR <= new.year <= local_day(at).year:
        raise CannotPlanAssessment(_("A year that has begun can be assessed."))
    if new.scope == AssessmentScope.PROJECTS and not new.projects:
        raise CannotPlanAssessment(_("Please name the projects."))
    if new.scope == AssessmentScope.COMPANY and new.projects:
        raise CannotPlanAssessment(_("Projects are named only where projects are assessed."))
    _check_people(new.assessors)


def _check_people(people: Sequence[Person]) -> None:
    if not people:
        raise CannotPlanAssessment(_("Please name at least one assessor."))
    barred = [
        each.name
        for each in people
        if not each.is_active or not has_permission(each, Permission.ASSESSMENT_JUDGE)
    ]
    if barred:
        raise CannotPlanAssessment(
            _("%(names)s cannot be an assessor.") % {"names": listed(barred)}
        )


def _name(row: SelfAssessment, people: Sequence[Person]) -> None:
    Assessor.objects.bulk_create(Assessor(assessment=row, person=each) for each in people)


def _tell_team(row: SelfAssessment, *, at: datetime) -> None:
    words = {}
    for language in ("zh-hans", "en"):
        with override(language):
            words[language] = _("You judge items of self-assessment %(number)s") % {
                "number": row.number
            }
    note = Note(
        f"assessment:{row.pk}:started",
        words["zh-hans"],
        words["en"],
        body=row.number,
        url=reverse("kpi:self-assessment", args=[row.pk]),
    )
    tell(note, assessors_of(row), at=at)
