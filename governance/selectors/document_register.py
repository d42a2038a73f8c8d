"""The register of controlled documents as its readers see it: what holds, what is on its way, what is missing (R1, R4, G51)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from governance.models import Approval, Document, DocumentVersion
from governance.models.person import Person
from governance.selectors.approval import cases_of
from governance.selectors.document_case import version_standing
from governance.selectors.policy_issue import open_gaps, settled_gaps
from governance.states import DocumentStanding, DocumentState

# What a reader can ask for beside the states of a version.
NO_VERSION = "no_version"
NUMBER, FILE = "number", "file"
OVERDUE, SOON = "overdue", "soon"
NEAR = timedelta(days=30)


@dataclass(frozen=True)
class DocumentFilter:
    """What the reader of the register has chosen; empty means all. `on` is the day it is read for."""

    kind: str = ""
    state: str = ""
    lacks: str = ""
    review: str = ""
    owner: str = ""
    text: str = ""


@dataclass(frozen=True)
class DocumentLine:
    """One document: the version that holds on the day, the one that is on its way, and what is missing."""

    document: Document
    version: DocumentVersion | None
    coming: DocumentVersion | None
    standing: str
    label: str
    ahead: str
    ahead_label: str
    has_published: bool
    review: str
    gaps: list[str]

    @property
    def lacks_number(self) -> bool:
        return not self.document.number

    @property
    def lacks_file(self) -> bool:
        """A document of the company that is named and has no version yet; a standard is somebody else's text."""
        is_own = self.document.kind != Document.Kind.STANDARD
        return is_own and not self.has_published and self.coming is None

    @property
    def is_retired(self) -> bool:
        return self.standing == DocumentStanding.RETIRED


def documents_in_register(person: Person, *, on: date) -> list[DocumentLine]:
    """Every document a person may see, the policy itself first, then by number and title."""
    order = {kind: place for place, kind in enumerate(Document.Kind.values)}
    return sorted(
        _lines(_rows(person), on),
        key=lambda line: (
            order[line.document.kind],
            line.document.number or "~",
            line.document.title,
        ),
    )


def narrowed(lines: Sequence[DocumentLine], chosen: DocumentFilter) -> list[DocumentLine]:
    """The lines that fit what was chosen, in their order."""
    return [line for line in lines if _fits(line, chosen)]


@dataclass(frozen=True)
class RegisterTotals:
    """What stands above the list."""

    in_force: int
    coming: int
    lacks_number: int
    lacks_file: int
    overdue: int


def register_totals(lines: Sequence[DocumentLine]) -> RegisterTotals:
    """The counts above the list, over every document the reader may see."""
    return RegisterTotals(
        in_force=sum(line.version is not None for line in lines),
        coming=sum(line.coming is not None for line in lines),
        lacks_number=sum(line.lacks_number and not line.is_retired for line in lines),
        lacks_file=sum(line.lacks_file and not line.is_retired for line in lines),
        overdue=sum(line.review == OVERDUE for line in lines),
    )


def _rows(person: Person) -> QuerySet[Document]:
    rows: QuerySet[Document] = Document.objects.visible_to(person).select_related("owner")
    visible = DocumentVersion.objects.visible_to(person).exclude(state=DocumentState.DISCARDED)
    return rows.prefetch_related(Prefetch("versions", queryset=visible.order_by("pk")))


def _lines(rows: QuerySet[Document], on: date) -> list[DocumentLine]:
    documents = list(rows)
    drafts = [
        version
        for document in documents
        for version in document.versions.all()
        if version.state == DocumentState.DRAFT
    ]
    # The hash of a draft asks its document, which is at hand here.
    cases = cases_of(drafts)
    settled = settled_gaps()
    return [_line(document, cases, settled, on) for document in documents]


def _line(
    document: Document, cases: dict[str, Approval], settled: frozenset[str], on: date
) -> DocumentLine:
    versions = list(document.versions.all())
    holding = holding_among(versions, on)
    coming = next((row for row in versions if row.state == DocumentState.DRAFT), None) or next(
        (row for row in versions if row.effective_on and row.effective_on > on), None
    )
    is_retired = document.retired_on is not None and document.retired_on < on
    # The state of what holds is told by the day, which comes before the tick.
    standing, label = NO_VERSION, ""
    if is_retired:
        standing = DocumentStanding.RETIRED
        label = str(DocumentStanding.RETIRED.label)
    elif holding is not None:
        standing = DocumentStanding.IN_FORCE
        label = str(DocumentStanding.IN_FORCE.label)
    ahead = version_standing(coming, cases.get(str(coming.pk))) if coming is not None else None
    if ahead is not None and standing == NO_VERSION:
        standing, label = ahead, str(ahead.label)
    return DocumentLine(
        document=document,
        version=holding,
        coming=coming,
        standing=standing,
        label=label,
        ahead=ahead or "",
        ahead_label=str(ahead.label) if ahead else "",
        has_published=any(row.state != DocumentState.DRAFT for row in versions),
        review=_review(document, on) if holding is not None and not is_retired else "",
        gaps=open_gaps(document.gaps, settled),
    )


def holding_among(versions: Sequence[DocumentVersion], on: date) -> DocumentVersion | None:
    """The version that holds on a day: the same rule as `DocumentVersion.objects.holding_on`, on rows at hand."""
    found = [
        row
        for row in versions
        if row.state not in {DocumentState.DRAFT, DocumentState.DISCARDED}
        and not (row.state == DocumentState.RETIRED and row.effective_on is None)
        and not (row.state == DocumentState.SUPERSEDED and row.ended_on is None)
        and holds_from(row) <= on
        and (row.ended_on is None or row.ended_on >= on)
    ]
    return max(found, key=lambda row: (holds_from(row), row.pk), default=None)


def holds_from(version: DocumentVersion) -> date:
    """The first day of a version; where none is stated its approval stands for it (G47)."""
    return version.effective_on or version.approved_on or version.prepared_on or date.min


def _review(document: Document, on: date) -> str:
    day = document.next_review_on
    if day is None:
        return ""
    if day < on:
        return OVERDUE
    return SOON if day <= on + NEAR else ""


def _fits(line: DocumentLine, chosen: DocumentFilter) -> bool:
    document = line.document
    tests = (
        not chosen.kind or document.kind == chosen.kind,
        not chosen.state or chosen.state in {line.standing, line.ahead},
        not chosen.lacks or (line.lacks_number if chosen.lacks == NUMBER else line.lacks_file),
        not chosen.review or line.review == chosen.review,
        not chosen.owner or (document.owner is not None and document.owner.code == chosen.owner),
        not chosen.text or _mentions(document, chosen.text),
    )
    return all(tests)


def _mentions(document: Document, text: str) -> bool:
    words = text.casefold()
    fields = (document.number, document.title, document.title_en, *document.aliases)
    return any(words in field.casefold() for field in fields)
