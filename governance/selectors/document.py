"""Controlled documents as readers see them (R1–R4, G46–G51)."""

from dataclasses import dataclass

from governance.lib.bilingual import said
from governance.models import Document, DocumentVersion, Requirement
from governance.models.person import Person
from governance.selectors.document_text import VersionText, version_text
from governance.selectors.policy_issue import open_gaps
from governance.states import DocumentState

_UNPUBLISHED = (DocumentState.DRAFT, DocumentState.DISCARDED)


@dataclass(frozen=True)
class DocumentPage:
    """Everything the page of one document shows."""

    document: Document
    versions: list[DocumentVersion]
    current: DocumentVersion | None
    text: VersionText
    front: list[Requirement]
    gaps: list[str]


def document_page(
    document: Document,
    gaps_by_clause: dict[str, list[str]],
    versions: list[DocumentVersion],
    current: DocumentVersion | None,
) -> DocumentPage:
    """A document's versions, its clause tree with our summaries, and the text of the version that is shown.

    On a day on which none of its published versions holds, a document says nothing.
    """
    is_silent = current is None and any(row.state not in _UNPUBLISHED for row in versions)
    text = VersionText(()) if is_silent else version_text(document, current, gaps_by_clause)
    is_policy = document.kind == Document.Kind.POLICY
    front = list(Requirement.objects.filter(clause=None).order_by("number")) if is_policy else []
    return DocumentPage(
        document=document,
        versions=versions,
        current=current,
        text=text,
        front=front if text.clauses else [],
        gaps=open_gaps(document.gaps, text.settled),
    )


def policy_in_force(person: Person) -> Document | None:
    """The framework policy itself, imported or not."""
    return Document.objects.visible_to(person).filter(kind=Document.Kind.POLICY).first()


def quoted_title(document: Document) -> str:
    """A Chinese title is quoted with 《》, an English one stands as it is."""
    title = said(document, "title")
    return f"《{title}》" if title == document.title else title
