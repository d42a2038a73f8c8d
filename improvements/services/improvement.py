"""Improvements walk through the five steps of 6.4.4; each gate says what is still missing (R60–R65, G32, G33)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.bilingual import in_turn
from governance.lib.history import save_tracked
from governance.lib.workflow import (
    NotAllowed,
    Refused,
    WrongState,
    demand_reason,
    demand_seen,
    find_step,
)
from governance.models import Department, Person, PolicyIssue, Project
from governance.permissions import Permission, demand, roles_held
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.approval import demand_approved
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.services.transition import advance
from governance.states import Role
from improvements.models import Improvement, ProgressNote
from improvements.permissions import has_planned, may_note, may_plan, may_start
from improvements.selectors.gate import (
    content_hash,
    doers_of,
    missing_for_plan,
    missing_for_start,
    missing_for_verification,
)
from improvements.selectors.improvement import improvements_from
from improvements.services.case import tell_committee
from improvements.services.duty import owe_measures, owe_stage
from improvements.states import IMPROVEMENT_STEPS, PLANNABLE, Source, Stage
from kpi.models import AssessmentFinding, Deviation, Indicator
from kpi.services.assessment_finding import take_up_finding
from kpi.states import DeviationDecision
from processes.models import Process
from reviews.models import Feedback, ReviewItem
from reviews.services.item import take_up_item

MOST_PERCENT = 100


class CannotRaiseImprovement(Refused):
    """The source does not lead to an improvement, or has led to one already."""


class CannotMoveImprovement(Refused):
    """A gate is closed: the message names everything that is missing."""


class CannotGradeImprovement(Refused):
    """Major or ordinary cannot be decided this way."""


@dataclass(frozen=True)
class NewImprovement:
    """Where it comes from, what the problem is, and who answers for it."""

    title: str
    source: str
    problem: str
    process: Process
    department: Department
    owner: Person
    project: Project | None = None
    deviation: Deviation | None = None
    review_item: ReviewItem | None = None
    feedback: Feedback | None = None
    policy_issue: PolicyIssue | None = None
    finding: AssessmentFinding | None = None
    source_note: str = ""


@dataclass(frozen=True)
class PlanText:
    """The four fields of 6.4.4② that stand on the improvement itself; measures are rows of their own."""

    goal: str
    indicator: Indicator | None
    due_on: date | None


_CITED = {
    Source.DEVIATION: "deviation",
    Source.REVIEW_ITEM: "review_item",
    Source.FEEDBACK: "feedback",
    Source.POLICY_ISSUE: "policy_issue",
    Source.ASSESSMENT: "finding",
}


def raise_improvement(new: NewImprovement, *, by: Person, at: datetime) -> Improvement:
    """An improvement names its source; a deviation leads to one only where that was decided, and once.

    Numbered without a gap in its year. Raises `CannotRaiseImprovement`.
    """
    demand(by, Permission.IMPROVEMENT_RAISE)
    _check_source(new)
    with transaction.atomic():
        hold_the_chain()
        _check_once(new)
        settings = setting_values()
        year = local_day(at).year
        number = take_number(
            f"improvement.{year}",
            str(settings["improvement_number_pattern"]),
            company=settings["company_code"],
            year=year,
        )
        row = Improvement(
            number=number,
            title=new.title.strip(),
            source=new.source,
            problem=new.problem.strip(),
            process=new.process,
            project=new.project,
            department=new.department,
            owner=new.owner,
            deviation=new.deviation,
            review_item=new.review_item,
            feedback=new.feedback,
            policy_issue=new.policy_issue,
            finding=new.finding,
            source_note=new.source_note.strip(),
            category_set=str(settings["cause_category_set"]),
            raised_by=by,
            raised_at=at,
        )
        save_tracked(row, by=by, at=at, reason="improvements.raise_improvement")
        record(
            "improvements.raise_improvement",
            by=by,
            at=at,
            obj=row,
            change=Change(after={"number": number, "source": new.source, "owner": new.owner.name}),
        )
        if new.review_item is not None:
            take_up_item(new.review_item, number, by=by, at=at)
        if new.finding is not None:
            take_up_finding(new.finding, number, new.department, by=by, at=at)
        owe_stage(row, by=by, at=at)
    return row


def write_plan(
    improvement: Improvement, text: PlanText, *, seen: int, by: Person, at: datetime
) -> Improvement:
    """Goal, indicator and due date are written while it is identified or planned; the writer becomes a planner."""
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(improvement, by=by)
        demand_seen(row, seen)
        before = _plan_told(row)
        row.goal, row.indicator, row.due_on = text.goal.strip(), text.indicator, text.due_on
        note_planner(row, by=by, at=at, fields=["goal", "indicator", "due_on"])
        change = Change(before=before, after=_plan_told(row))
        record("improvements.write_plan", by=by, at=at, obj=row, change=change)
    return row


def grade_improvement(
    improvement: Improvement, *, is_major: bool, reason: str, by: Person, at: datetime
) -> Improvement:
    """A process manager says whether it is major, with a reason; down again only a committee member may (G33, §3.2)."""
    demand_reason(reason)
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if row.state not in PLANNABLE:
            raise WrongState(_("Whether it is major is decided before it starts."))
        if row.is_major and not is_major:
            if Role.COMMITTEE not in roles_held(by):
                raise CannotGradeImprovement(
                    _("Only the committee makes an ordinary improvement of a major one.")
                )
        else:
            demand(by, Permission.IMPROVEMENT_GRADE)
        before = row.is_major
        row.is_major, row.major_reason, row.major_by = is_major, reason.strip()[:300], by
        fields = ["is_major", "major_reason", "major_by"]
        save_tracked(row, by=by, at=at, reason="improvements.grade_improvement", fields=fields)
        change = Change(before={"major": before}, after={"major": is_major}, note=reason.strip())
        record("improvements.grade_improvement", by=by, at=at, obj=row, change=change)
    return row


def plan_improvement(improvement: Improvement, *, by: Person, at: datetime) -> Improvement:
    """Planning begins when at least one cause is confirmed by evidence (6.4.4①)."""
    return _step(improvement, "plan", by=by, at=at, missing=missing_for_plan)


def start_improvement(improvement: Improvement, *, by: Person, at: datetime) -> Improvement:
    """It starts when the plan is whole: an ordinary one let go by another, a major one approved as it stands.

    Goal, measures for a confirmed cause, responsible people, dates and a plan of verification are
    demanded (6.4.4②, G32); for a major one the committee's approval of this very content (R26).
    """
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        demand(by, Permission.IMPROVEMENT_START)
        if has_planned(by, row) or not may_start(by, row):
            raise NotAllowed(
                _("Who wrote any part of the plan does not let it start; somebody else does.")
            )
        _demand_none(missing_for_start(row))
        if row.is_major:
            demand_approved(row, content_hash(row))
        step = find_step(IMPROVEMENT_STEPS, "start")
        advance(row, step, by=by, at=at, changes={"started_at": at})
        owe_stage(row, by=by, at=at)
        owe_measures(row, at=at)
    return row


def finish_improvement(
    improvement: Improvement, *, note: str, by: Person, at: datetime
) -> Improvement:
    """It is implemented when every measure is done, or dropped with a reason (6.4.4③)."""
    return _step(
        improvement,
        "finish",
        by=by,
        at=at,
        note=note,
        missing=missing_for_verification,
        changes={"finished_at": at},
    )


def rework_improvement(
    improvement: Improvement, *, note: str, by: Person, at: datetime
) -> Improvement:
    """Back to the causes, with a reason: a new round begins and the earlier one stays to be read."""
    return _step(
        improvement,
        "rework",
        by=by,
        at=at,
        note=note,
        changes={"round": improvement.round + 1},
    )


def void_improvement(
    improvement: Improvement, *, note: str, by: Person, at: datetime
) -> Improvement:
    """A process manager voids it with a reason, a major one a committee member; nothing is deleted (§3.2)."""
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if row.is_major:
            if Role.COMMITTEE not in roles_held(by):
                raise NotAllowed(_("Only the committee voids a major improvement."))
        else:
            demand(by, Permission.IMPROVEMENT_VOID)
        advance(row, find_step(IMPROVEMENT_STEPS, "void"), by=by, at=at, note=note)
        owe_stage(row, by=by, at=at)
    return row


def note_progress(
    improvement: Improvement, text: str, *, percent: int | None, by: Person, at: datetime
) -> ProgressNote:
    """What has happened is written down by whoever works on it, while it is carried out; never changed later."""
    demand_reason(text)
    if percent is not None and not 0 <= percent <= MOST_PERCENT:
        raise CannotMoveImprovement(_("Progress lies between 0 and 100 per cent."))
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if not may_note(by, row, doers_of(row)):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.state in {Stage.CLOSED, Stage.VOID}:
            raise WrongState(_("The improvement has ended."))
        note = ProgressNote.objects.create(
            improvement=row, text=text.strip(), percent=percent, written_by=by, written_at=at
        )
        change = Change(after={"percent": percent}, note=text.strip())
        record("improvements.note_progress", by=by, at=at, obj=row, change=change)
    return note


def lock_plannable(improvement: Improvement, *, by: Person) -> Improvement:
    """The improvement as it stands, if this person may plan it and it can still be planned; under the chain's lock."""
    row: Improvement = Improvement.objects.get(pk=improvement.pk)
    if not may_plan(by, row):
        raise NotAllowed(_("You are not allowed to do this."))
    if row.state not in PLANNABLE:
        raise WrongState(
            _("The improvement is at “%(stage)s”; causes and plan are closed.")
            % {"stage": row.get_state_display()}
        )
    return row


def note_planner(
    improvement: Improvement, *, by: Person, at: datetime, fields: Iterable[str] = ()
) -> None:
    """Whoever writes any part of the plan is a planner; its version moves on, so that a later writer sees it.

    Called after the change: votes on the plan as it was become void.
    """
    if by.pk not in improvement.planned_by:
        improvement.planned_by = [*improvement.planned_by, by.pk]
    improvement.version += 1
    save_tracked(
        improvement,
        by=by,
        at=at,
        reason="improvements.write_plan",
        fields=["planned_by", "version", *fields],
    )
    tell_committee(improvement, by=by, at=at)


def _step(  # noqa: PLR0913 -- a step is its name, its gate and what it sets
    improvement: Improvement,
    name: str,
    *,
    by: Person,
    at: datetime,
    note: str = "",
    missing: Any = None,
    changes: dict[str, Any] | None = None,
) -> Improvement:
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if not may_plan(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        step = find_step(IMPROVEMENT_STEPS, name)
        if row.state in step.sources and missing is not None:
            _demand_none(missing(row))
        advance(row, step, by=by, at=at, note=note, changes=changes)
        owe_stage(row, by=by, at=at)
    return row


def _demand_none(missing: list[str]) -> None:
    if missing:
        raise CannotMoveImprovement(_("Still missing: %(what)s.") % {"what": in_turn(missing)})


def _check_source(new: NewImprovement) -> None:
    cited = _CITED.get(Source(new.source))
    if cited and getattr(new, cited) is None:
        raise CannotRaiseImprovement(_("Please say where the improvement comes from."))
    if not cited and not new.source_note.strip():
        raise CannotRaiseImprovement(_("Please say where the improvement comes from."))
    demand_reason(new.problem)
    if not new.title.strip():
        raise CannotRaiseImprovement(_("An improvement has a title."))
    deviation = new.deviation
    if deviation is not None and deviation.decision != DeviationDecision.IMPROVEMENT:
        raise CannotRaiseImprovement(_("This deviation was not decided to become an improvement."))


def _check_once(new: NewImprovement) -> None:
    known = improvements_from(vars(new)).first()
    if known is not None:
        raise CannotRaiseImprovement(
            _("It has led to %(number)s already.") % {"number": known.number}
        )


def _plan_told(row: Improvement) -> dict[str, Any]:
    return {
        "goal": row.goal,
        "indicator": row.indicator.code if row.indicator else "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
    }
