"""A section as its department works on it: its lines, and what the year behind it says (6.4.1, R49, R50)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from governance.lib.bilingual import said
from governance.lib.periods import Year
from governance.models import AuditEntry, Department, Obligation, Person
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from governance.states import STILL_OWED, ObligationKind
from kpi.formulas import target_text
from kpi.models import Deviation, Indicator, IndicatorValue
from kpi.selectors.deviation import UNDECIDED
from kpi.selectors.report_phrases import value_text
from kpi.states import DeviationDecision, DeviationState, Grain, IndicatorState, Verdict
from planning.models import Milestone, PlanGoal, PlanSection, ResourceLine, TrainingLine
from planning.selectors.attainment import Attainment, attainments_of
from planning.selectors.content import goals_of
from planning.selectors.line_text import (
    arithmetic_of,
    baseline_in_words,
    goal_in_words,
    rule_in_words,
)
from planning.selectors.plan import published_plan
from planning.states import ResourceKind
from processes.models import Assignment, Process, Responsibility
from processes.states import ProcessState

MOST_DEVIATIONS = 12
MOST_ITEMS = 12
# What was found, decided or promised in the year and still waits for somebody.
ITEM_KINDS = (
    ObligationKind.REVIEW_ITEM,
    ObligationKind.IMPROVEMENT,
    ObligationKind.MEASURE,
    ObligationKind.VERIFICATION,
    ObligationKind.CONDITION,
    ObligationKind.MEETING_ACTION,
    ObligationKind.MILESTONE,
)


@dataclass(frozen=True)
class GoalLine:
    """A goal in words, with rule and arithmetic where it is relative."""

    row: PlanGoal
    text: str
    rule: str
    arithmetic: str
    baseline: str


@dataclass(frozen=True)
class YearFigure:
    """How one indicator stands in the year before: what a goal is set beside."""

    indicator: Indicator
    value: str
    light: str
    target: str


@dataclass(frozen=True)
class ResourceTable:
    """One of the three tables of 《过程资源需求计划》."""

    kind: str
    label: str
    rows: tuple[ResourceLine, ...]


@dataclass(frozen=True)
class SectionPage:
    """Everything the page of a section shows."""

    section: PlanSection
    duty: Obligation | None
    processes: tuple[Process, ...]
    lacking: tuple[Process, ...]
    goals: tuple[GoalLine, ...]
    milestones: tuple[Milestone, ...]
    resources: tuple[ResourceTable, ...]
    trainings: tuple[TrainingLine, ...]
    figures: tuple[YearFigure, ...]
    deviations: tuple[Deviation, ...]
    items: tuple[Obligation, ...]
    unmet: tuple[Attainment, ...]
    acts: list[AuditEntry]

    @property
    def has_needs(self) -> bool:
        """Whether any of the three tables of needs has a line."""
        return any(table.rows for table in self.resources)


def section_page(section: PlanSection, person: Person, *, at: datetime) -> SectionPage:
    """A constant number of statements, whatever the section holds."""
    processes = processes_of(section, on=local_day(at))
    goals = goal_lines(goals_of(section.plan, section))
    covered = {line.row.process_id for line in goals}
    return SectionPage(
        section=section,
        duty=_duty_of(section),
        processes=tuple(processes),
        lacking=tuple(row for row in processes if row.pk not in covered),
        goals=tuple(goals),
        milestones=tuple(
            Milestone.objects.filter(section=section)
            .select_related("process", "responsible")
            .order_by("due_on", "pk")
        ),
        resources=resource_tables(
            ResourceLine.objects.visible_to(person)
            .filter(section=section)
            .select_related("process")
            .order_by("position", "pk")
        ),
        trainings=tuple(
            TrainingLine.objects.filter(section=section)
            .select_related("process", "responsible")
            .order_by("planned_on", "pk")
        ),
        figures=tuple(_figures(person, section.plan.year - 1, processes)),
        deviations=tuple(_deviations(person, processes)),
        items=tuple(open_items(section, person)),
        unmet=tuple(unmet_goals(section, covered_by=goals)),
        acts=timeline_of(section),
    )


def goal_lines(rows: Iterable[PlanGoal]) -> list[GoalLine]:
    """Goals in words, in the order they come."""
    return [
        GoalLine(
            row, goal_in_words(row), rule_in_words(row), arithmetic_of(row), baseline_in_words(row)
        )
        for row in rows
    ]


def resource_tables(rows: Iterable[ResourceLine]) -> tuple[ResourceTable, ...]:
    """The three tables, each with its lines."""
    found = list(rows)
    return tuple(
        ResourceTable(str(kind), str(kind.label), tuple(row for row in found if row.kind == kind))
        for kind in ResourceKind
    )


def processes_of(section: PlanSection, *, on: date) -> list[Process]:
    """What a department plans for: what its people report, and what the policy makes it answer for (5.3).

    What nobody answers for (G19) is planned by the body that brings the plan together.
    """
    reported = Assignment.objects.valid_between(on, on)
    charged = Responsibility.objects.all()
    own = {"department": section.department_id}
    theirs = Q(pk__in=reported.filter(**own).values("process")) | Q(
        pk__in=charged.filter(**own).values("process")
    )
    if section.department.kind == Department.Kind.BODY:
        theirs |= Q(owner=None) & ~Q(
            pk__in=reported.values("process").union(charged.values("process"))
        )
    rows = Process.objects.filter(theirs, state=ProcessState.ACTIVE)
    return list(rows.order_by("position", "pk"))


def unmet_goals(section: PlanSection, covered_by: Sequence[GoalLine] = ()) -> list[Attainment]:
    """The department's goals of the year before that are not reached and not taken up again yet; computed."""
    before = published_plan(section.plan.year - 1)
    if before is None or not section.plan.is_in_preparation:
        return []
    goals = [row for row in goals_of(before) if row.section.department_id == section.department_id]
    taken = {(line.row.indicator_id, line.row.scope_id) for line in covered_by}
    return [
        each
        for each in attainments_of(goals, before.year)
        if each.is_missed and (each.goal.indicator_id, each.goal.scope_id) not in taken
    ]


def open_items(section: PlanSection, person: Person) -> list[Obligation]:
    """What the department or one of its people still owes of reviews, improvements, decisions and milestones.

    The first due first; only what the reader may see of it. One statement.
    """
    rows = Obligation.objects.visible_to(person).filter(kind__in=ITEM_KINDS, state__in=STILL_OWED)
    theirs = Q(department=section.department_id) | Q(responsible__department=section.department_id)
    found = rows.filter(theirs).select_related("responsible").order_by("due_at", "pk")
    return list(found[:MOST_ITEMS])


def _duty_of(section: PlanSection) -> Obligation | None:
    found: Obligation | None = Obligation.objects.filter(
        kind=ObligationKind.PLAN_SECTION, subject=f"plan-section:{section.pk}"
    ).first()
    return found


def _figures(person: Person, year: int, processes: Sequence[Process]) -> list[YearFigure]:
    rows = (
        IndicatorValue.objects.visible_to(person)
        .filter(
            grain=Grain.YEAR,
            period=Year(year).label,
            scope="company",
            dimension="",
            indicator__process__in=processes,
            indicator__state=IndicatorState.ADOPTED,
        )
        .select_related("indicator__process", "target")
        .order_by("indicator__process__position", "indicator__position", "indicator__code")
    )
    return [_year_figure(row) for row in rows]


def _year_figure(row: IndicatorValue) -> YearFigure:
    """A share or an average with its light; a year's total is not held against a line for shorter periods."""
    unit = said(row.indicator, "unit")
    is_judged = row.denominator is not None and row.target is not None
    return YearFigure(
        row.indicator,
        value_text(row.value, unit, target=row.target),
        row.verdict if is_judged else str(Verdict.NOT_APPLICABLE),
        target_text(row.target, unit) if is_judged and row.target is not None else "",
    )


def _deviations(person: Person, processes: Sequence[Process]) -> list[Deviation]:
    """What is undecided, or waits for an improvement or a review, in the processes of the section."""
    waiting = (
        DeviationDecision.IMPROVEMENT,
        DeviationDecision.ADHOC_REVIEW,
        DeviationDecision.WATCH,
    )
    rows = Deviation.objects.visible_to(person).filter(indicator__process__in=processes)
    rows = rows.filter(state__in=UNDECIDED) | rows.filter(
        state=DeviationState.DECIDED, decision__in=waiting
    )
    found = rows.select_related("indicator__process").order_by("-opened_at", "-pk")
    return list(found[:MOST_DEVIATIONS])
