"""The list of self-assessments, what was closed in which year, and the pages of one (R66, G39)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from governance.lib.numbers import key_number
from governance.lib.periods import Year
from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Paper, Person, Project
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from kpi.models import AssessedItem, AssessmentEvidence, AssessmentFinding, SelfAssessment
from kpi.permissions import has_assessed, may_accept_finding, may_close_assessment, may_judge
from kpi.selectors.assessment_figures import assessment_figures
from kpi.selectors.assessment_words import FigureScope, figure_scopes
from kpi.selectors.self_assessment import (
    assessors_of,
    missing_for_closing,
    missing_for_evaluation,
    missing_for_start,
    processes_answered,
)
from kpi.states import (
    ASSESSMENT_STEPS,
    FINDING_STEPS,
    AssessmentScope,
    AssessmentState,
    FindingState,
    ItemVerdict,
)

SORTS = {"number": "number", "year": "year", "state": "state"}
WITHOUT = "none"
PAPER = "report"


@dataclass(frozen=True)
class AssessmentChoice:
    """What the reader of the list has chosen; empty means all."""

    year: str = ""
    state: str = ""
    scope: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


@dataclass(frozen=True)
class YearCount:
    """How many were closed in a calendar year: of the company, and naming each project (G39)."""

    year: int
    company: int
    projects: tuple[tuple[Project, int], ...]


@dataclass(frozen=True)
class VerdictCount:
    """One verdict with how many items have it; `code` is what the filter of the page is called."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class AssessmentPage:
    """What one person sees of one self-assessment."""

    row: SelfAssessment
    projects: tuple[Project, ...]
    assessors: tuple[Person, ...]
    acts: tuple[Act, ...]
    missing: tuple[str, ...]
    items: tuple[AssessedItem, ...]
    total: int
    judged: int
    counts: tuple[VerdictCount, ...]
    findings: tuple[AssessmentFinding, ...]
    figures: list[FigureScope]
    is_frozen: bool
    papers: tuple[Paper, ...]
    entries: list[AuditEntry]
    next_item: int | None
    may_run: bool
    may_write: bool
    has_a_hand: bool


@dataclass(frozen=True)
class ItemPage:
    """One item as it is judged: what was said, its evidence, and where one goes from here."""

    row: AssessedItem
    evidence: tuple[AssessmentEvidence, ...]
    may_judge: bool
    answers_for_it: bool
    before: int | None
    after: int | None
    total: int
    judged: int


def assessments_listed(person: Person, chosen: AssessmentChoice) -> QuerySet[SelfAssessment]:
    """The latest first, unless sorted otherwise, with how far each has come."""
    rows: QuerySet[SelfAssessment] = SelfAssessment.objects.visible_to(person)
    rows = rows.select_related("checklist", "closed_by").prefetch_related(
        Prefetch("projects", queryset=Project.objects.order_by("code"), to_attr="named_projects")
    )
    year = key_number(chosen.year)
    if year is not None:
        rows = rows.filter(year=year)
    for name in ("state", "scope"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{name: value})
    rows = rows.annotate(
        total=Count("items", distinct=True),
        judged=Count("items", filter=~Q(items__verdict=""), distinct=True),
        found=Count("findings", distinct=True),
        undecided=Count("findings", filter=Q(findings__state=FindingState.OPEN), distinct=True),
    )
    column = SORTS.get(chosen.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-year", "-pk")
    sign = "-" if chosen.sort.startswith("-") else ""
    return rows.order_by(f"{sign}{column}", "-pk")


def year_count(year: Year) -> YearCount:
    """What counts for REV-02 in a calendar year: closed ones of the company; beside it those that name each project."""
    closed = SelfAssessment.objects.filter(state=AssessmentState.CLOSED)
    company, named = 0, Counter[int]()
    for pk, scope, at in closed.values_list("pk", "scope", "closed_at"):
        if local_day(at).year == year.year:
            if scope == AssessmentScope.COMPANY:
                company += 1
            else:
                named[pk] += 1
    projects = Project.objects.filter(retired_on=None).prefetch_related("self_assessments")
    counts = tuple(
        (row, sum(each.pk in named for each in row.self_assessments.all()))
        for row in projects.order_by("code")
    )
    return YearCount(year.year, company, counts)


def assessment_page(
    row: SelfAssessment, person: Person, *, verdict: str = "", at: datetime
) -> AssessmentPage:
    """The whole assessment; `verdict` narrows the items (“none”: those without one)."""
    team = assessors_of(row)
    items = list(
        AssessedItem.objects.filter(assessment=row)
        .select_related("item__process", "item__clause", "judged_by")
        .annotate(evidence_count=Count("evidence"))
        .order_by("item__position")
    )
    found = Counter(each.verdict for each in items)
    may_run = has_permission(person, Permission.ASSESSMENT_RUN)
    is_named = person.pk in {each.pk for each in team}
    is_live = row.state in {AssessmentState.RUNNING, AssessmentState.EVALUATED}
    open_item = next((each.pk for each in items if not each.verdict), None)
    return AssessmentPage(
        row=row,
        projects=tuple(row.projects.order_by("code")),
        assessors=tuple(team),
        acts=_acts(row, person, [each.pk for each in team]),
        missing=tuple(_missing(row, at)),
        items=tuple(each for each in items if _chosen(each, verdict)),
        total=len(items),
        judged=len(items) - found[""],
        counts=(
            VerdictCount(WITHOUT, "", found[""]),
            *(VerdictCount(each.value, str(each.label), found[each.value]) for each in ItemVerdict),
        ),
        findings=tuple(findings_of(row)),
        figures=figure_scopes(row.figures or _live_figures(row, at)),
        is_frozen=bool(row.figures),
        papers=tuple(papers_of_assessment(row)),
        entries=timeline_of(row),
        next_item=open_item if is_named and row.state == AssessmentState.RUNNING else None,
        may_run=may_run,
        may_write=is_live and (may_run or is_named),
        has_a_hand=has_assessed(person, row, [each.pk for each in team]),
    )


def findings_of(row: SelfAssessment) -> list[AssessmentFinding]:
    """The findings in their order."""
    rows = AssessmentFinding.objects.filter(assessment=row)
    return list(
        rows.select_related("process", "department", "item__item", "decided_by").order_by(
            "position"
        )
    )


def papers_of_assessment(row: SelfAssessment) -> list[Paper]:
    """The documents of a closed assessment, as it was frozen."""
    if not row.content_sha256:
        return []
    papers = Paper.objects.on(row, PAPER).filter(source_sha256=row.content_sha256)
    return list(papers.order_by("language", "format"))


def paper_of(row: SelfAssessment, language: str, form: str) -> Paper | None:
    """One of its documents with its bytes, if it was ordered."""
    found: Paper | None = (
        Paper.objects.on(row, PAPER)
        .filter(source_sha256=row.content_sha256, language=language, format=form)
        .last()
    )
    return found


def item_page(row: AssessedItem, person: Person, *, at: datetime) -> ItemPage:
    """One item among its neighbours."""
    keys = list(
        AssessedItem.objects.filter(assessment=row.assessment)
        .order_by("item__position")
        .values_list("pk", "verdict")
    )
    place = next(number for number, (pk, _verdict) in enumerate(keys) if pk == row.pk)
    team = [each.pk for each in assessors_of(row.assessment)]
    own = processes_answered([person.pk], row.assessment, at)[person.pk]
    is_running = row.assessment.state == AssessmentState.RUNNING
    return ItemPage(
        row=row,
        evidence=tuple(row.evidence.select_related("added_by").order_by("pk")),
        may_judge=is_running and may_judge(person, row, team, own),
        answers_for_it=is_running and person.pk in team and row.item.process_id in own,
        before=keys[place - 1][0] if place else None,
        after=keys[place + 1][0] if place + 1 < len(keys) else None,
        total=len(keys),
        judged=sum(bool(verdict) for _pk, verdict in keys),
    )


def next_without_verdict(row: AssessedItem, person: Person, *, at: datetime) -> AssessedItem | None:
    """The next item without a verdict that this person may judge, after this one or from the beginning."""
    rows = list(
        AssessedItem.objects.filter(assessment=row.assessment, verdict="")
        .exclude(pk=row.pk)
        .select_related("item")
        .order_by("item__position")
    )
    own = processes_answered([person.pk], row.assessment, at)[person.pk]
    mine = [each for each in rows if each.item.process_id not in own]
    later = [each for each in mine if each.item.position > row.item.position]
    return next(iter([*later, *mine]), None)


def finding_acts(row: AssessmentFinding, person: Person, *, at: datetime) -> tuple[Act, ...]:
    """The buttons of a finding; opening an improvement has a page of its own."""
    if row.assessment.state != AssessmentState.EVALUATED:
        return ()
    own = processes_answered([person.pk], row.assessment, at)[person.pk]
    return tuple(
        Act(
            step,
            str(step.label),
            reverse("kpi:assessment-finding-step", args=[row.pk, step.name]),
        )
        for step in open_from(FINDING_STEPS, row.state)
        if step.name != "take_up_finding" and may_accept_finding(person, row, own)
    )


def latest_verdicts(person: Person, process: int) -> list[AssessedItem]:
    """What the last closed self-assessment that looked at a process said of it; one statement."""
    rows = (
        AssessedItem.objects.visible_to(person)
        .filter(item__process=process, assessment__state=AssessmentState.CLOSED)
        .select_related("assessment", "item", "finding")
        .order_by("-assessment__closed_at", "-assessment", "item__position")
    )
    found = list(rows[:20])
    return [row for row in found if row.assessment_id == found[0].assessment_id]


def _live_figures(row: SelfAssessment, at: datetime) -> list[dict[str, Any]]:
    return assessment_figures(row, at=at) if row.state == AssessmentState.RUNNING else []


def _chosen(row: AssessedItem, verdict: str) -> bool:
    return not verdict or row.verdict == ("" if verdict == WITHOUT else verdict)


def _missing(row: SelfAssessment, at: datetime) -> list[str]:
    if row.state == AssessmentState.PLANNED:
        return missing_for_start(row, at)
    if row.state == AssessmentState.RUNNING:
        return missing_for_evaluation(row)
    return missing_for_closing(row) if row.state == AssessmentState.EVALUATED else []


def _acts(row: SelfAssessment, person: Person, team: list[int]) -> tuple[Act, ...]:
    found = []
    for step in open_from(ASSESSMENT_STEPS, row.state):
        may = (
            may_close_assessment(person, row, team)
            if step.name == "close_assessment"
            else has_permission(person, step.permission)
        )
        if may:
            url = reverse("kpi:self-assessment-step", args=[row.pk, step.name])
            found.append(Act(step, str(step.label), url))
    return tuple(found)
