"""The hub of one process: everything the product knows of it on one page (design §4)."""

from dataclasses import dataclass
from datetime import date, datetime

from governance.lib.periods import Week
from governance.models import AuditEntry, PolicyIssue, Requirement
from governance.models.person import Person
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from governance.selectors.policy_issue import IssueFilter, open_gaps, policy_issues
from governance.states import IssueState
from kpi.models import AssessedItem, Report
from kpi.selectors.assessment_page import latest_verdicts
from kpi.selectors.board import BoardFilter, BoardRow, board_rows, seen_by
from kpi.selectors.deviation import RegisterLine, deviations_of_process
from kpi.selectors.indicator import IndicatorCard, indicator_cards, worst_light
from kpi.selectors.report_listing import latest_issues
from kpi.selectors.report_name import kind_of_output
from processes.models import (
    Asset,
    Assignment,
    KeyActivity,
    Norm,
    Output,
    Process,
    Responsibility,
)
from processes.selectors.asset import latest_assets
from processes.selectors.process import (
    LinkEnd,
    catalogue_with_lists_of,
    linked_sources,
    linked_targets,
    missing_of,
)
from processes.states import Category, ProcessState

COURSE = 12
# As many as stand beside each other without scrolling on a small desk screen.
WEEKS_SHOWN = 6
ENTRIES = 50


@dataclass(frozen=True)
class OutputLine:
    """An output with the badges that are still open, and the latest report that is one."""

    output: Output
    gaps: list[str]
    latest: Report | None = None
    missing: int = 0


@dataclass(frozen=True)
class NormLine:
    """A norm with the version in force, if one is."""

    norm: Norm
    version: str


@dataclass(frozen=True)
class ProcessHub:
    """Everything the page of one process shows."""

    process: Process
    light: str
    gaps: dict[str, list[str]]
    activities: list[KeyActivity]
    outputs: list[OutputLine]
    names: list[LinkEnd]
    named_by: list[LinkEnd]
    responsible: list[Responsibility]
    participants: list[Responsibility]
    organisers: list[Responsibility]
    assignments: list[Assignment]
    norms: list[NormLine]
    cards: list[IndicatorCard]
    deviations: list[RegisterLine]
    verdicts: list[AssessedItem]
    weeks: list[Week]
    submissions: list[BoardRow]
    requirements: list[Requirement]
    issues: list[PolicyIssue]
    assets: list[Asset]
    entries: list[AuditEntry]
    before: Process | None
    after: Process | None


def process_hub(code: str, person: Person, at: datetime) -> ProcessHub | None:
    """A process with what it says, who answers for it, what governs it and how it stands; None if unknown."""
    on = local_day(at)
    known, lists = catalogue_with_lists_of(person, code)
    process = next((row for row in known if row.code == code), None)
    if process is None or lists is None:
        return None
    catalogue = [row for row in known if row.state == ProcessState.ACTIVE]
    register = list(policy_issues(person, IssueFilter()))
    settled = frozenset(issue.code for issue in register if issue.state != IssueState.OPEN)
    cards = indicator_cards(person, on=on, processes=[process.pk], course=COURSE)
    duties = {
        kind: [row for row in lists.responsibilities if row.kind == kind]
        for kind in Responsibility.Kind
    }
    weeks = BoardFilter(Week.of(on).previous(), weeks=WEEKS_SHOWN).columns()
    assignments = _assignments(process, person, weeks[0].start, on)
    place = next((i for i, row in enumerate(catalogue) if row.pk == process.pk), None)
    return ProcessHub(
        process=process,
        light=worst_light(cards),
        gaps={field: open_gaps([code], settled) for field, code in process.gaps.items()},
        activities=lists.activities,
        outputs=_outputs(lists.outputs, person, settled),
        names=linked_targets(process, catalogue),
        named_by=linked_sources(process, catalogue),
        responsible=duties[Responsibility.Kind.RESPONSIBLE],
        participants=duties[Responsibility.Kind.PARTICIPANT],
        organisers=duties[Responsibility.Kind.ORGANISER],
        assignments=[row for row in assignments if row.covers(on, on)],
        norms=_norms(process),
        cards=cards,
        deviations=deviations_of_process(person, process.pk, at=at),
        verdicts=latest_verdicts(person, process.pk),
        weeks=weeks,
        submissions=_submissions(person, assignments, weeks, at),
        requirements=_requirements(process),
        issues=[issue for issue in register if f"process:{code}" in issue.affects],
        assets=latest_assets(person, process.pk),
        entries=timeline_of(process),
        before=catalogue[place - 1] if place else None,
        after=catalogue[place + 1] if place is not None and place + 1 < len(catalogue) else None,
    )


def _outputs(outputs: list[Output], person: Person, settled: frozenset[str]) -> list[OutputLine]:
    kinds = {row.pk: kind_of_output(row.name) for row in outputs}
    latest = latest_issues(person, [kind for kind in kinds.values() if kind])
    return [
        OutputLine(row, open_gaps(row.gaps, settled), latest.get(kinds[row.pk]), missing_of(row))
        for row in outputs
    ]


def _assignments(process: Process, person: Person, start: date, on: date) -> list[Assignment]:
    rows = Assignment.objects.visible_to(person).filter(process=process).valid_between(start, on)
    return list(
        rows.select_related("person", "deputy", "department", "project").order_by(
            "department__rank", "pk"
        )
    )


def _submissions(
    person: Person, assignments: list[Assignment], weeks: list[Week], at: datetime
) -> list[BoardRow]:
    """The board's rows of this process, for whoever may see them there, where anything was owed."""
    seen = seen_by(person, assignments)
    rows = board_rows(seen, weeks, at, for_words=True) if seen else []
    return [row for row in rows if any(row.cells)]


def _norms(process: Process) -> list[NormLine]:
    return [NormLine(row, getattr(row, "version_label", "") or "") for row in process.norms.all()]


def _requirements(process: Process) -> list[Requirement]:
    """The requirements of the clauses that speak of this process: its own line of 6.2/6.3, or all of 6.4.x."""
    if process.category == Category.MANAGEMENT:
        own = [number for number in process.named_in if number.startswith("6.4.")]
        return list(Requirement.objects.filter(clause__number__in=own).order_by("number"))
    named = Requirement.objects.filter(
        clause__number__in=["6.2", "6.3"], summary__startswith=f"{process.name}："
    )
    return list(named.order_by("number"))
