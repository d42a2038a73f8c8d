"""The text of a version as it is read: numbered clauses or what an uploaded file says, with what each clause requires (R3, R4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.lib.markdown import html_of_markdown
from governance.models import (
    Clause,
    ClauseText,
    Document,
    DocumentVersion,
    FileText,
    Requirement,
    StoredFile,
)
from governance.selectors.clause import clause_rows, content_file, pictures_of, reading_of
from governance.selectors.clause_diff import extracts
from governance.selectors.file_look import FileLook, file_looks
from governance.selectors.policy_issue import open_gaps, settled_gaps
from governance.states import ContentKind, DocumentState, RenderState

_NOTHING = FileLook()


@dataclass(frozen=True)
class ReadClause:
    """A clause as it stands on a page: where a link finds it, its text as clean HTML, what it requires."""

    clause: Clause | ClauseText | None
    number: str
    title: str
    depth: int
    html: SafeString
    place: str = ""
    requirements: list[Requirement] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """`c6.4.1`; what has no number is found by its place: `c0` before the first heading."""
        return f"c{self.number or self.place or '0'}"


@dataclass(frozen=True)
class VersionText:
    """Everything a reader sees of a version's content; `settled` names the policy issues that have a ruling."""

    clauses: tuple[ReadClause, ...]
    file: StoredFile | None = None
    reading: FileText | None = None
    has_text: bool = False
    settled: frozenset[str] = frozenset()
    look: FileLook = _NOTHING

    @property
    def is_pdf(self) -> bool:
        return self.file is not None and self.file.kind == "pdf"

    @property
    def is_being_read(self) -> bool:
        is_read = self.reading is None or self.reading.state != RenderState.PENDING
        return not is_read or (self.is_pdf and self.look.is_waiting)


def version_text(
    document: Document,
    version: DocumentVersion | None,
    gaps_by_clause: Mapping[str, Sequence[str]] | None = None,
) -> VersionText:
    """The content of a version; without one the numbers and titles that come with the system.

    `gaps_by_clause` names the policy issues of each clause of the policy itself.
    """
    if version is not None and version.content_kind == ContentKind.FILE:
        return _of_file(version)
    rows: list[Any] = clause_rows(version) if version is not None else []
    pictures = image_addresses(version, rows) if version is not None and rows else {}
    clauses, settled = _clauses(document), settled_gaps()
    required = {row.number: list(row.requirements.all()) for row in clauses}
    cited = _cited_numbers(document) if rows else {}
    found = []
    shown: list[Any] = rows or clauses
    for row in shown:
        number = cited.get(row.lineage, "") if cited else row.number
        gaps = list((gaps_by_clause or {}).get(number, []))
        found.append(
            ReadClause(
                clause=row,
                number=row.number,
                title=row.title,
                depth=min(row.number.count(".") + 1, 3),
                html=html_of_markdown(row.text if rows else "", pictures),
                requirements=required.get(number, []),
                gaps=open_gaps(gaps, settled),
            )
        )
    return VersionText(tuple(found), has_text=bool(rows), settled=settled)


def image_addresses(version: DocumentVersion, rows: Sequence[ClauseText]) -> dict[str, str]:
    """Where each picture of a version is served to those who may read that version."""
    return {
        short: reverse("governance:document-picture", args=[version.pk, short])
        for short in pictures_of(version, rows)
    }


def _of_file(version: DocumentVersion) -> VersionText:
    file = content_file(version)
    reading = reading_of(file)
    sections = extracts(reading) if reading and reading.state == RenderState.READY else []
    clauses = tuple(
        ReadClause(
            clause=None,
            number=part.number,
            title=part.title,
            depth=min(part.number.count(".") + 1, 3),
            html=html_of_markdown(part.text, {}),
            place=str(at),
        )
        for at, part in enumerate(sections)
    )
    look = _NOTHING
    if file is not None and file.kind == "pdf":
        look = file_looks([file], lambda _file, page: page_url(version, page))[file.pk]
        look = replace(look, sections=())  # its text stands below, clause by clause
    return VersionText(clauses, file, reading, bool(clauses), settled_gaps(), look)


def page_url(version: DocumentVersion, page: int) -> str:
    """Where a page of the uploaded file of a version is served to those who may read that version."""
    return reverse("governance:document-page", args=[version.pk, page])


def _cited_numbers(document: Document) -> dict[Any, str]:
    """The number by which each clause is cited by its descent: that of the first version it stands in.

    What the policy requires was read out of its first text, so a clause that is numbered anew keeps it.
    """
    if document.kind != Document.Kind.POLICY:
        return {}
    texts = ClauseText.objects.filter(document_version__document=document).exclude(
        document_version__state=DocumentState.DISCARDED
    )
    first = texts.order_by("document_version").values("document_version")[:1]
    return dict(texts.filter(document_version=first).values_list("lineage", "number"))


def _clauses(document: Document) -> list[Clause]:
    """The clauses by which a document is cited, in their order, with what each requires."""
    rows = document.clauses.prefetch_related(
        Prefetch("requirements", queryset=Requirement.objects.order_by("number"))
    )
    return list(rows.order_by("position"))
