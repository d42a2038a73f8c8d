"""Controlled documents as readers see them (R1–R4, G46–G51)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from governance.lib.bilingual import said
from governance.models import Clause, ClauseText, Document, DocumentVersion, Requirement
from governance.models.person import Person
from governance.selectors.policy_issue import open_gaps, settled_gaps


@dataclass(frozen=True)
class ClauseEntry:
    """A clause with what it requires and, once imported, its text as paragraphs and table rows."""

    clause: Clause
    depth: int
    requirements: list[Requirement]
    blocks: list[dict[str, Any]]
    gaps: list[str]


@dataclass(frozen=True)
class DocumentPage:
    """Everything the page of one document shows."""

    document: Document
    versions: list[DocumentVersion]
    current: DocumentVersion | None
    clauses: list[ClauseEntry]
    front: list[Requirement]
    gaps: list[str]
    has_text: bool


def document_page(
    document: Document,
    gaps_by_clause: dict[str, list[str]],
    versions: list[DocumentVersion],
    current: DocumentVersion | None,
) -> DocumentPage:
    """A document's versions, its clause tree with our summaries, and the text of the version that is shown."""
    settled = settled_gaps()
    texts = (
        dict(ClauseText.objects.filter(document_version=current).values_list("clause_id", "text"))
        if current
        else {}
    )
    clauses = document.clauses.order_by("position").prefetch_related(
        Prefetch("requirements", queryset=Requirement.objects.order_by("number"))
    )
    entries = [
        ClauseEntry(
            clause=clause,
            depth=clause.number.count(".") + 1,
            requirements=list(clause.requirements.all()),
            blocks=blocks_of(texts.get(clause.pk, "")),
            gaps=open_gaps(gaps_by_clause.get(clause.number, []), settled),
        )
        for clause in clauses
    ]
    has_clauses = bool(entries)
    front = list(Requirement.objects.filter(clause=None).order_by("number")) if has_clauses else []
    return DocumentPage(
        document=document,
        versions=versions,
        current=current,
        clauses=entries,
        front=front,
        gaps=open_gaps(document.gaps, settled),
        has_text=bool(texts),
    )


def blocks_of(text: str) -> list[dict[str, Any]]:
    """A clause text as blocks: runs of tabbed lines are tables, lines with a dash are list points."""
    blocks: list[dict[str, Any]] = []
    for line in filter(str.strip, text.splitlines()):
        value: Any = line
        if "\t" in line:
            kind, value = "table", [cell.strip() for cell in line.split("\t")]
        elif line.startswith("- "):
            kind, value = "list", line[2:]
        else:
            kind = "paragraph"
        if kind != "paragraph" and blocks and blocks[-1]["kind"] == kind:
            blocks[-1]["rows"].append(value)
        else:
            blocks.append({"kind": kind, "rows": [value]})
    return blocks


def policy_in_force(person: Person) -> Document | None:
    """The framework policy itself, imported or not."""
    return Document.objects.visible_to(person).filter(kind=Document.Kind.POLICY).first()


def quoted_title(document: Document) -> str:
    """A Chinese title is quoted with 《》, an English one stands as it is."""
    title = said(document, "title")
    return f"《{title}》" if title == document.title else title
