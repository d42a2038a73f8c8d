"""The page of one document: which version is shown, what is on its way, who has read it, what may be done (R1–R4, R30)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.models import (
    Approval,
    AuditEntry,
    Department,
    Document,
    DocumentReading,
    DocumentVersion,
    Obligation,
)
from governance.models.person import Person, roles_held
from governance.permissions import Permission, has_permission
from governance.selectors.approval import cases_of, readable_cases
from governance.selectors.audit import timeline_across
from governance.selectors.document_case import authors_of, version_standing
from governance.selectors.document_reading import (
    ReadingCount,
    owed_about,
    people_of,
    reading_task,
    readings_enough,
)
from governance.selectors.document_register import holding_among
from governance.selectors.document_review import review_cycle
from governance.states import DocumentStanding, DocumentState, ObligationKind, Role

_LIVE = (DocumentState.SCHEDULED, DocumentState.IN_FORCE)
_SEES_ALL = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


@dataclass(frozen=True)
class VersionLine:
    """One version of the list: how it stands and from when to when it holds or held."""

    version: DocumentVersion
    standing: DocumentStanding
    case: Approval | None

    @property
    def is_published(self) -> bool:
        return self.version.state != DocumentState.DRAFT


@dataclass(frozen=True)
class ComingVersion:
    """What is being written or waits for its day."""

    line: VersionLine
    authors: list[Person]
    leads_to_case: bool

    @property
    def version(self) -> DocumentVersion:
        return self.line.version


@dataclass(frozen=True)
class DocumentActs:
    """What the reader may do with the document now."""

    write: bool
    start: bool
    number: bool
    confirm_review: bool
    retire: bool
    remind: bool


@dataclass(frozen=True)
class DocumentLife:
    """Everything of the page that is not the text itself."""

    on: date
    is_today: bool
    shown: DocumentVersion | None
    lines: list[VersionLine]
    coming: list[ComingVersion]
    readers: list[Department]
    cycle: int | None
    is_overdue: bool
    is_retired: bool
    retired_on: date | None
    lacks_file: bool
    readings: list[Obligation]
    to_read: DocumentVersion | None
    own: DocumentReading | None
    count: ReadingCount | None
    acts: DocumentActs
    entries: list[AuditEntry]

    @property
    def retired_title(self) -> str:
        """When a retired document ends or ended, in words."""
        day = self.retired_on
        if day is None:
            return ""
        said = (
            _("Retired; its last day was %(day)s.")
            if self.is_retired
            else _("Its last day is %(day)s.")
        )
        return said % {"day": day}


def visible_versions(document: Document, person: Person) -> list[DocumentVersion]:
    """The versions of a document a person may read, the latest first, drafts given up left out."""
    rows = (
        DocumentVersion.objects.visible_to(person)
        .filter(document=document)
        .exclude(state=DocumentState.DISCARDED)
        .select_related("preparer", "reviewer", "approver", "publisher", "resolution", "based_on")
    )
    found = list(rows.order_by("-pk"))
    for row in found:
        row.document = document
    return found


def document_life(
    document: Document, versions: list[DocumentVersion], person: Person, *, on: date, today: date
) -> DocumentLife:
    """How a document stands for a reader, and as it was or will be on a day."""
    cases = cases_of([row for row in versions if row.state == DocumentState.DRAFT])
    lines = [
        VersionLine(row, version_standing(row, cases.get(str(row.pk))), cases.get(str(row.pk)))
        for row in versions
    ]
    ahead = (DocumentState.DRAFT, DocumentState.SCHEDULED)
    readable = readable_cases(person, [row.pk for row in cases.values()])
    coming = [
        ComingVersion(
            line,
            authors_of(line.version) if line.version.state == ahead[0] else [],
            leads_to_case=line.case is not None and line.case.pk in readable,
        )
        for line in lines
        if line.version.state in ahead and on == today
    ]
    readers = [row.department for row in document.readers.select_related("department")]
    shown = holding_among(versions, on)
    owed = owed_about(document, person)
    is_retired = document.retired_on is not None and document.retired_on < today
    return DocumentLife(
        on=on,
        is_today=on == today,
        shown=shown,
        lines=lines,
        coming=coming,
        readers=readers,
        cycle=review_cycle(document),
        is_overdue=document.next_review_on is not None and document.next_review_on < today,
        is_retired=is_retired,
        retired_on=document.retired_on,
        lacks_file=document.kind != Document.Kind.STANDARD and not versions,
        readings=[duty for duty in owed if duty.kind == ObligationKind.DOCUMENT_READING],
        to_read=next((row for row in versions if row.state in _LIVE), None),
        own=DocumentReading.objects.filter(version=shown, person=person).first() if shown else None,
        count=_count(document, versions, readers, person),
        acts=_acts(document, lines, person, is_retired=is_retired, shown=shown),
        entries=timeline_across([document], versions),
    )


def readers_visible_to(person: Person) -> tuple[bool, Department | None]:
    """Who sees who has read: PMO, committee and auditor all, a head the own department; (may, only)."""
    roles = roles_held(person)
    if roles & _SEES_ALL:
        return True, None
    if Role.DEPARTMENT_HEAD in roles and person.department is not None:
        return True, person.department
    return False, None


def _count(
    document: Document,
    versions: list[DocumentVersion],
    readers: list[Department],
    person: Person,
) -> ReadingCount | None:
    may, only = readers_visible_to(person)
    task = reading_task(document, versions) if may else None
    if task is None:
        return None
    people = [
        each
        for each in people_of([document], {document.pk: {row.pk for row in readers}})[document.pk]
        if only is None or each.department_id == only.pk
    ]
    read = readings_enough([task])
    return ReadingCount(sum((document.pk, each.pk) in read for each in people), len(people))


def _acts(
    document: Document,
    lines: list[VersionLine],
    person: Person,
    *,
    is_retired: bool,
    shown: DocumentVersion | None,
) -> DocumentActs:
    may_write = has_permission(person, Permission.DOCUMENT_WRITE) and not is_retired
    has_draft = any(line.version.state == DocumentState.DRAFT for line in lines)
    is_ending = document.retired_on is not None
    return DocumentActs(
        write=may_write,
        start=may_write and not has_draft and not is_ending,
        number=may_write and not document.number,
        confirm_review=may_write and shown is not None and document.next_review_on is not None,
        retire=has_permission(person, Permission.DOCUMENT_RETIRE)
        and document.kind != Document.Kind.POLICY
        and not is_retired,
        remind=has_permission(person, Permission.BOARD_REMIND),
    )
