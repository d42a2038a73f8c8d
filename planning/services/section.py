"""A department hands in its section; the PMO may give it back (6.4.1, R49)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, demand_seen, find_step
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.transition import advance
from planning.models import PlanGoal, PlanSection
from planning.permissions import may_edit_lines, may_fill
from planning.services.decision import note_edit
from planning.services.goal import freeze_goals
from planning.services.plan_duty import fulfil_section_duty, owe_section_again
from planning.states import SECTION_STEPS, PlanState

ZH, EN = "zh-hans", "en"


class CannotHandIn(Refused):
    """The section cannot be handed in; `problems` says why, one sentence each."""

    def __init__(self, message: str, problems: list[str]) -> None:
        super().__init__(message)
        self.problems = problems


class CannotReturnSection(Refused):
    """The plan is no longer being filled."""


def write_section_summary(
    section: PlanSection, summary: str, *, seen: int, by: Person, at: datetime
) -> PlanSection:
    """A department says in its own words what its year is about; raises `Conflict` on a changed section."""
    with transaction.atomic():
        hold_the_chain()
        section = PlanSection.objects.select_related("plan", "department").get(pk=section.pk)
        if not may_edit_lines(by, section):
            raise NotAllowed(_("This section is not open to you."))
        demand_seen(section, seen)
        section.summary, section.version = summary.strip(), section.version + 1
        fields = ["summary", "version"]
        save_tracked(section, by=by, at=at, reason="planning.write_section_summary", fields=fields)
        record("planning.write_section_summary", by=by, at=at, obj=section, change=Change())
        note_edit(section.plan, by=by, at=at)
    return section


def hand_in_section(section: PlanSection, *, by: Person, at: datetime) -> PlanSection:
    """A department hands in once every relative goal has its line; the arithmetic is frozen then (R50, G42).

    A baseline that is incomplete or has no sample is told and refused, never guessed. What the
    department owed is fulfilled in the same transaction. Raises `CannotHandIn`.
    """
    if not may_fill(by, section):
        raise NotAllowed(_("This section is not open to you."))
    with transaction.atomic():
        hold_the_chain()
        section = PlanSection.objects.select_related("plan", "department").get(pk=section.pk)
        if section.plan.state != PlanState.DRAFT:
            raise CannotHandIn(_("The plan is no longer being filled."), [])
        goals = PlanGoal.objects.filter(section=section).select_related(
            "process", "indicator", "scope"
        )
        problems = freeze_goals(goals.order_by("pk"), by=by, at=at, on=local_day(at))
        if problems:
            raise CannotHandIn(_("A baseline cannot be computed."), problems)
        changes = {"handed_in_by": by, "handed_in_at": at}
        step = find_step(SECTION_STEPS, "hand_in")
        section = advance(section, step, by=by, at=at, changes=changes)
        note_edit(section.plan, by=by, at=at)
        fulfil_section_duty(section, by=by, at=at)
    return section


def return_section(section: PlanSection, *, note: str, by: Person, at: datetime) -> PlanSection:
    """The PMO gives a section back with a reason while the plan is being filled; it is owed again."""
    demand(by, Permission.PLAN_COMPILE)
    with transaction.atomic():
        hold_the_chain()
        section = PlanSection.objects.select_related("plan", "department", "handed_in_by").get(
            pk=section.pk
        )
        if section.plan.state != PlanState.DRAFT:
            raise CannotReturnSection(_("Open the plan for filling again first."))
        changes = {"returned_by": by, "returned_at": at, "return_note": note.strip()}
        step = find_step(SECTION_STEPS, "return")
        section = advance(section, step, by=by, at=at, note=note, changes=changes)
        owe_section_again(section, by=by, at=at)
        if section.handed_in_by is not None:
            tell(_returned(section), [section.handed_in_by], at=at)
    return section


def take_back_section(section: PlanSection, *, by: Person, at: datetime) -> PlanSection:
    """A department takes back what it handed in while the plan is still being filled; it is owed again."""
    if not may_fill(by, section):
        raise NotAllowed(_("This section is not open to you."))
    with transaction.atomic():
        hold_the_chain()
        section = PlanSection.objects.select_related("plan", "department").get(pk=section.pk)
        if section.plan.state != PlanState.DRAFT:
            raise CannotReturnSection(_("Open the plan for filling again first."))
        section = advance(section, find_step(SECTION_STEPS, "take_back"), by=by, at=at)
        owe_section_again(section, by=by, at=at)
    return section


def _returned(section: PlanSection) -> Note:
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            subjects[language] = _("Your section of the annual plan %(year)s was returned") % {
                "year": section.plan.year
            }
    return Note(
        event_key=f"plan-section-returned:{section.pk}:{section.version}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body=section.return_note,
        url=reverse("planning:section", args=[section.pk]),
    )
