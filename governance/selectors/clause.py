"""The clauses of a version in their order, its pictures, its file, and the hash of all of it (R3)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from governance.lib.markdown import SHORT, html_of_markdown, images_in
from governance.models import ClauseText, DocumentVersion, FileText, StoredFile
from governance.states import ContentKind

# What of a version a stored file is.
IMAGE_PART = "image"
CONTENT_PART = "content"
SOURCE_PART = "source"
PICTURES = ("png", "jpg")


@dataclass(frozen=True)
class ClauseLine:
    """One clause as it is read: its text as clean HTML, and its depth capped for headings."""

    row: ClauseText
    html: SafeString

    @property
    def depth(self) -> int:
        """Headings below the third level look alike."""
        return min(self.row.depth, 3)


def clause_rows(version: DocumentVersion) -> list[ClauseText]:
    """The clauses of a version in their order."""
    return list(
        ClauseText.objects.filter(document_version=version)
        .select_related("edited_by")
        .order_by("position")
    )


def pictures_of(version: DocumentVersion, rows: Sequence[ClauseText]) -> dict[str, StoredFile]:
    """The pictures a version may show, by short id: its own, and those of other versions that its text shows.

    A new version goes on showing the pictures of the one it was written from; whoever reads an old
    version sees nothing that only a draft holds.
    """
    shown = {short for row in rows for short in images_in(row.text)}
    found: dict[str, StoredFile] = {}
    keys = DocumentVersion.objects.filter(document=version.document_id).values_list("pk", flat=True)
    files = StoredFile.objects.filter(
        object_type="governance.documentversion",
        object_key__in=[str(pk) for pk in keys],
        part=IMAGE_PART,
        removed_at=None,
    )
    for file in files.order_by("pk"):
        if short_of(file) in shown or file.object_key == str(version.pk):
            found[short_of(file)] = file
    return found


def short_of(file: StoredFile) -> str:
    """The id a text names a picture by: the beginning of its hash, so that the same picture has the same id."""
    return file.sha256[:SHORT]


def content_file(version: DocumentVersion) -> StoredFile | None:
    """The uploaded file that is a version's content; the latest that was not taken off."""
    return (
        StoredFile.objects.on(version)
        .filter(part=CONTENT_PART)
        .select_related("reading")
        .order_by("-pk")
        .first()
    )


def source_file(version: DocumentVersion) -> StoredFile | None:
    """The file whose text is to be taken over into clauses."""
    return (
        StoredFile.objects.on(version)
        .filter(part=SOURCE_PART)
        .select_related("reading")
        .order_by("-pk")
        .first()
    )


def reading_of(file: StoredFile | None) -> FileText | None:
    """What was read out of a file, if it was asked for."""
    return getattr(file, "reading", None) if file is not None else None


def content_hash(version: DocumentVersion) -> str:
    """The hash of a version's content: of its file, or of every clause with number, titles, text and pictures.

    Who wrote it, when, and how often it was edited is no content. Nothing at all has no hash.
    """
    if version.content_kind == ContentKind.FILE:
        file = content_file(version)
        return file.sha256 if file else ""
    rows = clause_rows(version)
    pictures = pictures_of(version, rows)
    return hash_of_clauses(rows, {short: file.sha256 for short, file in pictures.items()})


def hash_of_clauses(rows: Sequence[Any], pictures: dict[str, str]) -> str:
    """SHA-256 over the canonical JSON of the clauses in their order; pictures count by their whole hash."""
    if not rows:
        return ""
    facts = [
        {
            "number": row.number,
            "title": row.title,
            "title_en": row.title_en,
            "text": row.text,
            "pictures": [pictures.get(short, short) for short in images_in(row.text)],
        }
        for row in rows
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def clause_lines(rows: Sequence[ClauseText], addresses: dict[str, str]) -> list[ClauseLine]:
    """Clauses as they are read; `addresses` says where each picture is served."""
    return [ClauseLine(row, html_of_markdown(row.text, addresses)) for row in rows]
