"""A year's plan is opened, compiled, amended, given up (6.4.1; R49, G29, G30)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.periods import Month
from governance.lib.workflow import Refused, demand_reason, demand_seen, find_step
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.approval import case_of
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_value
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.services.transition import advance
from governance.states import ApprovalState
from planning.models import AnnualPlan, PlanSection
from planning.models.line import PlanLine
from planning.permissions import may_edit_plan
from planning.selectors.completeness import completeness_of
from planning.selectors.content import content_of, content_sha256
from planning.selectors.plan import (
    BEFORE_POLICY,
    LINES,
    departments_that_plan,
    latest_version,
    published_plan,
    sections_due,
    window_opens,
)
from planning.services.decision import note_edit
from planning.services.plan_duty import fulfil_plan_duty, open_section_duties
from planning.states import PLAN_STEPS, PlanState, SectionState


class CannotOpenPlan(Refused):
    """The year's plan cannot be opened now."""


class CannotCompilePlan(Refused):
    """The plan is not complete; `problems` says what is in the way, one sentence each."""

    def __init__(self, message: str, problems: list[str]) -> None:
        super().__init__(message)
        self.problems = problems


class CannotReopenPlan(Refused):
    """The committee has the plan."""


class CannotAmendPlan(Refused):
    """There is nothing to amend."""


@dataclass(frozen=True)
class PlanTexts:
    """What stands before the sections: basis, risks, monitoring and review, the note of an amendment, its first day."""

    basis: str
    risks: str
    arrangements: str
    note: str = ""
    effective_on: date | None = None


def open_plan(year: int, *, by: Person, at: datetime, reason: str = "") -> AnnualPlan:
    """The PMO opens a year's plan from the first day of the planning window on, once; every department owes its section.

    Plan year 2025 lies before the policy: it is opened only as a plan made afterwards, with the reason,
    and is never overdue (G30). Raises `CannotOpenPlan`.
    """
    demand(by, Permission.PLAN_COMPILE)
    is_before_policy = year <= BEFORE_POLICY
    if is_before_policy:
        demand_reason(reason)
    else:
        _check_window(year, at)
    with transaction.atomic():
        plan = _begin(year, by=by, at=at, note=reason.strip(), before_policy=is_before_policy)
        sections = [
            PlanSection(plan=plan, department=department) for department in departments_that_plan()
        ]
        for section in sections:
            save_tracked(section, by=by, at=at, reason="planning.open_plan")
        record("planning.open_plan", by=by, at=at, obj=plan, change=Change(note=reason.strip()))
        if not is_before_policy:
            open_section_duties(sections, at=at)
    return plan


def record_plan_not_made(year: int, *, reason: str, by: Person, at: datetime) -> AnnualPlan:
    """Plan year 2025 may be recorded as “before the policy, not made”, with a reason; no other year may (G30)."""
    demand(by, Permission.PLAN_COMPILE)
    if year > BEFORE_POLICY:
        raise CannotOpenPlan(
            _("Only plan years up to %(year)s lie before the policy.") % {"year": BEFORE_POLICY}
        )
    demand_reason(reason)
    with transaction.atomic():
        plan = _begin(year, by=by, at=at, note=reason.strip(), before_policy=True)
        step = find_step(PLAN_STEPS, "mark_not_made")
        plan = advance(plan, step, by=by, at=at, note=reason)
        fulfil_plan_duty(plan, by=by, at=at)
    return plan


def write_plan_texts(
    plan: AnnualPlan, texts: PlanTexts, *, seen: int, by: Person, at: datetime
) -> AnnualPlan:
    """The PMO writes what stands before the sections; raises `Conflict` where somebody else has written meanwhile."""
    with transaction.atomic():
        hold_the_chain()
        plan.refresh_from_db()
        if not may_edit_plan(by, plan):
            demand(by, Permission.PLAN_COMPILE)
            raise CannotAmendPlan(_("This version is no longer in preparation."))
        demand_seen(plan, seen)
        plan.basis, plan.risks = texts.basis.strip(), texts.risks.strip()
        plan.arrangements, plan.note = texts.arrangements.strip(), texts.note.strip()
        plan.effective_on = _first_day(plan, texts.effective_on)
        plan.version += 1
        save_tracked(plan, by=by, at=at, reason="planning.write_plan_texts")
        record("planning.write_plan_texts", by=by, at=at, obj=plan)
        note_edit(plan, by=by, at=at)
    return plan


def compile_plan(plan: AnnualPlan, *, by: Person, at: datetime) -> AnnualPlan:
    """The PMO compiles when every section is in and every process has a goal or a reason (R50).

    From here on the content has a hash, and only the PMO edits. Raises `CannotCompilePlan`.
    """
    demand(by, Permission.PLAN_COMPILE)
    with transaction.atomic():
        hold_the_chain()
        plan.refresh_from_db()
        problems = completeness_of(plan).problems
        if problems:
            raise CannotCompilePlan(_("The plan is not complete yet."), problems)
        changes = {
            "compiled_by": by,
            "compiled_at": at,
            "content_sha256": content_sha256(content_of(plan)),
            "authors": sorted({*plan.authors, by.pk}),
        }
        return advance(plan, find_step(PLAN_STEPS, "compile"), by=by, at=at, changes=changes)


def reopen_plan(plan: AnnualPlan, *, note: str, by: Person, at: datetime) -> AnnualPlan:
    """A compiled plan goes back to the departments with a reason, unless the committee is deciding on it."""
    demand(by, Permission.PLAN_COMPILE)
    with transaction.atomic():
        hold_the_chain()
        case = case_of(plan)
        if case is not None and case.state in {ApprovalState.OPEN, ApprovalState.APPROVED}:
            raise CannotReopenPlan(
                _("The committee has the plan; withdraw it there before you open it again.")
            )
        changes = {"content_sha256": "", "compiled_by": None, "compiled_at": None}
        step = find_step(PLAN_STEPS, "reopen")
        return advance(plan, step, by=by, at=at, note=note, changes=changes)


def drop_plan(plan: AnnualPlan, *, note: str, by: Person, at: datetime) -> AnnualPlan:
    """A version that will not be decided is given up with a reason and stays readable; what was published stands."""
    demand(by, Permission.PLAN_SUBMIT)
    case = case_of(plan)
    if case is not None and case.state in {ApprovalState.OPEN, ApprovalState.RETURNED}:
        raise CannotReopenPlan(_("The committee has the plan; withdraw it there first."))
    return advance(plan, find_step(PLAN_STEPS, "drop"), by=by, at=at, note=note)


def amend_plan(plan: AnnualPlan, *, note: str, by: Person, at: datetime) -> AnnualPlan:
    """A published plan changes only by a new version with a new decision, which begins as a copy (G29; domain §4.3k).

    All lines keep their key, so the two versions can be compared line by line. Sections come handed in;
    the PMO edits them, or gives one back to its department.
    """
    demand(by, Permission.PLAN_COMPILE)
    demand_reason(note)
    if plan.state != PlanState.PUBLISHED:
        raise CannotAmendPlan(_("Only the version in force is amended."))
    with transaction.atomic():
        hold_the_chain()
        fresh = _begin(plan.year, by=by, at=at, note=note.strip(), based_on=plan)
        fresh.basis, fresh.risks, fresh.arrangements = plan.basis, plan.risks, plan.arrangements
        fresh.authors = sorted({*plan.authors, by.pk})
        fresh.effective_on = max(date(plan.year, 1, 1), Month.of(local_day(at)).next().start)
        save_tracked(fresh, by=by, at=at, reason="planning.amend_plan")
        _copy_sections(plan, fresh, by=by, at=at)
        record("planning.amend_plan", by=by, at=at, obj=fresh, change=Change(note=note.strip()))
    return fresh


def _check_window(year: int, at: datetime) -> None:
    opens = window_opens(year)
    if at < opens:
        raise CannotOpenPlan(
            _("The plan of %(year)s can be opened from %(day)s on.")
            % {"year": year, "day": local_day(opens).isoformat()}
        )
    if local_day(at).year > year:
        raise CannotOpenPlan(_("%(year)s is over.") % {"year": year})


def _begin(
    year: int,
    *,
    by: Person,
    at: datetime,
    note: str,
    **more: Any,
) -> AnnualPlan:
    """A new version of a year; the lock of the trail lets one of two who open at once begin."""
    hold_the_chain()
    latest = latest_version(year)
    based_on = more.get("based_on")
    is_taken = latest is not None and latest.state not in {PlanState.DROPPED, PlanState.NOT_MADE}
    if is_taken and (based_on is None or AnnualPlan.objects.in_preparation().filter(year=year)):
        raise CannotOpenPlan(
            _("There is a version of %(year)s already: %(label)s, %(state)s.")
            % {
                "year": year,
                "label": latest.label if latest else "",
                "state": latest.get_state_display() if latest else "",
            }
        )
    plan = AnnualPlan(
        year=year,
        ordinal=latest.ordinal + 1 if latest else 1,
        number=latest.number if latest else _number(year),
        based_on=based_on or published_plan(year - 1),
        is_before_policy=more.get("before_policy", False),
        note=note,
        authors=[by.pk],
        effective_on=date(year, 1, 1),
        sections_due_at=None if based_on else sections_due(at),
        opened_by=by,
        opened_at=at,
    )
    save_tracked(plan, by=by, at=at, reason="planning.open_plan")
    return plan


def _number(year: int) -> str:
    return take_number(
        f"annual_plan.{year}",
        setting_value("plan_number_pattern"),
        company=setting_value("company_code"),
        year=year,
    )


def _first_day(plan: AnnualPlan, wished: date | None) -> date:
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    return min(max(wished or first, first), last)


def _copy_sections(old: AnnualPlan, fresh: AnnualPlan, *, by: Person, at: datetime) -> None:
    for section in PlanSection.objects.filter(plan=old).select_related("department"):
        copy = PlanSection(
            plan=fresh,
            department=section.department,
            summary=section.summary,
            state=SectionState.HANDED_IN,
            handed_in_by=section.handed_in_by,
            handed_in_at=section.handed_in_at,
        )
        save_tracked(copy, by=by, at=at, reason="planning.amend_plan")
        for model in LINES:
            for line in model.objects.filter(section=section).order_by("pk"):
                _copy_line(line, copy, by=by, at=at)


def _copy_line(line: PlanLine, section: PlanSection, *, by: Person, at: datetime) -> None:
    line.pk, line.section = None, section
    line._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
    save_tracked(line, by=by, at=at, reason="planning.amend_plan")
