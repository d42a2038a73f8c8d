"""A version of a controlled document is written, described, submitted and given up (R1, R2, R30; reliability §3.3)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict, Refused, demand_reason, find_step
from governance.models import (
    Approval,
    ClauseText,
    Document,
    DocumentAuthor,
    DocumentVersion,
    Person,
)
from governance.permissions import Permission, demand, has_permission
from governance.selectors.approval import case_of
from governance.selectors.document_case import KIND_OF_CASE, authors_of, decided_sha256
from governance.services.approval import Fact, Subject, open_case, renew_case, resubmit_case
from governance.services.audit import Change, hold_the_chain, record
from governance.services.document_register import give_number
from governance.services.transition import advance
from governance.states import DOCUMENT_STEPS, ApprovalState, ContentKind, DocumentState

_LABEL = re.compile(r"V?\d{1,3}(\.\d{1,3}){1,2}")
FIRST = "V1.0"
_PENDING = (DocumentState.DRAFT, DocumentState.SCHEDULED)


class CannotEditDocument(Refused):
    """The version cannot be edited now."""


class CannotStartVersion(Refused):
    """A new version cannot be begun now."""


class CannotSubmitDocument(Refused):
    """The version is not fit to be submitted."""


@dataclass(frozen=True)
class VersionNote:
    """What an author says of a version: its label (empty = the next one), what changed, and whether all must read it anew."""

    change_note: str = ""
    is_material: bool = True
    label: str = ""
    content_kind: str = ContentKind.CLAUSES


def start_version(
    document: Document, note: VersionNote, *, by: Person, at: datetime
) -> DocumentVersion:
    """A new version begins as a copy of the latest published one; a document has one draft at a time.

    Texts are copied, an uploaded file is not: a new file is handed in. Raises `CannotStartVersion`.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        _demand_room(document)
        published = latest_published(document)
        label = note.label.strip() or next_label(published, is_material=note.is_material)
        _demand_label(document, label, published)
        version = DocumentVersion(
            document=document,
            label=label,
            based_on=published,
            content_kind=note.content_kind,
            change_note=note.change_note.strip(),
            is_material=note.is_material or published is None,
        )
        is_copied = (
            published is not None
            and published.content_kind == note.content_kind == ContentKind.CLAUSES
        )
        if is_copied:
            version.content_sha256 = published.content_sha256  # type: ignore[union-attr]  # -- just asked
        save_tracked(version, by=by, at=at, reason="governance.start_version")
        DocumentAuthor.objects.create(version=version, person=by)
        if is_copied:
            _copy_texts(published, version)
        after = {"label": label, "based_on": published.label if published else ""}
        record("governance.start_version", by=by, at=at, obj=version, change=Change(after=after))
    return version


def latest_published(document: Document) -> DocumentVersion | None:
    """The version published last: in force, or waiting for its day."""
    return (
        DocumentVersion.objects.filter(
            document=document, state__in=[DocumentState.SCHEDULED, DocumentState.IN_FORCE]
        )
        # An imported version states no day; whatever states one comes after it (G47).
        .order_by(F("effective_on").desc(nulls_last=True), "-pk")
        .first()
    )


def next_label(published: DocumentVersion | None, *, is_material: bool) -> str:
    """V1.0 is followed by V2.0 where the change is material, else by V1.1; the author may write another."""
    if published is None:
        return FIRST
    numbers = [int(part) for part in re.findall(r"\d+", published.label)] or [1]
    major, minor = numbers[0], numbers[1] if len(numbers) > 1 else 0
    return f"V{major + 1}.0" if is_material else f"V{major}.{minor + 1}"


def describe_version(
    version: DocumentVersion, note: VersionNote, *, by: Person, at: datetime
) -> DocumentVersion:
    """What an author says of a draft is part of what is decided on, so whoever changes it is an author."""
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        _hold_draft(version)
        label = note.label.strip() or version.label
        if label != version.label:
            _demand_label(version.document, label, version.based_on)
        before = {
            "label": version.label,
            "change_note": version.change_note,
            "is_material": version.is_material,
        }
        version.label, version.change_note = label, note.change_note.strip()
        version.is_material = note.is_material or version.based_on_id is None
        after = {name: getattr(version, name) for name in before}
        if after == before:
            return version
        fields = list(before)
        save_tracked(version, by=by, at=at, reason="governance.describe_version", fields=fields)
        DocumentAuthor.objects.get_or_create(version=version, person=by)
        change = Change(before=before, after=after)
        record("governance.describe_version", by=by, at=at, obj=version, change=change)
        _renew(version, by=by, at=at)
    return version


def note_edit(
    version: DocumentVersion, *, content_sha256: str, by: Person, at: datetime
) -> DocumentVersion:
    """Whoever changes the text of a draft becomes one of its authors, and votes on the old text become void.

    Called by the act that changed clauses or file and has written its own words into the trail, inside
    its transaction, with the hash of the whole content as it is now. Raises `CannotEditDocument` once the version is published.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        _hold_draft(version)
        DocumentAuthor.objects.get_or_create(version=version, person=by)
        if version.content_sha256 == content_sha256:
            return version
        version.content_sha256 = content_sha256
        save_tracked(
            version, by=by, at=at, reason="governance.note_edit", fields=["content_sha256"]
        )
        _renew(version, by=by, at=at)
    return version


def submit_version(
    version: DocumentVersion, *, by: Person, at: datetime, reviewer: Person | None = None
) -> Approval:
    """A draft with content and a change note goes to whoever decides on its kind; a returned one goes again.

    The document gets its number now, because it stands on what is decided on (G51). Raises
    `CannotSubmitDocument`.
    """
    demand(by, Permission.DOCUMENT_SUBMIT)
    with transaction.atomic():
        _hold_draft(version)
        _demand_complete(version)
        give_number(version.document, by=by, at=at)
        subject = subject_of(version, reviewer)
        case = case_of(version)
        if case is not None and case.state == ApprovalState.RETURNED:
            return resubmit_case(case, subject, by=by, at=at)
        return open_case(subject, by=by, at=at)


def discard_version(version: DocumentVersion, *, by: Person, at: datetime, note: str) -> None:
    """A draft is given up with a reason by one of its authors or the process manager; its trail stays.

    Refused while its approval runs: it is withdrawn first.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    demand_reason(note)
    with transaction.atomic():
        _hold_draft(version)
        is_author = DocumentAuthor.objects.filter(version=version, person=by).exists()
        if not is_author and not has_permission(by, Permission.DOCUMENT_PUBLISH):
            raise CannotEditDocument(
                _("A draft is given up by one of its authors or by the process manager.")
            )
        case = case_of(version)
        if case is not None and case.state in {ApprovalState.OPEN, ApprovalState.RETURNED}:
            raise CannotEditDocument(_("Its approval is still running; withdraw it first."))
        advance(version, find_step(DOCUMENT_STEPS, "discard"), by=by, at=at, note=note)


def subject_of(version: DocumentVersion, reviewer: Person | None = None) -> Subject:
    """What the deciders see first: which document, what changes, who wrote it."""
    document = version.document
    authors = authors_of(version)
    named = "、".join(person.name for person in authors)
    earlier = version.based_on.label if version.based_on else ""
    facts = [
        Fact("编号", document.number or "缺编号", "Number", document.number or "none yet"),
        Fact("版本", version.label, "Version", version.label),
        Fact("替代版本", earlier or "无（首次发布）", "Replaces", earlier or "none, first issue"),
        Fact("编制", named, "Written by", named),
        Fact(
            "需重新阅读确认",
            "是" if version.is_material else "否",
            "Must be read anew",
            "yes" if version.is_material else "no",
        ),
    ]
    if document.owner:
        owner = document.owner
        facts.insert(0, Fact("归口部门", owner.name, "Owner", owner.name_en or owner.name))
    return Subject(
        kind=KIND_OF_CASE[Document.Kind(document.kind)],
        row=version,
        title=f"《{document.title}》{version.label}",
        title_en=f"{document.title_en or document.title} {version.label}",
        conclusion=version.change_note,
        conclusion_en=version.change_note,
        facts=tuple(facts),
        url=reverse("governance:document-detail", args=[document.code]),
        preview_url=text_url(version),
        content_sha256=decided_sha256(version),
        authors=tuple(authors),
        reviewer=reviewer,
    )


def text_url(version: DocumentVersion) -> str:
    """The page on which a version is read, named `governance:document-read`."""
    return f"/documents/versions/{version.pk}/"


def edit_url(version: DocumentVersion) -> str:
    """The page on which a draft is written or its file handed in."""
    return f"/documents/versions/{version.pk}/edit/"


def _renew(version: DocumentVersion, *, by: Person, at: datetime) -> None:
    renew_case(subject_of(version), by=by, at=at)


def _hold_draft(version: DocumentVersion) -> None:
    """Whoever edits, submits or gives up comes one after the other, and finds the draft as it is."""
    hold_the_chain()
    version.refresh_from_db()
    if version.state != DocumentState.DRAFT:
        raise CannotEditDocument(
            _("Version %(label)s is no draft any more; a changed text needs a new version.")
            % {"label": version.label}
        )


def _demand_room(document: Document) -> None:
    document.refresh_from_db()
    if document.retired_on is not None:
        raise CannotStartVersion(_("This document is retired; write a new one in its place."))
    draft = DocumentVersion.objects.filter(document=document, state=DocumentState.DRAFT).first()
    if draft is not None:
        raise Conflict(
            _("Version %(label)s is already being written; there is one draft at a time.")
            % {"label": draft.label}
        )


def _demand_label(document: Document, label: str, earlier: DocumentVersion | None) -> None:
    if not _LABEL.fullmatch(label):
        raise CannotStartVersion(_("A version is named like V1.0 or V2.1."))
    if earlier is not None and _parts(label) <= _parts(earlier.label):
        raise CannotStartVersion(
            _("The version must come after %(label)s.") % {"label": earlier.label}
        )
    taken = DocumentVersion.objects.filter(document=document, label=label)
    if taken.exclude(state=DocumentState.DISCARDED).exists():
        raise CannotStartVersion(_("There is already a version %(label)s.") % {"label": label})


def _parts(label: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", label)]


def _demand_complete(version: DocumentVersion) -> None:
    if not version.content_sha256:
        raise CannotSubmitDocument(
            _("There is nothing to decide on yet: write the clauses or upload the file.")
        )
    if version.based_on_id is not None and not version.change_note:
        raise CannotSubmitDocument(_("Say in the change note what this version changes."))


def _copy_texts(source: DocumentVersion | None, target: DocumentVersion) -> None:
    rows = list(ClauseText.objects.filter(document_version=source).order_by("pk"))
    for row in rows:
        row.pk, row.document_version = None, target
    ClauseText.objects.bulk_create(rows)
