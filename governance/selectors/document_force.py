"""Which version holds on a day, past or future, and what falls due in a document's life (R1, G47)."""

from collections.abc import Iterable
from datetime import date

from governance.models import Document, DocumentVersion
from governance.states import DocumentState


def holding_version(document: Document, on: date) -> DocumentVersion | None:
    """The version of a document that holds on a day; the dates decide, so it answers for past and future."""
    found: DocumentVersion | None = (
        DocumentVersion.objects.filter(document=document)
        .holding_on(on)
        .order_by("-holds_from", "-pk")
        .first()
    )
    return found


def holding_versions(documents: Iterable[Document], on: date) -> dict[int, DocumentVersion]:
    """The version that holds on a day of each of many documents, by document, in one question."""
    rows = (
        DocumentVersion.objects.filter(document__in=list(documents))
        .holding_on(on)
        .order_by("holds_from", "pk")
    )
    return {row.document_id: row for row in rows}


def versions_taking_effect(on: date) -> list[DocumentVersion]:
    """The published versions whose day has come, in the order of their days."""
    rows = DocumentVersion.objects.filter(state=DocumentState.SCHEDULED, effective_on__lte=on)
    return list(rows.select_related("document").order_by("effective_on", "pk"))


def versions_ended(on: date) -> list[DocumentVersion]:
    """The versions whose last day has passed without a following one."""
    rows = DocumentVersion.objects.filter(state=DocumentState.IN_FORCE, ended_on__lt=on)
    return list(rows.select_related("document").order_by("pk"))
