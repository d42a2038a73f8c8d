"""What the plan makes people owe, and what of it an act fulfils (6.4.1, R49; design §5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.workflow import find_step
from governance.models import Department, Obligation, Person
from governance.models.person import RoleGrant
from governance.selectors.calendar import local_day, local_moment
from governance.services.obligation import Duty, ensure_duties, fulfil, reopen
from governance.services.transition import advance
from governance.states import (
    OBLIGATION_STEPS,
    STILL_OWED,
    ObligationKind,
    Role,
)
from kpi.selectors.duty import COMPANY
from planning.models import AnnualPlan, Milestone, PlanSection
from planning.selectors.milestone import milestone_subject
from planning.selectors.plan import DECIDED, sections_due
from planning.states import PlanState

ZH, EN = "zh-hans", "en"
DAY_ENDS = time(23, 59, 59)


def section_subject(section: PlanSection) -> str:
    """How an obligation names the section it belongs to."""
    return f"plan-section:{section.pk}"


def open_section_duties(sections: Sequence[PlanSection], *, at: datetime) -> list[Obligation]:
    """Each department owes its section by the decided day (G29): its head, or the PMO where it has none."""
    heads = _heads_of([row.department for row in sections], at)
    return ensure_duties([_section_duty(row, heads, at) for row in sections], at=at)


def fulfil_section_duty(section: PlanSection, *, by: Person, at: datetime) -> None:
    """Handing in fulfils what the department owed, in the same transaction."""
    for row in _duties(ObligationKind.PLAN_SECTION, [section_subject(section)]):
        fulfil(row, by=by, at=at, evidence=str(section))


def owe_section_again(section: PlanSection, *, by: Person, at: datetime) -> None:
    """A section that is given back is owed again; where it never was, from now on by the usual day."""
    rows = _duties(ObligationKind.PLAN_SECTION, [section_subject(section)])
    for row in rows:
        reopen(row, by=by, at=at)
    if not rows:
        open_section_duties([section], at=at)


def fulfil_plan_duty(
    plan: AnnualPlan, *, by: Actor, at: datetime, received_at: datetime | None = None
) -> None:
    """Publication fulfils the year's annual plan, in the same transaction (R49, R53)."""
    rows = Obligation.objects.filter(
        kind=ObligationKind.ANNUAL_PLAN,
        subject=COMPANY,
        period=str(plan.year),
        state__in=STILL_OWED,
    )
    for row in rows:
        fulfil(row, by=by, at=at, evidence=str(plan), received_at=received_at)


def settle_plan_duties(*, at: datetime) -> int:
    """A plan published before its duty came into being has fulfilled it; run twice, the second finds none.

    Returns how many were settled.
    """
    owed = Obligation.objects.filter(kind=ObligationKind.ANNUAL_PLAN, state__in=STILL_OWED)
    years = [int(period) for period in owed.values_list("period", flat=True)]
    if not years:
        return 0
    states = [*DECIDED, PlanState.NOT_MADE]
    plans = {
        plan.year: plan
        for plan in AnnualPlan.objects.filter(year__in=years, state__in=states).order_by("-ordinal")
    }
    for plan in plans.values():
        done_at = plan.published_at or plan.opened_at
        fulfil_plan_duty(plan, by=SystemActor("tick"), at=at, received_at=done_at)
    return len(plans)


def open_milestone_duties(
    plan: AnnualPlan, milestones: Iterable[Milestone], *, by: Person, at: datetime
) -> None:
    """Each milestone that is not done is owed by its day; what an amendment moved or dropped is owed no more."""
    waiting = [row for row in milestones if row.done_on is None]
    wanted = {milestone_subject(row) for row in waiting}
    ensure_duties([_milestone_duty(row, plan, at) for row in waiting], at=at)
    note = _("Amended by %(plan)s.") % {"plan": plan}
    owed = Obligation.objects.filter(
        kind=ObligationKind.MILESTONE, period=str(plan.year), state__in=STILL_OWED
    )
    for row in owed.exclude(subject__in=wanted):
        # The committee's amendment lifts it, so nobody waives what they owe themselves.
        changes = {"waive_reason": note[:300], "done_at": at}
        step = find_step(OBLIGATION_STEPS, "waive")
        advance(row, step, by=by, at=at, note=note, changes=changes)


def fulfil_milestone_duty(milestone: Milestone, *, by: Person, at: datetime) -> None:
    """Reporting a milestone as done fulfils what was owed."""
    for row in _duties(ObligationKind.MILESTONE, [milestone_subject(milestone)]):
        fulfil(row, by=by, at=at, evidence=milestone.done_note or milestone.text)


def _duties(kind: str, subjects: list[str]) -> list[Obligation]:
    return list(Obligation.objects.filter(kind=kind, subject__in=subjects))


def _heads_of(departments: Iterable[Department], at: datetime) -> dict[int, Person]:
    grants = RoleGrant.objects.in_force(local_day(at)).filter(role=Role.DEPARTMENT_HEAD)
    people = Person.objects.filter(
        department__in=[row.pk for row in departments],
        is_active=True,
        pk__in=grants.values("person"),
    )
    # The first in rank answers; later rows of the dict win, so the order is turned round.
    return {row.department_id: row for row in people.order_by("-rank", "-pk") if row.department_id}


def _section_duty(section: PlanSection, heads: dict[int, Person], at: datetime) -> Duty:
    plan, department = section.plan, section.department
    head = heads.get(department.pk)
    titles = {}
    for language in (ZH, EN):
        with translation.override(language):
            name = department.name if language == ZH else department.name_en or department.name
            titles[language] = _("Section of the annual plan %(year)s: %(department)s") % {
                "year": plan.year,
                "department": name,
            }
    return Duty(
        kind=ObligationKind.PLAN_SECTION,
        clause="6.4.1",
        subject=section_subject(section),
        period=str(plan.year),
        title=titles[ZH],
        title_en=titles[EN],
        url=reverse("planning:section", args=[section.pk]),
        opens_at=at,
        due_at=plan.sections_due_at or sections_due(at),
        responsible=head,
        role="" if head else Role.PMO,
        department=department,
    )


def _milestone_duty(milestone: Milestone, plan: AnnualPlan, at: datetime) -> Duty:
    titles = {}
    for language in (ZH, EN):
        with translation.override(language):
            titles[language] = _("Milestone %(year)s: %(text)s") % {
                "year": plan.year,
                "text": milestone.text,
            }
    return Duty(
        kind=ObligationKind.MILESTONE,
        clause="6.4.1",
        subject=milestone_subject(milestone),
        period=str(plan.year),
        title=titles[ZH],
        title_en=titles[EN],
        url=reverse("planning:plan-progress", args=[plan.year]),
        opens_at=at,
        due_at=local_moment(milestone.due_on, DAY_ENDS),
        responsible=milestone.responsible,
        department=milestone.section.department,
    )
