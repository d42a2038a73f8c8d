"""The hub of one process: everything the product knows of it on one page (design §4)."""

from dataclasses import dataclass
from datetime import date

from governance.lib.periods import Month
from governance.models import AuditEntry, PolicyIssue, Requirement
from governance.models.person import Person
from governance.selectors.policy_issue import open_gaps, policy_issues_about, settled_gaps
from governance.services.audit import object_type_of
from governance.states import DocumentState
from kpi.selectors.indicator import IndicatorCard, indicator_cards
from kpi.selectors.light import ProcessLight, month_with_figures, process_lights
from processes.models import Assignment, Norm, Output, Process, Responsibility
from processes.selectors.process import LinkEnd, linked_sources, linked_targets, processes_of_catalogue

COURSE = 12
ENTRIES = 50


@dataclass(frozen=True)
class OutputLine:
    """An output with the badges that are still open."""

    output: Output
    gaps: list[str]


@dataclass(frozen=True)
class NormLine:
    """A norm with the version in force, if one is."""

    norm: Norm
    version: str


@dataclass(frozen=True)
class ProcessHub:
    """Everything the page of one process shows."""

    process: Process
    light: ProcessLight | None
    month: Month
    gaps: dict[str, list[str]]
    outputs: list[OutputLine]
    names: list[LinkEnd]
    named_by: list[LinkEnd]
    responsible: list[Responsibility]
    participants: list[Responsibility]
    organisers: list[Responsibility]
    assignments: list[Assignment]
    norms: list[NormLine]
    cards: list[IndicatorCard]
    requirements: list[Requirement]
    issues: list[PolicyIssue]
    entries: list[AuditEntry]
    before: Process | None
    after: Process | None


def process_hub(process: Process, person: Person, on: date) -> ProcessHub:
    """A process with what it says, who answers for it, what governs it and how it stands.

    `process` comes from `processes_of_catalogue`, with its lists prefetched.
    """
    catalogue = list(processes_of_catalogue(person))
    settled = settled_gaps()
    month = month_with_figures(person, Month.of(on).previous())
    duties = {kind: [row for row in process.responsibilities.all() if row.kind == kind] for kind in Responsibility.Kind}
    place = next((i for i, row in enumerate(catalogue) if row.pk == process.pk), None)
    return ProcessHub(
        process=process,
        light=process_lights(person, month).get(process.pk),
        month=month,
        gaps={field: open_gaps([code], settled) for field, code in process.gaps.items()},
        outputs=[OutputLine(row, open_gaps(row.gaps, settled)) for row in process.outputs.all()],
        names=linked_targets(process, catalogue),
        named_by=linked_sources(process, catalogue),
        responsible=duties[Responsibility.Kind.RESPONSIBLE],
        participants=duties[Responsibility.Kind.PARTICIPANT],
        organisers=duties[Responsibility.Kind.ORGANISER],
        assignments=_assignments(process, person, on),
        norms=_norms(process),
        cards=indicator_cards(person, on=on, processes=[process.pk], course=COURSE),
        requirements=_requirements(process),
        issues=policy_issues_about(person, f"process:{process.code}"),
        entries=list(
            AuditEntry.objects.about(object_type_of(process), str(process.pk)).order_by("-sequence")[:ENTRIES]
        ),
        before=catalogue[place - 1] if place else None,
        after=catalogue[place + 1] if place is not None and place + 1 < len(catalogue) else None,
    )


def _assignments(process: Process, person: Person, on: date) -> list[Assignment]:
    rows = Assignment.objects.visible_to(person).filter(process=process).valid_between(on, on)
    return list(rows.select_related("person", "deputy", "department", "project").order_by("department__rank", "pk"))


def _norms(process: Process) -> list[NormLine]:
    rows = process.norms.select_related("document").prefetch_related("document__versions")
    return [
        NormLine(
            row,
            next(
                (str(version.label) for version in row.document.versions.all() if version.state == DocumentState.IN_FORCE),
                "",
            ),
        )
        for row in rows.order_by("document__title")
    ]


def _requirements(process: Process) -> list[Requirement]:
    """The requirements of the clauses that speak of this process: its own line of 6.2/6.3, or all of 6.4.x."""
    if process.category == "management":
        own = [number for number in process.named_in if number.startswith("6.4.")]
        return list(Requirement.objects.filter(clause__number__in=own).order_by("number"))
    named = Requirement.objects.filter(clause__number__in=["6.2", "6.3"], summary__startswith=f"{process.name}：")
    return list(named.order_by("number"))
