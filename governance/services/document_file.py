"""Files of a version: its pictures, an uploaded PDF or Word file as its content, and what is read out of it (§5.2, U1–U18)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.document_text import READABLE, CannotReadDocument, read_document
from governance.lib.history import save_tracked
from governance.lib.uploads import BadUpload, kind_of
from governance.models import DocumentVersion, FileText, Job, Person, StoredFile
from governance.permissions import Permission, demand
from governance.selectors.clause import (
    CONTENT_PART,
    IMAGE_PART,
    PICTURES,
    SOURCE_PART,
    clause_rows,
    content_file,
    content_hash,
    short_of,
)
from governance.services.audit import Change, hold_the_chain, record
from governance.services.clause import CannotEditClause
from governance.services.document import note_edit
from governance.services.job import MOST_ATTEMPTS, JobOrder, held_lease, request_job
from governance.services.page_set import request_pages
from governance.services.stored_file import Shelf, keep_file, read_file, remove_file
from governance.states import ContentKind, RenderState

JOB = "read_document"
_ARRIVING = "arriving"


def add_picture(
    version: DocumentVersion, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime
) -> StoredFile:
    """A writer adds a picture to a draft; it is shown where a text names it, to whoever may read the version.

    Raises `NotAllowed`, `CannotEditDocument`, `BadUpload` and what `keep_file` raises.
    """
    _demand_kind(name, PICTURES, _("A picture is a PNG or a JPEG."))
    check = _still_draft(version, by, at)
    return keep_file(name, chunks, on=Shelf(version, IMAGE_PART), by=by, at=at, check=check)


def remove_picture(
    version: DocumentVersion, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A picture that no clause shows is taken off a draft; raises `CannotEditClause` while one does."""
    with transaction.atomic():
        hold_the_chain()
        _still_draft(version, by, at)()
        for row in clause_rows(version):
            if short_of(file) in row.text:
                raise CannotEditClause(
                    _("Clause %(number)s shows this picture; take it out of the text first.")
                    % {"number": row.number}
                )
        return remove_file(file, by=by, at=at)


def set_content_file(
    version: DocumentVersion, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime
) -> StoredFile:
    """An uploaded PDF or Word file becomes the content of a draft, in the place of the one before.

    Its SHA-256 is the hash that is voted on; a worker reads its text for comparing and searching.
    Raises `NotAllowed`, `CannotEditDocument`, `BadUpload` and what `keep_file` raises.
    """
    _demand_kind(name, READABLE, _("A document is a PDF or a Word file (.docx)."))
    check = _still_draft(version, by, at)
    file = keep_file(name, chunks, on=Shelf(version, _ARRIVING), by=by, at=at, check=check)
    with transaction.atomic():
        hold_the_chain()
        earlier = content_file(version)
        if earlier is not None:
            remove_file(earlier, by=by, at=at)
        # Only now it is the content: a crash before this line leaves a file that nobody shows.
        StoredFile.objects.filter(pk=file.pk).update(part=CONTENT_PART)
        file.part = CONTENT_PART
        _switch(version, ContentKind.FILE, by=by, at=at)
        note_edit(version, content_sha256=file.sha256, by=by, at=at)
        request_reading(file, by=by, at=at)
        if file.kind == "pdf":
            request_pages(file, by=by, at=at)
    return file


def drop_content_file(version: DocumentVersion, *, by: Person, at: datetime) -> None:
    """A draft is written here again: its file is taken off, the clauses it had are there as they were."""
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        _still_draft(version, by, at)()
        file = content_file(version)
        if file is not None:
            remove_file(file, by=by, at=at)
        _switch(version, ContentKind.CLAUSES, by=by, at=at)
        note_edit(version, content_sha256=content_hash(version), by=by, at=at)


def offer_source(
    version: DocumentVersion, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime
) -> StoredFile:
    """A Word file is handed in to be taken apart into clauses; it is no content before that is confirmed."""
    _demand_kind(name, ("docx",), _("Please choose a Word file (.docx)."))
    check = _still_draft(version, by, at)
    file = keep_file(name, chunks, on=Shelf(version, SOURCE_PART), by=by, at=at, check=check)
    request_reading(file, by=by, at=at)
    return file


def request_reading(file: StoredFile, *, by: Actor, at: datetime) -> FileText:
    """Each file is read once; one that failed is tried again."""
    with transaction.atomic():
        reading: FileText
        reading, _created = FileText.objects.get_or_create(file=file)
        if reading.state != RenderState.READY:
            FileText.objects.filter(pk=reading.pk).update(state=RenderState.PENDING, reason="")
            request_job(JobOrder(JOB, f"file:{file.pk}", {"file": file.pk}), by=by, at=at)
    return reading


def read_requested(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker reads a file; what cannot be read says why, and the file stays usable as it is."""
    reading = FileText.objects.select_related("file").get(file=job.payload["file"])
    if reading.state == RenderState.READY:
        return {"sections": len(reading.rows)}
    try:
        words = read_document(read_file(reading.file), reading.file.kind)
    except CannotReadDocument as problem:
        # The same bytes will not read better a second time; only a crowded machine may.
        last = job.attempts >= MOST_ATTEMPTS
        FileText.objects.filter(pk=reading.pk).update(
            state=RenderState.FAILED if last else RenderState.PENDING, reason=str(problem)[:1000]
        )
        raise
    with held_lease(job):
        FileText.objects.filter(pk=reading.pk).update(
            state=RenderState.READY,
            reason="",
            sections=[
                {"depth": row.depth, "title": row.title, "text": row.text} for row in words.sections
            ],
            pages=words.pages,
            pictures=words.pictures,
            read_at=clock(),
        )
    return {"sections": len(words.sections), "pages": words.pages}


def _switch(version: DocumentVersion, kind: str, *, by: Person, at: datetime) -> None:
    if version.content_kind == kind:
        return
    before, version.content_kind = version.content_kind, kind
    save_tracked(version, by=by, at=at, reason="governance.switch_content", fields=["content_kind"])
    change = Change(before={"content": before}, after={"content": kind})
    record("governance.switch_content", by=by, at=at, obj=version, change=change)


def _still_draft(version: DocumentVersion, by: Person, at: datetime) -> Callable[[], None]:
    """Asked under the lock: only a draft takes files, and whoever adds one is an author of it."""
    demand(by, Permission.DOCUMENT_WRITE)

    def check() -> None:
        fresh = DocumentVersion.objects.get(pk=version.pk)
        note_edit(fresh, content_sha256=fresh.content_sha256, by=by, at=at)

    return check


def _demand_kind(name: str, kinds: tuple[str, ...], sentence: str) -> None:
    if kind_of(name) not in kinds:
        raise BadUpload(sentence)
