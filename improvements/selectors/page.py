"""Everything the page of one improvement shows, stage by stage (6.4.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from governance.lib.chart import Chart
from governance.lib.workflow import Step, open_from
from governance.models import Approval, AuditEntry, Paper, Person
from governance.permissions import Permission, has_permission
from governance.selectors.approval import case_read_by
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from improvements.formulas.gantt import Drawn, drawn_bars
from improvements.models import (
    ActionMeasure,
    Improvement,
    ProgressNote,
    VerificationPlan,
)
from improvements.permissions import has_planned, may_end_measure, may_note, may_plan, may_verify
from improvements.selectors.cause import CauseTree, cause_tree
from improvements.selectors.evidence import Shelved, files_of, shelf_of
from improvements.selectors.finding_text import FindingText, expected_text, finding_text
from improvements.selectors.gate import (
    PlanParts,
    content_hash,
    missing_for_close,
    missing_for_plan,
    missing_for_start,
    missing_for_verification,
)
from improvements.selectors.improvement import bars_of_measures, source_text
from improvements.selectors.improvement_sheet import papers_of
from improvements.selectors.norm import Spread, spread_of
from improvements.selectors.overdue import Overdue, overdue_of
from improvements.selectors.sample import Finding, finding_of
from improvements.selectors.split import split_chart
from improvements.selectors.verdict import Verdict, plans_of, verdicts_of
from improvements.selectors.watch import is_time_to_look_again, look_again_on, watch_window
from improvements.states import IMPROVEMENT_STEPS, PLANNABLE, MeasureState, Stage

STAGES = (Stage.IDENTIFY, Stage.PLAN, Stage.IMPLEMENT, Stage.VERIFY, Stage.SOLIDIFY)
MISSING: dict[str, Callable[[Improvement, PlanParts], list[str]]] = {
    Stage.IDENTIFY: missing_for_plan,
    Stage.PLAN: missing_for_start,
    Stage.IMPLEMENT: missing_for_verification,
    Stage.SOLIDIFY: missing_for_close,
}
NORMED = frozenset({Stage.SOLIDIFY, Stage.CLOSED})
# Steps that ask for more than a reason have a form of their own on the page.
OWN_FORM = frozenset({"pass", "fail", "close"})


@dataclass(frozen=True)
class Stop:
    """One of the five steps as the page's path shows it: passed, here, or ahead."""

    stage: str
    label: str
    standing: str


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


@dataclass(frozen=True)
class MeasureLine:
    """A measure with the files behind it, and whether this person ends it or opens it again now."""

    row: ActionMeasure
    shelf: Shelved
    may_end: bool


@dataclass(frozen=True)
class NoteLine:
    """A progress note with the files behind it."""

    row: ProgressNote
    shelf: Shelved


@dataclass(frozen=True)
class ImprovementPage:
    """What one person sees of one improvement."""

    row: Improvement
    stops: tuple[Stop, ...]
    missing: tuple[str, ...]
    acts: tuple[Act, ...]
    source: tuple[str, str]
    tree: CauseTree
    measures: tuple[MeasureLine, ...]
    bars: Drawn | None
    plan: VerificationPlan | None
    expected_text: str
    finding: Finding | None
    finding_text: FindingText | None
    verdicts: tuple[Verdict, ...]
    look_again_on: date | None
    looks_again: bool
    notes: tuple[NoteLine, ...]
    case: Approval | None
    leads_to_case: bool
    case_is_current: bool
    entries: list[AuditEntry]
    chart: Chart | None
    may_plan: bool
    may_note: bool
    may_verify: bool
    may_cite: bool
    overdue: Overdue | None
    spread: Spread
    papers: list[Paper]
    earlier_rounds: tuple[int, ...] = field(default=())


def improvement_page(row: Improvement, person: Person, *, at: datetime) -> ImprovementPage:
    """A constant number of questions, whatever the improvement holds."""
    today, plans = local_day(at), plans_of(row)
    plan = plans.get(row.round)
    measures = tuple(
        ActionMeasure.objects.filter(improvement=row, round=row.round)
        .select_related("cause", "responsible")
        .order_by("position")
    )
    verdicts = verdicts_of(row, plans)
    given = [each.row for each in verdicts]
    looks_again = is_time_to_look_again(row, given, at=at)
    doers = {each.responsible_id for each in measures if each.state != MeasureState.DROPPED}
    finding = (
        finding_of(plan, after=watch_window(row, at) if looks_again else None)
        if plan and (row.state == Stage.VERIFY or looks_again)
        else None
    )
    case, leads_to_case = case_read_by(person, row) if row.is_major else (None, False)
    tree = cause_tree(row)
    confirmed = tuple(sorted(tree.confirmed, key=lambda cause: cause.pk))
    parts = PlanParts(confirmed, measures, plan)
    missing = MISSING.get(row.state)
    files = files_of(row)
    notes = (
        ProgressNote.objects.filter(improvement=row)
        .select_related("written_by")
        .order_by("-written_at", "-pk")[:50]
    )
    return ImprovementPage(
        row=row,
        stops=stops_of(row),
        missing=tuple(missing(row, parts)) if missing else (),
        acts=acts_for(row, person),
        source=source_text(row),
        tree=tree,
        measures=tuple(
            MeasureLine(
                each,
                shelf_of(row, each, files, person),
                row.state == Stage.IMPLEMENT and may_end_measure(person, each, row),
            )
            for each in measures
        ),
        bars=drawn_bars(bars_of_measures(measures, today), today),
        plan=plan,
        expected_text=expected_text(plan) if plan else "",
        finding=finding,
        finding_text=finding_text(finding, plan) if finding and plan else None,
        verdicts=verdicts,
        look_again_on=None if any(each.is_watch for each in given) else look_again_on(row),
        looks_again=looks_again,
        notes=tuple(NoteLine(each, shelf_of(row, each, files, person)) for each in notes),
        case=case,
        leads_to_case=leads_to_case,
        case_is_current=_is_current(case, row, parts),
        entries=list(timeline_of(row)),
        chart=_chart(row, plan, today) if plan else None,
        may_plan=may_plan(person, row) and row.state in PLANNABLE,
        may_note=may_note(person, row, doers) and row.state not in {Stage.CLOSED, Stage.VOID},
        may_verify=may_verify(person, row, doers) and (row.state == Stage.VERIFY or looks_again),
        may_cite=may_plan(person, row) and row.state == Stage.SOLIDIFY,
        overdue=overdue_of(row, measures, at=at) if row.state in STAGES else None,
        spread=spread_of(row, person) if row.state in NORMED else Spread(),
        papers=papers_of(row),
        earlier_rounds=tuple(range(1, row.round)),
    )


def _is_current(case: Approval | None, row: Improvement, parts: PlanParts) -> bool:
    """Whether the case is about the plan as it stands; once it has started, it has started as it was approved."""
    if case is None:
        return False
    return row.state not in PLANNABLE or case.content_sha256 == content_hash(row, parts)


def _chart(row: Improvement, plan: VerificationPlan, today: date) -> Chart | None:
    """Of a closed improvement the weeks since are drawn too, so that what comes back is seen."""
    return split_chart(plan, today, until=today if row.state == Stage.CLOSED else None)


def stops_of(row: Improvement) -> tuple[Stop, ...]:
    """The path of five: what lies behind, where it stands, what lies ahead; closed has all behind it."""
    order = [str(stage) for stage in STAGES]
    here = (
        order.index(row.state)
        if row.state in order
        else (len(order) if row.state == Stage.CLOSED else -1)
    )
    return tuple(
        Stop(
            stage,
            str(Stage(stage).label),
            "passed" if place < here else "here" if place == here else "ahead",
        )
        for place, stage in enumerate(order)
    )


def acts_for(row: Improvement, person: Person) -> tuple[Act, ...]:
    """The buttons of this stage for this person; the service checks again."""
    acts = []
    for step in open_from(IMPROVEMENT_STEPS, row.state):
        if step.name in OWN_FORM or not _may(row, person, step):
            continue
        url = reverse("improvements:improvement-step", args=[row.pk, step.name])
        acts.append(Act(step, str(step.label), url))
    return tuple(acts)


def _may(row: Improvement, person: Person, step: Step) -> bool:
    if not has_permission(person, step.permission):
        return False
    if step.name == "start":
        return not has_planned(person, row)
    if step.permission == Permission.IMPROVEMENT_PLAN:
        return may_plan(person, row)
    return True
