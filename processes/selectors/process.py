"""The catalogue as readers see it: links with rules expanded, the matrix, what is not covered (R10–R12, R20)."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Count,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from governance.lib.json_rows import JsonRows
from governance.models import Department, Document, DocumentVersion, Obligation
from governance.models.person import Person
from governance.states import DocumentState, ObligationKind, ObligationState
from processes.models import KeyActivity, Norm, Output, Process, ProcessLink, Responsibility
from processes.models.output_record import OUTPUT
from processes.states import Category, ProcessState

ALL_CORE_AND_SUPPORT = "ALL_CORE_AND_SUPPORT"
_LINK = ("id", "target_id", "what", "what_en", "source_clause")
_LINE = ("id", "name", "name_en", "position")
_DEPARTMENT = ("department__name", "department__name_en")
ALL_LISTS = ("activities", "outputs", "responsibilities", "norms", "links_out")


@dataclass(frozen=True)
class LinkEnd:
    """One direction of an interface: to or from whom, by rule or by name, and what the policy says of it."""

    process: Process
    by_rule: bool
    link: ProcessLink | None


@dataclass(frozen=True)
class MatrixCell:
    """What stands where two processes meet: `none` where neither the policy nor the PMO has said anything."""

    kind: str
    target: Process


@dataclass(frozen=True)
class MatrixRow:
    """All that one process says of the others."""

    process: Process
    cells: list[MatrixCell]
    count: int


@dataclass(frozen=True)
class Finding:
    """Processes that lack something every process ought to have."""

    key: str
    processes: list[Process]


@dataclass(frozen=True)
class ProcessLists:
    """The short lists of one process, for reading."""

    activities: list[KeyActivity]
    outputs: list[Output]
    responsibilities: list[Responsibility]


@dataclass(frozen=True)
class CoreCount:
    """The two printed sets of core processes and their union, counted from data (G6)."""

    clause_2: int
    table_6_2: int
    union: int
    total: int


def processes_of_catalogue(
    person: Person, *lists: str, with_retired: bool = False
) -> QuerySet[Process]:
    """The catalogue in the policy's order, each process with the lists a page shows; `ALL_LISTS` names them."""
    rows = Process.objects.visible_to(person).select_related("owner").order_by("position", "pk")
    if not with_retired:
        rows = rows.filter(state=ProcessState.ACTIVE)
    return rows.prefetch_related(*(Prefetch(name, queryset=_LISTS[name]()) for name in lists))


def _norms() -> QuerySet[Norm]:
    """Which documents govern a process, each with the version in force (`version_label`)."""
    in_force = DocumentVersion.objects.filter(
        document=OuterRef("document"), state=DocumentState.IN_FORCE
    )
    rows: QuerySet[Norm] = (
        Norm.objects.select_related("document")
        .annotate(version_label=Subquery(in_force.values("label")[:1]))
        .order_by("document__title")
    )
    return rows


# Made when they are asked for: a page shows one or two of them.
_LISTS: dict[str, Callable[[], QuerySet[Any]]] = {
    "activities": lambda: KeyActivity.objects.order_by("position"),
    "outputs": lambda: _with_missing(Output.objects.order_by("position")),
    "responsibilities": lambda: Responsibility.objects.select_related("department").order_by(
        "department__rank"
    ),
    "norms": _norms,
    "links_out": ProcessLink.objects.all,
}


def catalogue_with_lists_of(person: Person, code: str) -> tuple[list[Process], ProcessLists | None]:
    """The whole catalogue, retired processes too, with what each is linked to; and the lists of one process.

    Its short lists come along in the same question: the page of a process shows so much else. None
    where there is no such process.
    """
    rows = processes_of_catalogue(person, with_retired=True)
    own = Q(process=OuterRef("pk"), process__code=code)
    rows = rows.annotate(
        link_rows=listed_links(),
        activity_rows=_listed(KeyActivity.objects.filter(own).order_by("position"), _LINE),
        output_rows=_listed(
            _with_missing(Output.objects.filter(own)).order_by("position"),
            (*_LINE, "kind", "cadence", "gaps", "missing"),
        ),
        duty_rows=_listed(
            Responsibility.objects.filter(own).order_by("department__rank"),
            ("kind", "source_clause", "department__code", *_DEPARTMENT),
        ),
    )
    found: list[Any] = list(rows)
    for row in found:
        row.links_known = [ProcessLink(source=row, **each) for each in row.link_rows]
    process: Any = next((row for row in found if row.code == code), None)
    if process is None:
        return found, None
    prefetch_related_objects([process], Prefetch("norms", queryset=_norms()))
    lists = ProcessLists(
        [KeyActivity(process=process, **row) for row in process.activity_rows],
        [_output(process, row) for row in process.output_rows],
        [_duty(process, row) for row in process.duty_rows],
    )
    return found, lists


def listed_links() -> JsonRows:
    """Whom each process of a statement names, as rows of the same statement."""
    return _listed(ProcessLink.objects.filter(source=OuterRef("pk")).order_by("pk"), _LINK)


def _links_of(process: Process) -> Iterable[ProcessLink]:
    known: list[ProcessLink] | None = getattr(process, "links_known", None)
    return process.links_out.all() if known is None else known


def _listed(rows: QuerySet[Any], columns: tuple[str, ...]) -> JsonRows:
    return JsonRows(rows.values(row=JSONObject(**{name: name for name in columns})))


def _output(process: Process, row: dict[str, Any]) -> Output:
    # SQLite puts a list inside a list as its text.
    gaps, missing = row.pop("gaps"), row.pop("missing")
    output: Any = Output(
        process=process, gaps=json.loads(gaps) if isinstance(gaps, str) else gaps, **row
    )
    output.missing = missing
    found: Output = output
    return found


def _duty(process: Process, row: dict[str, Any]) -> Responsibility:
    names = {name: row.pop(f"department__{name}") for name in ("code", "name", "name_en")}
    return Responsibility(process=process, department=Department(**names), **row)


def _with_missing(rows: QuerySet[Output]) -> QuerySet[Output]:
    """Outputs with the number of periods that were owed and not filed (`missing`)."""
    missing = (
        Obligation.objects.filter(
            kind=ObligationKind.OUTPUT,
            state=ObligationState.MISSING,
            subject=Concat(Value(OUTPUT), Cast(OuterRef("pk"), CharField())),
        )
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"))
    )
    return rows.annotate(missing=Coalesce(Subquery(missing.values("count")), 0))


def missing_of(output: Output) -> int:
    """How many periods of an output of the catalogue were owed and not filed."""
    return int(getattr(output, "missing", 0))


def core_count(processes: Iterable[Process]) -> CoreCount:
    """The number of core processes is never printed; it is counted per clause and as a union (G6)."""
    rows = list(processes)
    core = [row for row in rows if row.category == Category.CORE]
    return CoreCount(
        clause_2=sum("2" in row.named_in for row in core),
        table_6_2=sum("6.2" in row.named_in for row in core),
        union=len(core),
        total=len(rows),
    )


def linked_targets(process: Process, processes: Iterable[Process]) -> list[LinkEnd]:
    """Whom a process names: its own links, and what a rule gives, without itself (G9)."""
    links = {link.target_id: link for link in _links_of(process)}
    ends = []
    for other in processes:
        if other.pk == process.pk:
            continue
        link = links.get(other.pk)
        by_rule = link is None and _rule_covers(process.link_rule, other)
        if link is not None or by_rule:
            ends.append(LinkEnd(other, by_rule, link))
    return ends


def linked_sources(process: Process, processes: Iterable[Process]) -> list[LinkEnd]:
    """Who names this process; that they do does not make it name them (G10)."""
    return [
        LinkEnd(source, end.by_rule, end.link)
        for source in processes
        for end in linked_targets(source, [process])
    ]


def linkage_matrix(processes: Iterable[Process]) -> list[MatrixRow]:
    """Every process against every other, directed; a cell is stated, by rule, or not specified (G10)."""
    rows = list(processes)
    matrix = []
    for process in rows:
        ends = {end.process.pk: end for end in linked_targets(process, rows)}
        cells = [
            MatrixCell(_cell_kind(process, other, ends.get(other.pk)), other) for other in rows
        ]
        matrix.append(MatrixRow(process, cells, len(ends)))
    return matrix


def coverage_findings(processes: Iterable[Process], *, measured: set[int]) -> list[Finding]:
    """What each process ought to have by clauses 4 to 6 and does not; `measured` have an adopted indicator."""
    rows = list(processes)
    named = {row.pk: {end.process.pk for end in linked_targets(row, rows)} for row in rows}
    linked = {pk for pk, ends in named.items() if ends}.union(*named.values())
    lacks: dict[str, Callable[[Process], bool]] = {
        "department": lambda row: (
            not any(
                item.kind == Responsibility.Kind.RESPONSIBLE for item in row.responsibilities.all()
            )
        ),
        "goal": lambda row: not row.goal,
        "outputs": lambda row: not row.outputs.all(),
        "interface": lambda row: row.pk not in linked,
        "counterpart": lambda row: any(
            row.pk in ends and pk not in named[row.pk] for pk, ends in named.items()
        ),
        "norm": lambda row: not row.norms.all(),
        "indicator": lambda row: row.pk not in measured,
    }
    return [Finding(key, [row for row in rows if test(row)]) for key, test in lacks.items()]


def basis_documents(processes: Iterable[Process]) -> list[Document]:
    """The N of “1+3+N”: every document that governs at least one process (G8)."""
    documents = {
        norm.document_id: norm.document for process in processes for norm in process.norms.all()
    }
    return sorted(documents.values(), key=lambda document: document.title)


def _rule_covers(rule: str, other: Process) -> bool:
    return rule == ALL_CORE_AND_SUPPORT and other.category in {Category.CORE, Category.SUPPORT}


def _cell_kind(process: Process, other: Process, end: LinkEnd | None) -> str:
    if process.pk == other.pk:
        return "self"
    if end is None:
        return "none"
    return "rule" if end.by_rule else "stated"
