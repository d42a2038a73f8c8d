"""Controlled documents as readers see them (R1–R4, G46–G51)."""

from dataclasses import dataclass

from django.db.models import Prefetch

from governance.lib.bilingual import said
from governance.models import Document, DocumentVersion, Requirement
from governance.models.person import Person
from governance.selectors.document_text import VersionText, version_text
from governance.selectors.policy_issue import open_gaps, settled_gaps
from governance.states import DocumentState


@dataclass(frozen=True)
class DocumentLine:
    """One document of the register with the version in force, if there is one."""

    document: Document
    version: DocumentVersion | None
    gaps: list[str]

    @property
    def lacks_number(self) -> bool:
        return not self.document.number


@dataclass(frozen=True)
class DocumentPage:
    """Everything the page of one document shows."""

    document: Document
    versions: list[DocumentVersion]
    current: DocumentVersion | None
    text: VersionText
    front: list[Requirement]
    gaps: list[str]


def documents_in_register(person: Person) -> list[DocumentLine]:
    """Every document the policy is or cites, the policy itself first, then standards and norms."""
    order = {kind: place for place, kind in enumerate(Document.Kind.values)}
    settled = settled_gaps()
    rows = Document.objects.visible_to(person).prefetch_related(
        Prefetch("versions", queryset=DocumentVersion.objects.order_by("-pk"))
    )
    lines = [
        DocumentLine(row, _in_force(list(row.versions.all())), open_gaps(row.gaps, settled))
        for row in rows
    ]
    return sorted(lines, key=lambda line: (order[line.document.kind], line.document.title))


def document_page(document: Document, gaps_by_clause: dict[str, list[str]]) -> DocumentPage:
    """A document's versions, its clause tree with our summaries, and its text where there is one."""
    versions = list(document.versions.order_by("-pk"))
    current = _in_force(versions)
    text = version_text(document, current, gaps_by_clause)
    is_policy = document.kind == Document.Kind.POLICY
    front = list(Requirement.objects.filter(clause=None).order_by("number")) if is_policy else []
    return DocumentPage(
        document=document,
        versions=versions,
        current=current,
        text=text,
        front=front if text.clauses else [],
        gaps=open_gaps(document.gaps, settled_gaps()),
    )


def policy_in_force(person: Person) -> Document | None:
    """The framework policy itself, imported or not."""
    return Document.objects.visible_to(person).filter(kind=Document.Kind.POLICY).first()


def quoted_title(document: Document) -> str:
    """A Chinese title is quoted with 《》, an English one stands as it is."""
    title = said(document, "title")
    return f"《{title}》" if title == document.title else title


def _in_force(versions: list[DocumentVersion]) -> DocumentVersion | None:
    return next((row for row in versions if row.state == DocumentState.IN_FORCE), None)
