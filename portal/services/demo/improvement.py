"""Improvements of the demo, one in every stage: verified by its figures and put into a norm, under way and late, just raised (6.4.4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.models import Approval, DocumentVersion, Person
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
from improvements.services.case import submit_improvement
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
    DESK_LESSON,
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
    STORIES,
    Story,
    Words,
)
from processes.models import Process

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WINDOW = timedelta(weeks=12)
EXPECTED = Decimal(2)


def improve(world: "DemoWorld", acts: list[Act]) -> None:
    """One chapter of the demo's improvements; those told alike name their story behind a colon."""
    for act in acts:
        chapter, _colon, key = act.how.partition(":")
        if key:
            TOLD_ALIKE[chapter](world, STORIES[key], act.at)
        else:
            CHAPTERS[chapter](world, act)


def _raise(world: "DemoWorld", story: Story, at: datetime) -> None:
    owner = world.people[story.owner]
    row = _raised(world, story.title, story.problem, story.process, owner, at)
    _work_out(row, story.causes, owner, at)


def _plan(world: "DemoWorld", story: Story, at: datetime) -> None:
    """The effect will be compared over the twelve weeks before this one and twelve after the measures have settled."""
    owner, today = world.people[story.owner], local_day(at)
    row = plan_improvement(_of(story.title), by=owner, at=at)
    indicator = Indicator.objects.get(code=story.indicator)
    first = today + story.days * DAY
    text = PlanText(story.goal, indicator, first + 11 * DAY)
    row = write_plan(row, text, seen=row.version, by=owner, at=at)
    _plan_measures(row, story.measures, world.people[story.doer], first, owner, at)
    monday = today - timedelta(days=today.weekday())
    _compare(row, indicator, monday, monday + timedelta(weeks=story.weeks), owner, at + 5 * MINUTE)


def _start(world: "DemoWorld", story: Story, at: datetime) -> None:
    row = _of(story.title)
    grade_improvement(row, is_major=False, reason=ORDINARY, by=world.manager, at=at)
    start_improvement(row, by=world.manager, at=at + MINUTE)


def put_before_committee(world: "DemoWorld", key: str, reason: str, at: datetime) -> Approval:
    """The manager calls it major, its owner puts the plan before the committee (R26)."""
    story = STORIES[key]
    row = _of(story.title)
    row = grade_improvement(row, is_major=True, reason=reason, by=world.manager, at=at)
    return submit_improvement(row, by=world.people[story.owner], at=at + MINUTE)


def _begin(world: "DemoWorld", story: Story, at: datetime) -> None:
    """What the committee has approved starts as it was approved."""
    start_improvement(_of(story.title), by=world.manager, at=at)


def _finish(world: "DemoWorld", story: Story, at: datetime) -> None:
    row = _of(story.title)
    _end_all(row, at)
    finish_improvement(row, note=ENDED, by=world.people[story.owner], at=at + 30 * MINUTE)


def _verify(world: "DemoWorld", story: Story, at: datetime) -> None:
    row = _of(story.title)
    plan = VerificationPlan.objects.select_related("indicator").get(
        improvement=row, round=row.round
    )
    effect = finding_of(plan).effect
    # Invented figures may hold no effect; then the PMO says so and a new round begins.
    reason = OVERRULED if effect == Effect.PARTLY else ""
    verify_improvement(row, effect, goes_on=True, reason=reason, by=world.officer(0), at=at)


def _note_desk(world: "DemoWorld", act: Act) -> None:
    note_progress(
        _of(STORIES["desk"].title), PROGRESS, percent=50, by=world.people["lin"], at=act.at
    )


def _close_desk(world: "DemoWorld", act: Act) -> None:
    row = _of(STORIES["desk"].title)
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
        Deviation.objects.filter(
            decision=DeviationDecision.IMPROVEMENT,
            improvements=None,
            indicator__process__code="change",
        )
        .order_by("pk")
        .first()
    )
    row = _raised(world, CHANGE_TITLE, CHANGE_PROBLEM, "change", owner, act.at, deviation)
    _work_out(row, CHANGE_CAUSES, owner, act.at)


def _plan_change(world: "DemoWorld", act: Act) -> None:
    owner, at, today = world.people["zhou"], act.at, world.stage.today
    row = plan_improvement(_of(CHANGE_TITLE), by=owner, at=at)
    indicator = Indicator.objects.get(code="CHG-01")
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
    "note_desk": _note_desk,
    "close_desk": _close_desk,
    "raise_change": _raise_change,
    "plan_change": _plan_change,
    "raise_problem": _raise_problem,
}

TOLD_ALIKE = {
    "raise": _raise,
    "plan": _plan,
    "start": _start,
    "begin": _begin,
    "finish": _finish,
    "verify": _verify,
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
