"""Files behind causes, measures and notes: added while these are open, never to what has ended (6.4.4①③, U17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NotAllowed, Refused
from governance.models import Person, StoredFile
from governance.services.audit import hold_the_chain
from governance.services.stored_file import Shelf, keep_file, remove_file
from improvements.models import Cause, Improvement
from improvements.selectors.evidence import (
    Part,
    is_open_for_files,
    may_add_file,
    part_code,
    part_of,
)
from improvements.services.improvement import note_planner


class ProofClosed(Refused):
    """What the file stands behind is closed."""

    code = "evidence_closed"


def add_proof(
    improvement: Improvement,
    part: Part,
    name: str,
    chunks: Iterable[bytes],
    *,
    by: Person,
    at: datetime,
) -> StoredFile:
    """A file stands behind a cause, a measure or a note; who adds one to a cause has a hand in the plan.

    Raises `NotAllowed`, `ProofClosed`, and what `keep_file` raises; then nothing was kept.
    """
    _demand_open(improvement, part, by)

    def still_open() -> None:
        row = _demand_open(improvement, part, by)
        if isinstance(part, Cause):
            note_planner(row, by=by, at=at)

    shelf = Shelf(improvement, part_code(part))
    return keep_file(name, chunks, on=shelf, by=by, at=at, check=still_open)


def remove_proof(
    improvement: Improvement, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A file is taken off again while what it stands behind is open; its bytes stay in the store."""
    with transaction.atomic():
        hold_the_chain()
        part = part_of(improvement, file.part)
        if part is None:
            raise ProofClosed(_("What this file stands behind is not there any more."))
        _demand_open(improvement, part, by)
        return remove_file(file, by=by, at=at)


def take_off_proof(improvement: Improvement, part: Part, *, by: Person, at: datetime) -> None:
    """What is taken off takes its files along, each on the trail; inside the caller's transaction."""
    for file in StoredFile.objects.on(improvement).filter(part=part_code(part)):
        remove_file(file, by=by, at=at)


def _demand_open(improvement: Improvement, part: Part, by: Person) -> Improvement:
    row: Improvement = Improvement.objects.get(pk=improvement.pk)
    fresh = part_of(row, part_code(part))
    if fresh is None or not may_add_file(by, row, fresh):
        raise NotAllowed(_("You are not allowed to do this."))
    if not is_open_for_files(row, fresh):
        raise ProofClosed(
            _("The improvement is at “%(stage)s”; what this file stands behind takes no files.")
            % {"stage": row.get_state_display()}
        )
    return row
