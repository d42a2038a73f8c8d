"""Controlled documents are written and revised under one flow (R1, R2, R30; reliability §3.3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import DocumentAuthor, DocumentVersion, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.states import DocumentState


class CannotEditDocument(Refused):
    """The version cannot be edited now."""


def note_edit(
    version: DocumentVersion, *, content_sha256: str, by: Person, at: datetime
) -> DocumentVersion:
    """Whoever changes the text of a draft becomes one of its authors, and votes on the old text become void.

    Called by the act that changed clauses or file, inside its transaction, with the hash of the whole
    content as it is now. Raises `CannotEditDocument` once the version is published.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        version.refresh_from_db(fields=["state", "version"])
        if version.state != DocumentState.DRAFT:
            raise CannotEditDocument(
                _("Version %(label)s is published; a changed text needs a new version.")
                % {"label": version.label}
            )
        DocumentAuthor.objects.get_or_create(version=version, person=by)
        if version.content_sha256 == content_sha256:
            return version
        before, version.content_sha256 = version.content_sha256, content_sha256
        save_tracked(
            version, by=by, at=at, reason="governance.note_edit", fields=["content_sha256"]
        )
        record(
            "governance.edit_document_version",
            by=by,
            at=at,
            obj=version,
            change=Change(before={"sha256": before}, after={"sha256": content_sha256}),
        )
    return version
