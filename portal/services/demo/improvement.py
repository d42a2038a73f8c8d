"""Improvements of the demo: one verified by its figures and put into a norm, one under way and late, one just raised (6.4.4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.models import DocumentVersion, Person
from governance.selectors.calendar import local_day
from governance.states import DocumentState
from improvements.models import (
    ActionMeasure,
    Cause,
    CauseCategory,
    CauseKind,
    Improvement,
    VerificationPlan,
)
from improvements.selectors.sample import finding_of
from improvements.services.cause import CauseText, add_cause, judge_cause
from improvements.services.cause_kind import add_cause_kind
from improvements.services.improvement import (
    NewImprovement,
    PlanText,
    finish_improvement,
    grade_improvement,
    note_progress,
    plan_improvement,
    raise_improvement,
    start_improvement,
    write_plan,
)
from improvements.services.measure import (
    MeasureText,
    add_action_measure,
    end_action_measure,
)
from improvements.services.solidification import cite_norm, close_improvement
from improvements.services.verification import Comparing, plan_verification, verify_improvement
from improvements.states import CauseVerdict, Effect, MeasureKind, Source, Stage
from kpi.models import Deviation, Indicator
from kpi.states import DeviationDecision
from portal.services.demo.act import Act
from portal.services.demo.document_words import INCIDENT
from portal.services.demo.improvement_words import (
    CHANGE_CAUSES,
    CHANGE_MEASURES,
    CHANGE_PROBLEM,
    CHANGE_TITLE,
    DESK_CAUSES,
    DESK_GOAL,
    DESK_LESSON,
    DESK_MEASURES,
    DESK_PROBLEM,
    DESK_TITLE,
    ENDED,
    EVIDENCE,
    FOUND_OUT,
    KINDS,
    ORDINARY,
    OVERRULED,
    PROBLEM_CAUSES,
    PROBLEM_PROBLEM,
    PROBLEM_TITLE,
    PROGRESS,
    SOURCE,
    Words,
)
from processes.models import Process

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WINDOW = timedelta(weeks=12)
# The share of requests answered in time is compared over twelve weeks on either side of the change.
DESK_INDICATOR, EXPECTED = "DSK-05", Decimal(2)


def improve(world: "DemoWorld", acts: list[Act]) -> None:
    """One chapter of the demo's improvements."""
    for act in acts:
        CHAPTERS[act.how](world, act)


def _raise_desk(world: "DemoWorld", act: Act) -> None:
    owner = world.people["he"]
    row = _raised(world, DESK_TITLE, DESK_PROBLEM, "service_desk", owner, act.at)
    _work_out(row, DESK_CAUSES, owner, act.at)


def _plan_desk(world: "DemoWorld", act: Act) -> None:
    owner, at, today = world.people["he"], act.at, local_day(act.at)
    row = plan_improvement(_of(DESK_TITLE), by=owner, at=at)
    indicator = Indicator.objects.get(code=DESK_INDICATOR)
    text = PlanText(DESK_GOAL, indicator, today + 21 * DAY)
    row = write_plan(row, text, seen=row.version, by=owner, at=at)
    _plan_measures(row, DESK_MEASURES, world.people["lin"], today + 13 * DAY, owner, at)
    monday = today - timedelta(days=today.weekday())
    _compare(row, indicator, monday, monday + timedelta(weeks=4), owner, at + 5 * MINUTE)
    late = at + 60 * MINUTE
    grade_improvement(row, is_major=False, reason=ORDINARY, by=world.manager, at=late)
    start_improvement(row, by=world.manager, at=late + MINUTE)


def _note_desk(world: "DemoWorld", act: Act) -> None:
    note_progress(_of(DESK_TITLE), PROGRESS, percent=50, by=world.people["lin"], at=act.at)


def _finish_desk(world: "DemoWorld", act: Act) -> None:
    row = _of(DESK_TITLE)
    _end_all(row, act.at)
    finish_improvement(row, note=ENDED, by=world.people["he"], at=act.at + 30 * MINUTE)


def _verify_desk(world: "DemoWorld", act: Act) -> None:
    row = _of(DESK_TITLE)
    plan = VerificationPlan.objects.select_related("indicator").get(
        improvement=row, round=row.round
    )
    effect = finding_of(plan).effect
    # Invented figures may hold no effect; then the PMO says so and a new round begins.
    verify_improvement(
        row,
        effect,
        goes_on=True,
        reason=OVERRULED if effect == Effect.PARTLY else "",
        by=world.officer(0),
        at=act.at,
    )


def _close_desk(world: "DemoWorld", act: Act) -> None:
    row = _of(DESK_TITLE)
    version = DocumentVersion.objects.filter(
        document__title=INCIDENT, state=DocumentState.SCHEDULED
    ).first()
    if row.state != Stage.SOLIDIFY or version is None:
        return
    cite_norm(row, version, by=world.people["he"], at=act.at)
    close_improvement(row, lesson=DESK_LESSON, by=world.manager, at=act.at + 30 * MINUTE)


def _raise_change(world: "DemoWorld", act: Act) -> None:
    owner = world.people["zhou"]
    deviation = (
        Deviation.objects.filter(decision=DeviationDecision.IMPROVEMENT, improvements=None)
        .select_related("indicator__process")
        .order_by("pk")
        .first()
    )
    process = deviation.indicator.process.code if deviation else "change"
    row = _raised(world, CHANGE_TITLE, CHANGE_PROBLEM, process, owner, act.at, deviation)
    _work_out(row, CHANGE_CAUSES, owner, act.at)


def _plan_change(world: "DemoWorld", act: Act) -> None:
    owner, at, today = world.people["zhou"], act.at, world.stage.today
    row = plan_improvement(_of(CHANGE_TITLE), by=owner, at=at)
    indicator = row.deviation.indicator if row.deviation else Indicator.objects.get(code="CHG-01")
    text = PlanText(CHANGE_TITLE, indicator, today + 30 * DAY)
    row = write_plan(row, text, seen=row.version, by=owner, at=at)
    # The first measure is late when the demo is opened.
    _plan_measures(row, CHANGE_MEASURES, owner, today - 2 * DAY, owner, at)
    monday = today - timedelta(days=today.weekday())
    _compare(row, indicator, monday, monday + timedelta(weeks=5), owner, at + 5 * MINUTE)
    late = at + 60 * MINUTE
    grade_improvement(row, is_major=False, reason=ORDINARY, by=world.manager, at=late)
    start_improvement(row, by=world.manager, at=late + MINUTE)


def _raise_problem(world: "DemoWorld", act: Act) -> None:
    owner = world.people["tang"]
    row = _raised(world, PROBLEM_TITLE, PROBLEM_PROBLEM, "problem", owner, act.at)
    _work_out(row, PROBLEM_CAUSES, owner, act.at)


CHAPTERS = {
    "raise_desk": _raise_desk,
    "plan_desk": _plan_desk,
    "note_desk": _note_desk,
    "finish_desk": _finish_desk,
    "verify_desk": _verify_desk,
    "close_desk": _close_desk,
    "raise_change": _raise_change,
    "plan_change": _plan_change,
    "raise_problem": _raise_problem,
}


def _of(title: str) -> Improvement:
    row: Improvement = Improvement.objects.get(title=title)
    return row


def _compare(
    row: Improvement, indicator: Indicator, ends: date, begins: date, by: Person, at: datetime
) -> None:
    """Twelve weeks before a Monday against twelve from another on."""
    comparing = Comparing(
        indicator,
        before_start=ends - WINDOW,
        before_end=ends - DAY,
        after_start=begins,
        after_end=begins + WINDOW - DAY,
        expected=EXPECTED,
    )
    plan_verification(row, comparing, by=by, at=at)


def _raised(  # noqa: PLR0913, PLR0917 -- an improvement is its words, its place, its person and its day
    world: "DemoWorld",
    title: str,
    problem: str,
    process: str,
    owner: Person,
    at: datetime,
    deviation: Deviation | None = None,
) -> Improvement:
    department = owner.department
    assert department is not None  # noqa: S101 -- every specialist of the demo has one
    new = NewImprovement(
        title=title,
        source=Source.DEVIATION if deviation else Source.PRACTICE,
        problem=problem,
        process=Process.objects.get(code=process),
        department=department,
        owner=owner,
        deviation=deviation,
        source_note="" if deviation else SOURCE,
    )
    return raise_improvement(new, by=world.officer(0), at=at)


def _work_out(row: Improvement, words: tuple[Words, ...], by: Person, at: datetime) -> None:
    """Causes under their bones, each with its answers below it, some of them judged."""
    categories = {each.code: each for each in CauseCategory.objects.filter(set_code="6m")}
    kinds = {name: _kind(name, name_en, at) for name, name_en in KINDS}
    for each in words:
        text = CauseText(each.text, EVIDENCE if each.verdict else "", kinds.get(each.kind))
        cause = add_cause(row, text, category=categories[each.bone], by=by, at=at + 5 * MINUTE)
        above = cause
        for answer in each.answers:
            above = add_cause(row, CauseText(answer), parent=above, by=by, at=at + 7 * MINUTE)
        if each.verdict:
            judge_cause(
                cause,
                each.verdict,
                note=FOUND_OUT,
                seen=cause.version,
                by=by,
                at=at + 9 * MINUTE,
            )


def _kind(name: str, name_en: str, at: datetime) -> CauseKind:
    known = CauseKind.objects.filter(name=name).first()
    if known is not None:
        return known
    officer = Person.objects.get(username="shen")
    return add_cause_kind(name, name_en, by=officer, at=at)


def _plan_measures(
    row: Improvement,
    words: tuple[str, ...],
    doer: Person,
    due_on: date,
    by: Person,
    at: datetime,
) -> None:
    causes = list(
        Cause.objects.filter(improvement=row, verdict=CauseVerdict.CONFIRMED).order_by("pk")
    )
    for place, text in enumerate(words):
        given = MeasureText(
            kind=MeasureKind.CORRECTIVE if place == 0 else MeasureKind.PREVENTIVE,
            text=text,
            responsible=doer,
            due_on=due_on + place * 7 * DAY,
            starts_on=local_day(at),
            cause=causes[place % len(causes)],
        )
        add_action_measure(row, given, by=by, at=at + place * MINUTE)


def _end_all(row: Improvement, at: datetime) -> None:
    for measure in ActionMeasure.objects.filter(improvement=row).select_related("responsible"):
        end_action_measure(measure, "finish", note=ENDED, by=measure.responsible, at=at)
