"""Which document governs which process (6.1, 6.3; a norm governs at least one)."""

from datetime import datetime

from django.db import transaction

from governance.lib.history import save_tracked
from governance.models import Document, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from processes.models import Norm, Process


def govern_process(
    process: Process, document: Document, *, by: Person, at: datetime, clause: str = ""
) -> Norm:
    """A document governs a process once; saying so again changes nothing."""
    demand(by, Permission.PROCESS_EDIT)
    with transaction.atomic():
        hold_the_chain()
        known: Norm | None = Norm.objects.filter(process=process, document=document).first()
        if known is not None:
            return known
        norm = Norm(process=process, document=document, source_clause=clause)
        save_tracked(norm, by=by, at=at, reason="processes.govern_process")
        change = Change(after={"document": document.code, "process": process.code})
        record("processes.govern_process", by=by, at=at, obj=process, change=change)
    return norm
